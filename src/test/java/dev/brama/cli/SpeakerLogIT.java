package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.brama.fixture.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a speaker writes to its log, as a process: the logger reads its settings once.
class SpeakerLogIT {
    @TempDir Path folder;

    @Test
    void linesAreObjectsWithATimeWhereThatIsAskedFor() throws IOException {
        JsonObject line = JsonParser.parseString(firstLine("--log-format=json")).getAsJsonObject();

        assertThat(OffsetDateTime.parse(line.get("time").getAsString())).isNotNull();
        assertThat(line.get("level").getAsString()).isEqualToIgnoringCase("warn");
        assertThat(line.get("message").getAsString()).contains("there is no key (--key-secret)");
    }

    @Test
    void linesOfTextBeginWithDateAndTime() throws IOException {
        String line = firstLine("--log-level=info");

        assertThat(OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))).isNotNull();
    }

    /// Nobody listens where this one looks for the API server.
    private String firstLine(String flag) throws IOException {
        Path kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(
                kubeconfig,
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """);
        Process speaker =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.brama.cli.Main",
                                "speaker",
                                "--kubeconfig=" + kubeconfig,
                                "--node-name=n1",
                                "--peer-address=127.0.0.1",
                                "--peer-port=" + FreePort.find(),
                                "--status-port=" + FreePort.find(),
                                "--exclude-interfaces=.",
                                flag)
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader output = speaker.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).as("the first line of the log").isNotNull();
            return line;
        } finally {
            speaker.destroyForcibly();
        }
    }
}
