package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens to requests while nobody takes what nginx tells of them.
class MetricsFloodIT extends Feature {
    private static final int CONNECTIONS = 20;
    private static final int PIPELINED = 200;
    private static final String ANSWER = "HTTP/1.1 302 ";

    private DatagramChannel deaf;

    @Override
    Served serve(Path nginx) throws Exception {
        deaf = keep(bound("127.0.0.1", 0));
        return Served.telling(
                deaf.socket().getLocalPort(),
                nginx,
                Yaml.ingress("moved")
                        .with("temporal-redirect", "http://elsewhere.test/")
                        .prefix("moved.test", "/", "web"));
    }

    private static DatagramChannel bound(String address, int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        return channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    /// How many of many requests are answered.
    private int answers(int connections) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: moved.test\r\n\r\n";
        String last = "GET / HTTP/1.1\r\nHost: moved.test\r\nConnection: close\r\n\r\n";
        int answers = 0;
        for (int i = 0; i < connections; i++) {
            try (Socket socket = served.client().plain()) {
                Thread writer =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        Wire.write(
                                                socket.getOutputStream(),
                                                request.repeat(PIPELINED - 1) + last);
                                    } catch (IOException _) {
                                        // Fewer answers will tell.
                                    }
                                });
                answers += count(socket.getInputStream());
                writer.interrupt();
            }
        }
        return answers;
    }

    private static int count(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        return text.split(ANSWER, -1).length - 1;
    }

    private long drops(String address) throws IOException {
        String local = address + ":%04X".formatted(port());
        List<String> rows = Files.readAllLines(Path.of("/proc/net/udp"));
        return rows.stream()
                .map(row -> row.strip().split("\\s+", -1))
                .filter(words -> words[1].equals(local))
                .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                .sum();
    }

    private int port() {
        return deaf.socket().getLocalPort();
    }

    @Test
    void aDeafListenerCostsLinesButNoRequest() throws IOException {
        assertThat(answers(CONNECTIONS)).isEqualTo(CONNECTIONS * PIPELINED);
        assertThat(drops("0100007F")).isPositive();
    }

    @Test
    void aSocketOfAllAddressesTakesOverWhereTheListenerIsAway() throws IOException {
        int port = port();
        try (DatagramChannel holder = bound("0.0.0.0", port)) {
            assertThat(answers(CONNECTIONS)).isEqualTo(CONNECTIONS * PIPELINED);
            assertThat(drops("00000000")).isZero();
            deaf.close();
            assertThat(holder.isOpen()).isTrue();
            assertThat(answers(CONNECTIONS)).isEqualTo(CONNECTIONS * PIPELINED);
            String local = "00000000:%04X".formatted(port);
            assertThat(Files.readString(Path.of("/proc/net/udp"))).contains(local);
        } finally {
            deaf = keep(bound("127.0.0.1", port));
        }
    }

    @Test
    void noListenerAtAllCostsNoRequest() throws IOException {
        int port = port();
        deaf.close();
        try {
            // nginx tells each failure in its log.
            assertThat(answers(1)).isEqualTo(PIPELINED);
        } finally {
            deaf = keep(bound("127.0.0.1", port));
        }
    }
}
