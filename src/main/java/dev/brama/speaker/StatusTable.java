package dev.brama.speaker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The status of a speaker for people.
public final class StatusTable {
    // Epochs above this are times in milliseconds; it is a moment in 2001.
    private static final long TIMES = 1_000_000_000_000L;

    private StatusTable() {}

    /// Which interfaces are shown.
    public enum Interfaces {
        /// Those on which addresses are announced, or would be if they had a link.
        USED,
        ALL
    }

    /// Lines, the last one ended too.
    ///
    /// @param now by which it is told how long ago something was
    public static String of(SpeakerStatus status, Interfaces shown, Instant now) {
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
                .append('\n');
        if (!status.silent().isEmpty()) {
            out.append("no answer from the speaker on ")
                    .append(String.join(", ", status.silent()))
                    .append(": what it holds is unknown\n");
        }
        out.append('\n').append(aligned(addresses(status, now))).append('\n');
        return out.append(interfaces(status, shown)).toString();
    }

    private static List<List<String>> addresses(SpeakerStatus status, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ADDRESS", "SERVICE", "POOL", "HOLDER", "EPOCH", "AGE"));
        String nobody = status.silent().isEmpty() ? "nobody" : "unknown";
        status.addresses()
                .forEach(one ->
                        rows.add(
                                List.of(
                                        one.address(),
                                        String.join(",", one.services()),
                                        orDash(one.pool()),
                                        one.holder().orElse(nobody) + (one.here() ? " (here)" : ""),
                                        epoch(one.epoch()),
                                        one.since().map(since -> age(since, now)).orElse("-"))));
        return rows;
    }

    private static String interfaces(SpeakerStatus status, Interfaces shown) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        "INTERFACE",
                        "MAC",
                        "STATE",
                        "REQUESTS",
                        "RESPONSES",
                        "GRATUITOUS",
                        "CONFLICTS",
                        "MALFORMED"));
        status.interfaces().stream()
                .filter(one -> shown == Interfaces.ALL || one.used())
                .forEach(one ->
                        rows.add(
                                List.of(
                                        one.name(),
                                        one.mac(),
                                        one.state(),
                                        Long.toString(one.requests()),
                                        Long.toString(one.responses()),
                                        Long.toString(one.gratuitous()),
                                        Long.toString(one.conflicts()),
                                        Long.toString(one.malformed()))));
        return rows.size() > 1
                ? aligned(rows)
                : "no interface of this node can announce; --all shows why\n";
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /// An epoch is the number of the one before and one more, or a time, whichever is higher.
    private static String epoch(long epoch) {
        if (epoch == 0) {
            return "-";
        }
        return epoch < TIMES ? Long.toString(epoch) : Instant.ofEpochMilli(epoch).toString();
    }

    /// As kubectl tells it: the two greatest units.
    private static String age(String since, Instant now) {
        Duration age = Duration.between(Instant.parse(since), now);
        if (age.toDays() > 0) {
            return age.toDays() + "d" + age.toHoursPart() + "h";
        }
        if (age.toHours() > 0) {
            return age.toHours() + "h" + age.toMinutesPart() + "m";
        }
        // Clocks of two nodes may differ.
        return age.toMinutes() > 0
                ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
                : Math.max(0, age.toSeconds()) + "s";
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
