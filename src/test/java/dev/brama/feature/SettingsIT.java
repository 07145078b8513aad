package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Keys of the ConfigMap that hold for everything.
class SettingsIT extends Feature {
    @Override
    Served serve(Path nginx) {
        Backend chatty =
                keep(
                        Backend.answering(_ ->
                                Backend.reply(
                                        200,
                                        "Server: own\r\nX-Secret: 1\r\nX-Powered-By: x\r\n",
                                        "z".repeat(2_000))));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("chatty", chatty),
                Yaml.tls("tls", Issued.of("tls", "tls.test")),
                Yaml.ingress("web").prefix("web.test", "/", "web"),
                Yaml.ingress("silent")
                        .with("enable-access-log", "false")
                        .prefix("silent.test", "/", "web"),
                Yaml.ingress("tls").tls("tls", "tls.test").prefix("tls.test", "/", "web"),
                Yaml.ingress("chatty").prefix("chatty.test", "/", "chatty"),
                Yaml.ingress("cors")
                        .with("enable-cors", "true")
                        .prefix("cors.test", "/", "chatty"));
    }

    private void settings(String... entries) {
        served.put("settings.yaml", Yaml.settings(entries));
    }

    @AfterEach
    void leaveTheDefaults() throws IOException {
        if (Files.exists(served.folder().resolve("settings.yaml"))) {
            served.remove("settings.yaml");
        }
    }

    @Test
    void aBadValueMeansTheDefaultAndTheOtherKeysHold() {
        settings("proxy-body-size", "huge", "server-tokens", "true", "no-such-key", "x");
        assertThat(served.client().send("POST", "web.test", "/", "x".repeat(1_100_000)).status())
                .isEqualTo(413);
        assertThat(get("web.test", "/").header("Server")).startsWith("nginx/1.");
    }

    @Test
    void nginxDoesNotTellItsVersionNorTheBackendsServer() {
        assertThat(get("chatty.test", "/").header("Server")).isEqualTo("nginx");
        assertThat(get("nobody.test", "/").body()).doesNotContain("nginx/1");
        settings("allow-backend-server-header", "true");
        assertThat(get("chatty.test", "/").header("Server")).isEqualTo("own");
    }

    @Test
    void theAccessLogCanBeJson() {
        settings(
                "log-format-escape-json",
                "true",
                "log-format-upstream",
                "{\"host\":\"$host\",\"status\":$status,\"agent\":\"$http_user_agent\","
                        + "\"upstream\":\"$proxy_upstream_name\",\"ingress\":\"$ingress_name\","
                        + "\"namespace\":\"$namespace\",\"service\":\"$service_name\","
                        + "\"port\":\"$service_port\",\"path\":\"$location_path\"}");
        get("web.test", "/json", "User-Agent", "say \"hi\"\\");
        JsonObject line = JsonParser.parseString(logged("say")).getAsJsonObject();
        assertThat(line.get("host").getAsString()).isEqualTo("web.test");
        assertThat(line.get("status").getAsInt()).isEqualTo(200);
        assertThat(line.get("agent").getAsString()).isEqualTo("say \"hi\"\\");
        assertThat(line.get("upstream").getAsString()).isEqualTo("shop-web-80");
        assertThat(line.get("ingress").getAsString()).isEqualTo("web");
        assertThat(line.get("namespace").getAsString()).isEqualTo("shop");
        assertThat(line.get("service").getAsString()).isEqualTo("web");
        assertThat(line.get("port").getAsString()).isEqualTo("80");
        assertThat(line.get("path").getAsString()).isEqualTo("/");
    }

    @Test
    void theAccessLogHasTheUsualForm() {
        get("silent.test", "/unlogged");
        get("web.test", "/usual?q=1", "X-Request-ID", "the-id");
        assertThat(logged("/usual"))
                .startsWith("127.0.0.1 - - [")
                .contains("\"GET /usual?q=1 HTTP/1.1\" 200 ")
                .contains(" [shop-web-80] [] 127.0.0.1:")
                .endsWith(" 200 the-id");
        assertThat(log()).noneMatch(line -> line.contains("/unlogged"));
    }

    private String logged(String part) {
        Served.await(
                "the line of the log", () -> log().stream().anyMatch(line -> line.contains(part)));
        return log().stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
    }

    private List<String> log() {
        try {
            return Files.readAllLines(served.state().resolve("access.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void headersOfBackendsCanBeHidden() {
        assertThat(get("chatty.test", "/").headers("X-Secret")).hasSize(1);
        settings("hide-headers", "X-Secret, X-Powered-By");
        for (String host : List.of("chatty.test", "cors.test")) {
            Answer answer = get(host, "/", "Origin", "https://a.test");
            assertThat(answer.headers("X-Secret")).isEmpty();
            assertThat(answer.headers("X-Powered-By")).isEmpty();
        }
    }

    @Test
    void nginxListensOnTheAddressesThatAreNamed() throws IOException {
        settings("bind-address", "127.0.0.1,127.0.0.2");
        int port = served.client().httpPort();
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.2"), port)) {
            Wire.write(
                    socket.getOutputStream(),
                    "GET / HTTP/1.1\r\nHost: web.test\r\nConnection: close\r\n\r\n");
            assertThat(Wire.answer("GET", socket.getInputStream()).backend()).isEqualTo("web");
        }
        assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.3"), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void theRedirectsStatusAndTlsVersionsCanBeSet() throws IOException {
        settings("http-redirect-code", "301", "ssl-protocols", "TLSv1.2", "hsts", "false");
        assertThat(get("tls.test", "/").status()).isEqualTo(301);
        try (var socket = served.client().tls("tls.test")) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
        }
        assertThat(getTls("tls.test", "/").headers("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void responsesCanBeCompressed() {
        assertThat(get("chatty.test", "/", "Accept-Encoding", "gzip").headers("Content-Encoding"))
                .isEmpty();
        settings("use-gzip", "true");
        assertThat(get("chatty.test", "/", "Accept-Encoding", "gzip").header("Content-Encoding"))
                .isEqualTo("gzip");
    }

    @Test
    void anAddressListForAllIsReplacedByThatOfAnIngress() {
        settings("whitelist-source-range", "10.0.0.0/8");
        assertThat(get("web.test", "/").status()).isEqualTo(403);
        served.put(
                "own.yaml",
                Yaml.ingress("own")
                        .with("whitelist-source-range", "127.0.0.1")
                        .prefix("own.test", "/", "web"));
        assertThat(get("own.test", "/").status()).isEqualTo(200);
        served.remove("own.yaml");
    }
}
