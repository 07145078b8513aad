package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Paths that are expressions, and what becomes of them on the way to the backend.
class RewriteIT extends Feature {
    @Override
    Served serve(Path nginx) {
        Backend moving =
                keep(
                        Backend.answering(_ ->
                                Backend.reply(
                                        302,
                                        "Location: http://inner.test/x\r\n"
                                                + "Set-Cookie: a=b; Domain=inner.test; Path=/x\r\n",
                                        "")));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("other", echo("other")),
                Yaml.service("moving", moving),
                Yaml.ingress("captures")
                        .with("rewrite-target", "/$2")
                        .with("x-forwarded-prefix", "/api")
                        .specific("captures.test", "/api(/|$)(.*)", "web"),
                Yaml.ingress("fixed")
                        .with("rewrite-target", "/app/$1/index")
                        .specific("fixed.test", "/go/([a-z]+)", "web"),
                Yaml.ingress("regex")
                        .with("use-regex", "true")
                        .specific("regex.test", "/v[0-9]+/items", "web"),
                Yaml.ingress("beside-regex")
                        .exact("regex.test", "/plain", "other")
                        .prefix("regex.test", "/", "other"),
                Yaml.ingress("unused-prefix")
                        .with("x-forwarded-prefix", "/lost")
                        .prefix("unrewritten.test", "/", "web"),
                Yaml.ingress("moving")
                        .with("proxy-redirect-from", "http://inner.test/")
                        .with("proxy-redirect-to", "https://outer.test/")
                        .with("proxy-cookie-domain", "inner.test outer.test")
                        .with("proxy-cookie-path", "/x /y")
                        .prefix("moving.test", "/", "moving"));
    }

    @ParameterizedTest
    @CsvSource({
        "captures.test, /api/users?q=1&r=%2F, /users?q=1&r=%2F",
        "captures.test, /api, /",
        "captures.test, /api/, /",
        "captures.test, /API/Users, /Users",
        "captures.test, /api/a%20b, /a%20b",
        "fixed.test, /go/shop, /app/shop/index",
        "fixed.test, /go/shop?x=1, /app/shop/index?x=1",
        "regex.test, /v2/items, /v2/items",
        "regex.test, /V2/ITEMS/7, /V2/ITEMS/7"
    })
    void thePathIsRewritten(String host, String target, String sentOn) {
        assertThat(get(host, target).echoed()).isEqualTo("web GET " + sentOn);
    }

    @ParameterizedTest
    @CsvSource({"captures.test, /apis", "captures.test, /", "fixed.test, /go/"})
    void pathsThatDoNotMatchAreNotFound(String host, String target) {
        assertThat(get(host, target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"/plain", "/PLAIN", "/plainly", "/other"})
    void expressionsHoldForAllPathsOfTheHost(String target) {
        assertThat(get("regex.test", target).echoed()).isEqualTo("other GET " + target);
    }

    @Test
    void thePrefixIsToldWhereThePathIsRewritten() {
        assertThat(get("captures.test", "/api/x").sentOn("X-Forwarded-Prefix"))
                .containsExactly("/api");
        assertThat(get("unrewritten.test", "/x").sentOn("X-Forwarded-Prefix")).isEmpty();
    }

    @Test
    void theBackendsRedirectsAndCookiesCanBeMadeToFit() {
        Answer answer = get("moving.test", "/");
        assertThat(answer.header("Location")).isEqualTo("https://outer.test/x");
        assertThat(answer.header("Set-Cookie")).contains("outer.test").contains("/y");
    }
}
