package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmergencyLogTest {
    private static final String PREFIX = "2026/11/24 03:03:15 [emerg] 7#7: ";

    @TempDir Path folder;
    private Path file;
    private EmergencyLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("emergency.log");
        log = new EmergencyLog(file);
    }

    @Test
    void missingLogTellsNothing() throws Exception {
        log.skip();

        assertThat(log.failure()).isEmpty();
    }

    @Test
    void oldMessagesAreSkipped() throws Exception {
        append("unknown directive");
        log.skip();

        assertThat(log.failure()).isEmpty();
        append("another");
        assertThat(log.failure()).contains("another");
    }

    @Test
    void takenPortIsAFailureOnlyWhenNginxGivesUp() throws Exception {
        log.skip();
        append("bind() to 0.0.0.0:80 failed (98: Address already in use)");
        append("bind() to 0.0.0.0:443 failed (98: Address already in use)");
        assertThat(log.failure()).isEmpty();

        append("still could not bind()");

        assertThat(log.failure())
                .contains("bind() to 0.0.0.0:80 failed (98: Address already in use)");
    }

    @Test
    void longLogIsEmptied() throws Exception {
        append("x".repeat(1024 * 1024));

        log.skip();

        assertThat(Files.size(file)).isZero();
        append("unknown directive");
        assertThat(log.failure()).contains("unknown directive");
    }

    private void append(String message) throws IOException {
        Files.writeString(
                file,
                PREFIX + message + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
