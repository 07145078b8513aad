package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may ask, and how often.
class AccessIT extends Feature {
    // The password of all of them is "secret".
    private static final String APR1 = "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/";
    private static final String BCRYPT =
            "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    private CountDownLatch release;
    private Backend slow;

    @Override
    Served serve(Path nginx) {
        CountDownLatch gate = new CountDownLatch(1);
        release = gate;
        slow =
                keep(
                        Backend.running((request, _, out) -> {
                            if (request.target().equals("/slow")) {
                                try {
                                    gate.await();
                                } catch (InterruptedException e) {
                                    throw new IOException(e);
                                }
                            }
                            Wire.write(out, Backend.reply(200, "", "slow"));
                        }));
        return Served.by(
                nginx,
                Yaml.service("web", echo("web")),
                Yaml.service("slow", slow),
                Yaml.secret("passwords", "auth", "ann:" + APR1 + "\nbob:" + BCRYPT + "\n"),
                Yaml.secret("users", "cyd", APR1),
                Yaml.ingress("allowed")
                        .with("whitelist-source-range", "10.0.0.0/8, 127.0.0.0/8")
                        .prefix("allowed.test", "/", "web"),
                Yaml.ingress("shut")
                        .with("allowlist-source-range", "10.0.0.0/8")
                        .prefix("shut.test", "/", "web"),
                Yaml.ingress("denied")
                        .with("denylist-source-range", "127.0.0.1/32")
                        .prefix("denied.test", "/", "web"),
                basic("basic", "passwords").prefix("basic.test", "/", "web"),
                basic("map", "users")
                        .with("auth-secret-type", "auth-map")
                        .prefix("map.test", "/", "web"),
                basic("missing", "no-such-secret").prefix("missing.test", "/", "web"),
                basic("any", "passwords")
                        .with("satisfy", "any")
                        .with("whitelist-source-range", "10.0.0.0/8")
                        .prefix("any.test", "/", "web"),
                basic("any-inside", "passwords")
                        .with("satisfy", "any")
                        .with("whitelist-source-range", "127.0.0.1")
                        .prefix("any-inside.test", "/", "web"),
                Yaml.ingress("limited")
                        .with("limit-rps", "1")
                        .with("limit-burst-multiplier", "2")
                        .prefix("limited.test", "/", "web"),
                Yaml.ingress("exempt")
                        .with("limit-rps", "1")
                        .with("limit-burst-multiplier", "1")
                        .with("limit-whitelist", "127.0.0.1/32")
                        .prefix("exempt.test", "/", "web"),
                Yaml.ingress("few").with("limit-connections", "1").prefix("few.test", "/", "slow"));
    }

    private static Yaml.IngressYaml basic(String name, String secret) {
        return Yaml.ingress(name)
                .with("auth-type", "basic")
                .with("auth-secret", secret)
                .with("auth-realm", "The shop");
    }

    private Answer asking(String host, String userAndPassword) {
        return get(
                host,
                "/",
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({"allowed.test, 200", "shut.test, 403", "denied.test, 403"})
    void addressesAreLetInOrKeptOut(String host, int status) {
        assertThat(get(host, "/").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "basic.test, ann:secret, 200",
        "basic.test, bob:secret, 200",
        "map.test, cyd:secret, 200",
        "basic.test, ann:wrong, 401",
        "basic.test, eve:secret, 401",
        "map.test, ann:secret, 401",
        "any.test, ann:secret, 200",
        "any.test, ann:wrong, 401",
        "any-inside.test, ann:wrong, 200",
        "missing.test, ann:secret, 503"
    })
    void passwordsDecide(String host, String userAndPassword, int status) {
        assertThat(asking(host, userAndPassword).status()).isEqualTo(status);
    }

    @Test
    void whoSaysNoPasswordIsAskedForOne() {
        Answer answer = get("basic.test", "/");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"The shop\"");
        assertThat(get("any.test", "/").status()).isEqualTo(401);
        assertThat(get("any-inside.test", "/").status()).isEqualTo(200);
    }

    @Test
    void thePasswordIsNotSentOn() {
        assertThat(asking("basic.test", "ann:secret").sentOn("Authorization")).isEmpty();
        assertThat(asking("allowed.test", "ann:secret").sentOn("Authorization")).hasSize(1);
    }

    @Test
    void aBurstAboveTheRateIsRefused() {
        List<Integer> statuses = twentyOf("limited.test");
        assertThat(statuses).containsOnly(200, 503);
        // The rate, and twice as many at once.
        assertThat(statuses.subList(0, 3)).containsOnly(200);
        assertThat(statuses).contains(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exempt.test", "allowed.test"})
    void othersAreNot(String host) {
        assertThat(twentyOf(host)).containsOnly(200);
    }

    private List<Integer> twentyOf(String host) {
        return IntStream.range(0, 20).mapToObj(_ -> get(host, "/").status()).toList();
    }

    @Test
    void connectionsAtATimeAreCounted() throws IOException {
        assertThat(get("few.test", "/").status()).isEqualTo(200);
        try (Socket first = served.client().plain()) {
            Wire.write(first.getOutputStream(), "GET /slow HTTP/1.1\r\nHost: few.test\r\n\r\n");
            Served.await(
                    "the slow request",
                    () -> slow.requests().stream().anyMatch(r -> r.target().equals("/slow")));
            assertThat(get("few.test", "/").status()).isEqualTo(503);
            release.countDown();
            assertThat(Wire.answer("GET", first.getInputStream()).status()).isEqualTo(200);
        }
        Served.await("the end of the first", () -> get("few.test", "/").status() == 200);
    }
}
