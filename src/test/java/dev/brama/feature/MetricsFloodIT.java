package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.metrics.AccessLogFile;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.metrics.Metrics;
import dev.brama.metrics.MetricsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Many requests, and a log of them that gets large or cannot be written.
class MetricsFloodIT extends Feature {
    private static final int CONNECTIONS = 60;
    private static final int PIPELINED = 2_500;
    private static final String ANSWER = "HTTP/1.1 302 ";
    // What nginx gathers before it writes, in lines.
    private static final int BUFFERED = 65_536 / 60;
    private static final Pattern COUNTED =
            Pattern.compile("(?m)^nginx_ingress_controller_requests\\{.*\"moved\".*} (\\S+)$");

    @Override
    Served serve(Path nginx) {
        return Served.telling(
                nginx,
                Yaml.settings("disable-access-log", "true", "keep-alive-requests", "1000000"),
                Yaml.ingress("moved")
                        .with("temporal-redirect", "http://elsewhere.test/")
                        .prefix("moved.test", "/", "web"),
                Yaml.ingress("full")
                        .with("temporal-redirect", "http://elsewhere.test/")
                        .prefix("full.test", "/", "web"));
    }

    /// How many of many requests are answered.
    private int answers(String host, int connections) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        String last = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
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

    private static double counted(Metrics metrics) {
        Matcher matcher = COUNTED.matcher(metrics.exposition(Optional.empty()).text());
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    @Test
    void floodIsCountedWhileItsLogIsEmptied() throws Exception {
        Metrics metrics =
                new Metrics(new ControllerIdentity("brama", "x", "y"), MetricsOptions.DEFAULTS);
        try (AccessLogFile file = AccessLogFile.follow(served.requestLog(), metrics.requests())) {
            metrics.watch(file);
            int answers = answers("moved.test", CONNECTIONS);
            assertThat(answers).isEqualTo(CONNECTIONS * PIPELINED);
            // What a worker writes between the last look and the emptying is lost.
            Served.await("the last requests", () -> counted(metrics) >= answers - 2 * BUFFERED);
            assertThat(counted(metrics)).isLessThanOrEqualTo(answers);
            assertThat(size(served.requestLog())).isLessThan(8 << 20);
        }
    }

    @Test
    void fullDiskCostsLinesButNoRequest() throws IOException {
        Path log = served.requestLog();
        Files.delete(log);
        Files.createSymbolicLink(log, Path.of("/dev/full"));
        try {
            served.put("another.yaml", Yaml.ingress("another").prefix("another.test", "/", "web"));
            assertThat(answers("full.test", 5)).isEqualTo(5 * PIPELINED);
        } finally {
            Files.delete(log);
        }
        served.remove("another.yaml");
        assertThat(answers("full.test", 1)).isEqualTo(PIPELINED);
        Served.await("lines", () -> size(log) > 0);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
