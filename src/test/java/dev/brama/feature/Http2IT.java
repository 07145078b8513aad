package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// HTTP/2 to clients, over TLS.
class Http2IT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.tls("tls", Issued.of("tls", "localhost")),
                Yaml.ingress("web").tls("tls", "localhost").prefix("localhost", "/", "web"));
    }

    @Test
    void clientsThatCanSpeakIt() throws Exception {
        try (HttpClient client = client()) {
            HttpResponse<String> response =
                    client.send(request("/a?b"), HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
            assertThat(response.body())
                    .startsWith("web GET /a?b\n")
                    .contains("host: localhost:" + served.client().httpsPort() + "\n")
                    .contains("x-forwarded-proto: https\n");
        }
    }

    @Test
    void aHundredRequestsShareAConnection() throws Exception {
        try (HttpClient client = client()) {
            client.send(request("/"), HttpResponse.BodyHandlers.ofString());
            List<CompletableFuture<HttpResponse<String>>> answers =
                    IntStream.range(0, 100)
                            .mapToObj(i ->
                                    client.sendAsync(
                                            request("/" + i), HttpResponse.BodyHandlers.ofString()))
                            .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().body()).startsWith("web GET /" + i + "\n");
            }
        }
    }

    @Test
    void itCanBeSwitchedOff() throws Exception {
        served.put("settings.yaml", Yaml.settings("use-http2", "false"));
        try (HttpClient client = client()) {
            HttpResponse<String> response =
                    client.send(request("/"), HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(response.statusCode()).isEqualTo(200);
        } finally {
            served.remove("settings.yaml");
        }
    }

    private HttpRequest request(String target) {
        return HttpRequest.newBuilder(
                        URI.create("https://localhost:" + served.client().httpsPort() + target))
                .build();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(Client.trustingAll())
                .build();
    }
}
