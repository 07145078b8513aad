package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsIT extends Feature {
    private static final String ORIGIN = "Access-Control-Allow-Origin";

    private Backend web;

    @Override
    Served serve(Path nginx) {
        web =
                keep(
                        Backend.answering(_ ->
                                Backend.reply(
                                        200,
                                        ORIGIN + ": https://backend.test\r\nX-Own: 1\r\n",
                                        "web")));
        return Served.by(
                nginx,
                Yaml.service("web", web),
                Yaml.service("empty"),
                Yaml.secret("passwords", "auth", "ann:{PLAIN}secret\n"),
                Yaml.ingress("all").with("enable-cors", "true").prefix("all.test", "/", "web"),
                some("some").prefix("some.test", "/", "web"),
                some("locked")
                        .with("auth-type", "basic")
                        .with("auth-secret", "passwords")
                        .prefix("locked.test", "/", "web"),
                some("empty").prefix("empty.test", "/", "empty"),
                some("shut")
                        .with("whitelist-source-range", "10.0.0.0/8")
                        .prefix("shut.test", "/", "web"));
    }

    private static Yaml.IngressYaml some(String name) {
        return Yaml.ingress(name)
                .with("enable-cors", "true")
                .with("cors-allow-origin", "https://a.test, https://*.b.test, http://c.test:8080")
                .with("cors-allow-methods", "GET, PUT")
                .with("cors-allow-headers", "X-One, X-Two")
                .with("cors-expose-headers", "X-Three")
                .with("cors-allow-credentials", "false")
                .with("cors-max-age", "60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.test", "https://x.b.test", "http://c.test:8080"})
    void anAllowedOriginIsEchoed(String origin) {
        Answer answer = get("some.test", "/", "Origin", origin);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ORIGIN)).isEqualTo(origin);
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .contains("X-One")
                .contains("X-Two");
        assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("X-Three");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("60");
        assertThat(answer.headers("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(answer.header("X-Own")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test",
                "https://a.test.evil.test",
                "http://a.test",
                "https://b.test",
                "https://x.y.b.test.evil",
                "https://evila.test"
            })
    void anotherOriginGetsTheResponseWithoutTheHeaders(String origin) {
        Answer answer = get("some.test", "/", "Origin", origin);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .noneMatch(header -> header.getKey().startsWith("access-control-"));
    }

    @Test
    void withoutAListAllOriginsAreAllowed() {
        Answer answer = get("all.test", "/", "Origin", "https://any.test");
        assertThat(answer.header(ORIGIN)).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("1728000");
    }

    @ParameterizedTest
    @CsvSource({"all.test, *", "some.test, https://a.test", "locked.test, https://a.test"})
    void nginxAnswersAskersBeforehand(String host, String allowed) {
        web.takeRequests();
        Answer answer =
                served.client()
                        .send(
                                "OPTIONS",
                                host,
                                "/",
                                "",
                                "Origin",
                                "https://a.test",
                                "Access-Control-Request-Method",
                                "PUT");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header(ORIGIN)).isEqualTo(allowed);
        assertThat(answer.headers("Access-Control-Allow-Methods")).hasSize(1);
        assertThat(web.takeRequests()).isEmpty();
    }

    @Test
    void theBackendAnswersAskersOfOtherOrigins() {
        web.takeRequests();
        Answer answer =
                served.client()
                        .send("OPTIONS", "some.test", "/", "", "Origin", "https://evil.test");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers(ORIGIN)).isEmpty();
        assertThat(web.takeRequests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"locked.test, 401", "empty.test, 503", "shut.test, 403"})
    void errorsCarryTheHeadersToo(String host, int status) {
        Answer answer = get(host, "/", "Origin", "https://a.test");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header(ORIGIN)).isEqualTo("https://a.test");
    }

    @Test
    void strictTransportSecurityStaysBesideThem() {
        Answer answer = getTls("some.test", "/", "Origin", "https://a.test");
        assertThat(answer.headers("Strict-Transport-Security")).hasSize(1);
        assertThat(answer.headers(ORIGIN)).hasSize(1);
    }
}
