package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The headers that backends get where nothing before nginx is trusted.
class RequestHeadersIT extends Feature {
    @Override
    Served serve(Path nginx) {
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.ingress("plain").prefix("plain.test", "/", "web"),
                Yaml.ingress("named")
                        .with("upstream-vhost", "inner.example.com")
                        .prefix("named.test", "/", "web"),
                Yaml.ingress("closing")
                        .with("connection-proxy-header", "close")
                        .prefix("closing.test", "/", "web"));
    }

    @ParameterizedTest
    @CsvSource({
        "Host, plain.test:8080",
        "X-Real-IP, 127.0.0.1",
        "X-Forwarded-For, 127.0.0.1",
        "X-Forwarded-Host, plain.test:8080",
        "X-Forwarded-Proto, http",
        "X-Forwarded-Scheme, http",
        "X-Scheme, http",
        "Accept, text/plain",
        "X-Own, 'a, b'"
    })
    void theBackendGets(String header, String value) {
        Answer answer = get("plain.test:8080", "/", "Accept", "text/plain", "X-Own", "a, b");
        assertThat(answer.sentOn(header)).containsExactly(value);
    }

    @Test
    void thePortIsThatOfTheListenerAndTlsIs443() {
        assertThat(get("plain.test", "/").sentOn("X-Forwarded-Port"))
                .containsExactly(Integer.toString(served.client().httpPort()));
        Answer tls = getTls("plain.test", "/");
        assertThat(tls.sentOn("X-Forwarded-Port")).containsExactly("443");
        assertThat(tls.sentOn("X-Forwarded-Proto")).containsExactly("https");
        assertThat(tls.sentOn("X-Scheme")).containsExactly("https");
    }

    @Test
    void whatTheClientClaimsIsReplacedAndKeptAsideOnly() {
        Answer answer =
                get(
                        "plain.test",
                        "/",
                        "X-Forwarded-For",
                        "198.51.100.9",
                        "X-Forwarded-Host",
                        "evil.test",
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Port",
                        "1",
                        "X-Real-IP",
                        "198.51.100.9",
                        "X-Scheme",
                        "https");
        assertThat(answer.sentOn("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(answer.sentOn("X-Forwarded-Host")).containsExactly("plain.test");
        assertThat(answer.sentOn("X-Forwarded-Proto")).containsExactly("http");
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("127.0.0.1");
        assertThat(answer.sentOn("X-Scheme")).containsExactly("http");
        assertThat(answer.sentOn("X-Original-Forwarded-For")).containsExactly("198.51.100.9");
        assertThat(answer.sentOn("X-Original-Forwarded-Host")).containsExactly("evil.test");
    }

    @Test
    void headersWithoutAValueAreLeftOut() {
        Answer answer = get("plain.test", "/", "Proxy", "http://evil.test");
        assertThat(answer.sentOn("X-Original-Forwarded-For")).isEmpty();
        assertThat(answer.sentOn("X-Original-Forwarded-Host")).isEmpty();
        assertThat(answer.sentOn("Proxy")).isEmpty();
        assertThat(answer.sentOn("Upgrade")).isEmpty();
        // The connection to the backend is kept, whatever the client's does.
        assertThat(answer.sentOn("Connection")).isEmpty();
    }

    @Test
    void aRequestHasAnIdOfItsOwnOrTheOneItCameWith() {
        String first = get("plain.test", "/").sentOn("X-Request-ID").getFirst();
        String second = get("plain.test", "/").sentOn("X-Request-ID").getFirst();
        assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(second);
        assertThat(get("plain.test", "/", "X-Request-ID", "mine").sentOn("X-Request-ID"))
                .containsExactly("mine");
    }

    @Test
    void theHostForTheBackendCanBeSet() {
        Answer answer = get("named.test", "/");
        assertThat(answer.sentOn("Host")).containsExactly("inner.example.com");
        assertThat(answer.sentOn("X-Forwarded-Host")).containsExactly("named.test");
        assertThat(answer.sentOn("X-Real-IP")).containsExactly("127.0.0.1");
    }

    @Test
    void theConnectionHeaderForTheBackendCanBeSet() {
        assertThat(get("closing.test", "/").sentOn("Connection")).containsExactly("close");
    }

    @Test
    void bodiesArriveWhole() {
        String body = "x".repeat(300_000);
        Answer answer = served.client().send("POST", "plain.test", "/", body);
        assertThat(answer.echoed()).isEqualTo("web POST /");
        assertThat(answer.body()).endsWith("\n\n" + body);
    }
}
