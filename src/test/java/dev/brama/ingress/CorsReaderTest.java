package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.proxy.Cors;
import dev.brama.proxy.Cors.Origins;
import dev.brama.syntax.Regex;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsReaderTest {
    private static Compiled compile(String... annotations) {
        var ingress = ingress("a").annotation("enable-cors", "true").prefix("a.com", "/");
        for (int i = 0; i < annotations.length; i += 2) {
            ingress.annotation(annotations[i], annotations[i + 1]);
        }
        return cluster(ingress).compile();
    }

    private static Cors cors(Compiled compiled) {
        return compiled.location("a.com", "/").cors().orElseThrow();
    }

    private static List<String> expressions(Compiled compiled) {
        return ((Origins.Matching) cors(compiled).origins())
                .expressions().stream().map(Regex::value).toList();
    }

    private static boolean allows(String item, String origin) {
        return expressions(compile("cors-allow-origin", item)).stream()
                .anyMatch(expression -> origin.toLowerCase().matches(expression));
    }

    @Test
    void defaultsAreThoseOfIngressNginx() {
        Cors cors = cors(compile());
        assertThat(cors.origins()).isInstanceOf(Origins.Any.class);
        assertThat(cors.methods().value()).isEqualTo("GET, PUT, POST, DELETE, PATCH, OPTIONS");
        assertThat(cors.headers().value())
                .isEqualTo(
                        "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,"
                                + "Cache-Control,Content-Type,Range,Authorization");
        assertThat(cors.exposed()).isEmpty();
        assertThat(cors.credentials()).isTrue();
        assertThat(cors.maxAgeSeconds()).isEqualTo(1_728_000);
    }

    @Test
    void everyPartCanBeSet() {
        Cors cors =
                cors(
                        compile(
                                "cors-allow-methods", "GET, POST",
                                "cors-allow-headers", "X-One, X_Two",
                                "cors-expose-headers", "*, X-Three",
                                "cors-allow-credentials", "false",
                                "cors-max-age", "600"));
        assertThat(cors.methods().value()).isEqualTo("GET, POST");
        assertThat(cors.headers().value()).isEqualTo("X-One,X_Two");
        assertThat(cors.exposed().orElseThrow().value()).isEqualTo("*, X-Three");
        assertThat(cors.credentials()).isFalse();
        assertThat(cors.maxAgeSeconds()).isEqualTo(600);
    }

    @Test
    void corsIsOffUnlessEnabled() {
        assertThat(
                        cluster(
                                        ingress("a")
                                                .annotation("cors-allow-origin", "https://b.com")
                                                .prefix("a.com", "/"))
                                .compile()
                                .location("a.com", "/")
                                .cors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://b.com, https://b.com, true",
        "https://b.com, HTTPS://B.COM, true",
        "https://b.com, http://b.com, false",
        "https://b.com, https://b.com.evil.org, false",
        "https://b.com, https://evil-b.com, false",
        "https://b.com, https://bxcom, false",
        "https://b.com, xhttps://b.com, false",
        "https://b.com, https://b.com:8443, false",
        "https://b.com:8443, https://b.com:8443, true",
        "https://*.b.com, https://x.b.com, true",
        "https://*.b.com, https://x.y.b.com, false",
        "https://*.b.com, https://b.com, false",
        "https://*.b.com, https://evil.org/.b.com, false",
        "null, null, true",
        "null, https://null, false",
        "chrome-extension://abc, chrome-extension://abc, true"
    })
    void originMatchesWhole(String item, String origin, boolean allowed) {
        assertThat(allows(item, origin)).isEqualTo(allowed);
    }

    @Test
    void starAmongOthersAllowsEveryone() {
        assertThat(cors(compile("cors-allow-origin", "https://b.com, *")).origins())
                .isInstanceOf(Origins.Any.class);
    }

    @Test
    void badItemIsLeftOutAndTold() {
        Compiled compiled = compile("cors-allow-origin", "https://b.com, b c, https://d.com");
        assertThat(expressions(compiled)).containsExactly("^https://b\\.com$", "^https://d\\.com$");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidSetting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b.com", "https://", "https://*", "https://b.com/path", "(.*)", ","})
    void whollyBadListAllowsNobody(String list) {
        assertThat(expressions(compile("cors-allow-origin", list))).isEmpty();
    }

    @Test
    void manyBadOriginsAreToldInFew() {
        String origins =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "bad origin " + i)
                        .collect(Collectors.joining(","));
        Compiled compiled = compile("cors-allow-origin", origins);
        assertThat(expressions(compiled)).isEmpty();
        assertThat(compiled.problems()).hasSize(6);
    }

    @Test
    void valuesTooLongForAHeaderAreNotTaken() {
        String names =
                IntStream.range(0, 1000)
                        .mapToObj(i -> "X-Long-Name-" + i)
                        .collect(Collectors.joining(","));
        Compiled compiled =
                compile(
                        "cors-allow-headers",
                        names,
                        "cors-allow-origin",
                        "https://" + "a".repeat(5000) + ".com",
                        "cors-allow-methods",
                        "GET, ".repeat(2000),
                        "cors-expose-headers",
                        "X-Long-Name,".repeat(1000));
        assertThat(expressions(compiled)).isEmpty();
        assertThat(cors(compiled).headers().value()).startsWith("DNT,");
        assertThat(cors(compiled).methods().value()).startsWith("GET, PUT");
        assertThat(compiled.problems()).hasSize(4);
    }
}
