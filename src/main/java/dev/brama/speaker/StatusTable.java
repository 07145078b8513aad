package dev.brama.speaker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The status of a speaker for people.
public final class StatusTable {
    private StatusTable() {}

    /// Lines, the last one ended too.
    public static String of(SpeakerStatus status) {
        StringBuilder out = new StringBuilder();
        out.append("node ").append(status.node());
        out.append(", authority by ").append(status.authority());
        out.append(" (").append(status.why()).append(")\n");
        if (!status.voters().isEmpty()) {
            out.append("voters ").append(String.join(", ", status.voters()));
            out.append(", version ").append(status.version()).append('\n');
        }
        out.append("addresses are given out by ")
                .append(status.allocator().isEmpty() ? "nobody" : status.allocator())
                .append("\n\n");
        List<List<String>> addresses = new ArrayList<>();
        addresses.add(List.of("ADDRESS", "SERVICE", "POOL", "HOLDER", "EPOCH", "SINCE"));
        status.addresses()
                .forEach(one ->
                        addresses.add(
                                List.of(
                                        one.address(),
                                        String.join(",", one.services()),
                                        orDash(one.pool()),
                                        one.holder().orElse("-") + (one.here() ? " (here)" : ""),
                                        Long.toString(one.epoch()),
                                        one.since().orElse("-"))));
        out.append(aligned(addresses)).append('\n');
        List<List<String>> links = new ArrayList<>();
        links.add(
                List.of(
                        "INTERFACE",
                        "MAC",
                        "STATE",
                        "REQUESTS",
                        "RESPONSES",
                        "GRATUITOUS",
                        "CONFLICTS",
                        "MALFORMED"));
        status.interfaces()
                .forEach(one ->
                        links.add(
                                List.of(
                                        one.name(),
                                        one.mac(),
                                        one.state(),
                                        Long.toString(one.requests()),
                                        Long.toString(one.responses()),
                                        Long.toString(one.gratuitous()),
                                        Long.toString(one.conflicts()),
                                        Long.toString(one.malformed()))));
        return out.append(aligned(links)).toString();
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String aligned(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream()
                .map(row -> line(row, widths))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i));
            if (i + 1 < row.size()) {
                line.repeat(' ', widths[i] - row.get(i).length() + 3);
            }
        }
        return line.toString();
    }
}
