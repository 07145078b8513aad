package dev.brama.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.health.HealthServer.Page;
import dev.brama.health.HealthServer.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthServerTest {
    private HealthServer server;

    @BeforeEach
    void start() throws IOException {
        Map<String, Source> pages = new TreeMap<>();
        pages.put("/fine", _ -> Page.text(200, "ok\n"));
        pages.put(
                "/bug",
                _ -> {
                    throw new IllegalStateException("a bug");
                });
        pages.put(
                "/away",
                _ -> {
                    throw new IOException("the API server is away");
                });
        server =
                HealthServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "--status-port",
                        Executors.newSingleThreadExecutor(),
                        pages);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pageThatCannotBeMadeIsAnsweredWithTheReasonAndDisturbsNoOther() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(get("/bug").statusCode()).isEqualTo(500);
            assertThat(get("/bug").body()).contains("cannot be made").contains("a bug");
            assertThat(get("/away").statusCode()).isEqualTo(500);
            assertThat(get("/away").body()).contains("the API server is away");
            assertThat(get("/fine").body()).isEqualTo("ok\n");
        }
    }

    @Test
    void pathThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
        assertThat(get("/other").statusCode()).isEqualTo(404);
        assertThat(get("/other").body()).contains("/away, /bug, /fine");
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        }
    }
}
