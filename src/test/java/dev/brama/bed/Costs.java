package dev.brama.bed;

import dev.brama.fixture.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What speakers cost: memory, processor time at rest, and the time of their answers.
final class Costs {
    private static final double REST_SECONDS = Integer.getInteger("bed.cost.seconds", 60);
    private static final int ASKED_SECONDS = 10;

    private final Bed bed;
    private final List<Row> rows = new ArrayList<>();

    Costs(Bed bed) {
        this.bed = bed;
    }

    /// What one speaker costs.
    ///
    /// @param what it does
    /// @param node where it runs
    /// @param memory that it has
    /// @param processor percents of a core at rest
    /// @param latency of answers at 1,000 requests a second; empty where it does not answer
    private record Row(String what, String node, Memory memory, double processor, String latency) {
        String line() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %.1f | %.1f | %.2f | %s |",
                    what,
                    node,
                    memory.resident(),
                    memory.byShare(),
                    memory.anonymous(),
                    processor,
                    latency);
        }
    }

    /// Measures all speakers at rest, and how soon the holder answers.
    ///
    /// @param address of IPv4, that the holder answers for
    void measure(String what, String address, int holder) throws IOException, InterruptedException {
        List<Long> before = new ArrayList<>();
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            before.add(spent(n));
        }
        double from = Matrix.now();
        Matrix.sleep(REST_SECONDS);
        double to = Matrix.now();
        List<Row> measured = new ArrayList<>();
        for (int n = 1; n <= bed.lan().nodes(); n++) {
            double processor = (spent(n) - before.get(n - 1)) / 1e9 / (to - from) * 100;
            measured.add(
                    new Row(
                            what,
                            "n" + n,
                            Memory.of(bed.speaker(n)),
                            processor,
                            n == holder ? latency(address) : ""));
        }
        measured.forEach(row -> System.out.println(row.line()));
        rows.addAll(measured);
    }

    /// Nanoseconds that a speaker's threads ran.
    private long spent(int n) throws IOException {
        long sum = 0;
        try (Stream<Path> threads =
                Files.list(Path.of("/proc", Long.toString(bed.speaker(n).pid()), "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    sum +=
                            Long.parseLong(
                                    Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                } catch (IOException _) {
                    // It ended meanwhile.
                }
            }
        }
        return sum;
    }

    private String latency(String address) throws IOException, InterruptedException {
        Path log = bed.folder().resolve("latency-" + rows.size());
        Process asking =
                LanPrograms.start(
                        bed.lan(),
                        log,
                        LatencyMain.class,
                        List.of(address, Integer.toString(ASKED_SECONDS)));
        try {
            asking.waitFor();
        } finally {
            Commands.kill(asking);
        }
        String said = Files.readString(log).strip();
        String[] words = said.split(" ");
        return words.length == 5 && words[0].equals("latency")
                ? "p50 %s, p99 %s, longest %s, %s lost"
                        .formatted(words[1], words[2], words[3], words[4])
                : said;
    }

    String table() {
        return """
        | addresses | node | resident MB | of it by share MB | of it anonymous MB | idle % of a core | ARP answer ms |
        |---|---|--:|--:|--:|--:|---|
        """
                + rows.stream().map(Row::line).collect(Collectors.joining("\n"));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
