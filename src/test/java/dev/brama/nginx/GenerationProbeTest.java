package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationProbeTest {
    private Path folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = Files.createTempDirectory(Path.of("/tmp"), "bn");
    }

    @AfterEach
    void deleteFolder() throws Exception {
        FileTree.delete(folder);
    }

    @Test
    void numberIsReadFromTheBody() {
        assertThat(GenerationProbe.parse("HTTP/1.1 200 OK\r\nX: 3\r\n\r\n42\n")).hasValue(42);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nforty",
                "HTTP/1.1 404 Not Found\r\n\r\n42",
                "HTTP/1.1 200 OK\r\n\r\n99999999999999999999999"
            })
    void otherAnswersAreNoNumber(String answer) {
        assertThat(GenerationProbe.parse(answer)).isEmpty();
    }

    @Test
    void missingSocketDoesNotAnswer() {
        assertThat(new GenerationProbe(folder.resolve("none.sock")).ask()).isEmpty();
    }

    @Test
    void socketThatNobodyServesCostsASecondAtMost() throws Exception {
        Path socket = folder.resolve("mute.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            GenerationProbe probe = new GenerationProbe(socket);
            long began = System.nanoTime();

            // The first ones fill the queue of the socket.
            for (int i = 0; i < 4; i++) {
                assertThat(probe.ask()).isEmpty();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(4_500));
        }
    }
}
