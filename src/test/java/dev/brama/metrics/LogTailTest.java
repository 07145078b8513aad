package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reading a log that grows.
class LogTailTest {
    private final RequestMetrics metrics = Requests.counting(MetricsOptions.DEFAULTS);
    private final String line = new String(Lines.with(), StandardCharsets.US_ASCII) + "\n";

    @TempDir Path folder;

    private Path log() {
        return folder.resolve("requests.log");
    }

    private void write(String text) throws IOException {
        Files.writeString(log(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void assertCounted(RequestMetrics counting, int requests) {
        assertThat(Requests.counts(counting))
                .singleElement()
                .asString()
                .endsWith(" " + (double) requests);
        assertThat(counting.malformed()).isZero();
    }

    @Test
    void logMayComeLater() throws IOException {
        try (LogTail tail = LogTail.of(log(), metrics)) {
            tail.take();
            write(line);
            tail.take();
        }
        assertCounted(metrics, 1);
    }

    @Test
    void lineThatIsNotWholeYetIsReadWhenItIs() throws IOException {
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line + line.substring(0, 20));
            tail.take();
            assertCounted(metrics, 1);
            write(line.substring(20));
            tail.take();
            tail.take();
        }
        assertCounted(metrics, 2);
    }

    @Test
    void linesOfSeveralBlocksAreReadOnce() throws IOException {
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line.repeat(10_000));
            tail.take();
            tail.take();
        }
        assertCounted(metrics, 10_000);
    }

    @Test
    void nextRunGoesOnWhereTheLastOneEnded() throws IOException {
        RequestMetrics next = Requests.counting(MetricsOptions.DEFAULTS);
        write(line.repeat(5));
        try (LogTail tail = LogTail.of(log(), metrics)) {
            tail.take();
        }
        write(line.repeat(2));
        try (LogTail tail = LogTail.of(log(), next)) {
            tail.take();
        }
        assertCounted(metrics, 5);
        assertCounted(next, 2);
    }

    @Test
    void largeLogIsEmptiedAndReadOn() throws IOException {
        int lines = (int) (LogTail.LARGE / line.length()) + 1;
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line.repeat(lines));
            tail.take();
            assertThat(Files.size(log())).isZero();
            write(line);
            tail.take();
        }
        assertCounted(metrics, lines + 1);
        RequestMetrics next = Requests.counting(MetricsOptions.DEFAULTS);
        write(line);
        try (LogTail tail = LogTail.of(log(), next)) {
            tail.take();
        }
        assertCounted(next, 1);
    }

    @Test
    void lineTornByAFullDiskDoesNotKeepALargeLog() throws IOException {
        int lines = (int) (LogTail.LARGE / line.length()) + 1;
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line.repeat(lines) + "torn");
            tail.take();
            assertThat(Files.size(log())).isPositive();
            tail.take();
            assertThat(Files.size(log())).isZero();
            assertThat(tail.unread()).isOne();
        }
        assertCounted(metrics, lines);
    }

    @Test
    void logThatSomebodyEmptiedIsReadFromItsBeginning() throws IOException {
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line.repeat(4));
            tail.take();
            Files.writeString(log(), LogTail.LOST + "17\n" + line);
            tail.take();
            assertThat(tail.unread()).isEqualTo(17);
        }
        assertCounted(metrics, 5);
    }

    @Test
    void replacedLogIsReadFromItsBeginning() throws IOException {
        try (LogTail tail = LogTail.of(log(), metrics)) {
            write(line.repeat(3));
            tail.take();
            Files.delete(log());
            tail.take();
            write(line.repeat(9));
            tail.take();
        }
        assertCounted(metrics, 12);
    }

    @Test
    void whatIsNoLineAtAllIsPassedOver() throws IOException {
        Files.write(log(), new byte[1 << 20]);
        write("\n" + line);
        try (LogTail tail = LogTail.of(log(), metrics)) {
            tail.take();
        }
        assertThat(Requests.counts(metrics)).hasSize(1);
        assertThat(metrics.malformed()).isPositive();
    }
}
