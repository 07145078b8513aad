package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.problem.Problem;
import dev.brama.proxy.Action;
import dev.brama.proxy.SessionCookie;
import dev.brama.proxy.Upstream.Balancing;
import dev.brama.syntax.SameSite;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionReaderTest {
    private static final SessionCookie USUAL =
            new SessionCookie(
                    new Word("INGRESSCOOKIE"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false);

    private static IngressBuilder sticky(String name) {
        return ingress(name).annotation("affinity", "cookie");
    }

    private static Balancing balancing(Compiled compiled) {
        return compiled.upstream("web", "80").balancing();
    }

    private static Optional<String> path(Compiled compiled, String host, String match) {
        return ((Action.ProxyTo) compiled.location(host, match).action())
                .sessionPath()
                .map(Text::value);
    }

    private static Balancing of(String... annotations) {
        IngressBuilder ingress = sticky("a");
        for (int i = 0; i < annotations.length; i += 2) {
            ingress.annotation(annotations[i], annotations[i + 1]);
        }
        return balancing(cluster(ingress.prefix("a.com", "/")).compile());
    }

    private static SessionCookie cookie(String... annotations) {
        return of(annotations).sessionCookie().orElseThrow();
    }

    @Test
    void cookieIsThatOfIngressNginxWhereNothingElseIsSaid() {
        assertThat(of()).isEqualTo(new Balancing.Sticky(USUAL, List.of(new Text("/"))));
    }

    @Test
    void annotationsDecideOnTheCookie() {
        assertThat(
                        cookie(
                                "session-cookie-name",
                                "route",
                                "session-cookie-domain",
                                ".example.com",
                                "session-cookie-expires",
                                "60",
                                "session-cookie-samesite",
                                "LAX",
                                "session-cookie-conditional-samesite-none",
                                "true",
                                "session-cookie-secure",
                                "true"))
                .isEqualTo(
                        new SessionCookie(
                                new Word("route"),
                                Optional.of(60),
                                Optional.of(new Text(".example.com")),
                                Optional.of(SameSite.LAX),
                                true,
                                true));
    }

    @Test
    void maxAgeWinsOverExpires() {
        assertThat(cookie("session-cookie-max-age", "7", "session-cookie-expires", "60"))
                .extracting(SessionCookie::maxAgeSeconds)
                .isEqualTo(Optional.of(7));
    }

    @ParameterizedTest
    @CsvSource({
        "session-cookie-name, a;b",
        "session-cookie-name, a b",
        "session-cookie-name, $host",
        "session-cookie-name, a=b",
        "session-cookie-domain, 'a.com; Secure'",
        "session-cookie-domain, $host",
        "session-cookie-expires, 0",
        "session-cookie-expires, -1",
        "session-cookie-max-age, 1h",
        "session-cookie-samesite, some",
        "session-cookie-path, shop",
        "session-cookie-path, '/a; Domain=b.com'",
        "session-cookie-path, /$host"
    })
    void valueThatWouldSayMoreIsRefusedAndTheUsualCookieSet(String annotation, String value) {
        Compiled compiled =
                cluster(sticky("a").annotation(annotation, value).prefix("a.com", "/")).compile();
        assertThat(balancing(compiled).sessionCookie()).contains(USUAL);
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidSetting");
    }

    @Test
    void cookieIsForThePathOfItsRule() {
        Compiled compiled =
                cluster(sticky("a").prefix("a.com", "/cart").exact("a.com", "/list")).compile();
        assertThat(path(compiled, "a.com", "/cart/")).contains("/cart");
        assertThat(path(compiled, "a.com", "= /cart")).contains("/cart");
        assertThat(path(compiled, "a.com", "= /list")).contains("/list");
        assertThat(balancing(compiled))
                .isEqualTo(
                        new Balancing.Sticky(USUAL, List.of(new Text("/cart"), new Text("/list"))));
    }

    @ParameterizedTest
    @CsvSource({"/v1.0, /v1.0, 0", "/v1/.*, /, 1", "/(a|b), /, 1"})
    void expressionIsNoPathOfACookie(String path, String expected, int problems) {
        Compiled compiled =
                cluster(sticky("a").annotation("use-regex", "true").specific("a.com", path))
                        .compile();
        assertThat(path(compiled, "a.com", "~* ^" + path)).contains(expected);
        assertThat(compiled.problems()).hasSize(problems);
    }

    @Test
    void pathOfTheAnnotationIsForExpressionsToo() {
        Compiled compiled =
                cluster(
                                sticky("a")
                                        .annotation("use-regex", "true")
                                        .annotation("session-cookie-path", "/v1")
                                        .specific("a.com", "/v1/.*"))
                        .compile();
        assertThat(path(compiled, "a.com", "~* ^/v1/.*")).contains("/v1");
        assertThat(compiled.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/a b", "/$a", "/\u00e9"})
    void pathThatACookieCannotHoldIsForTheWholeHost(String path) {
        Compiled compiled = cluster(sticky("a").specific("a.com", path)).compile();
        assertThat(path(compiled, "a.com", path + "/")).contains("/");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a IneffectiveSetting");
    }

    @Test
    void oldestIngressDecidesAndOthersFollowWithoutACookieOfTheirOwn() {
        Compiled compiled =
                cluster(
                                sticky("old").created(1).prefix("a.com", "/"),
                                ingress("young").created(2).prefix("b.com", "/"))
                        .compile();
        assertThat(path(compiled, "a.com", "/")).contains("/");
        assertThat(path(compiled, "b.com", "/")).isEmpty();
        assertThat(compiled.problems()).isEmpty();
    }

    @Test
    void affinityOfAYoungerIngressIsToldToDoNothing() {
        Compiled compiled =
                cluster(
                                ingress("old").created(1).prefix("a.com", "/"),
                                sticky("young")
                                        .created(2)
                                        .prefix("b.com", "/")
                                        .prefix("b.com", "/x"))
                        .compile();
        assertThat(balancing(compiled)).isInstanceOf(Balancing.RoundRobin.class);
        assertThat(path(compiled, "b.com", "/")).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/young IneffectiveSetting");
    }

    @Test
    void nameOutsideTheClusterHasNoSessions() {
        Compiled compiled =
                cluster(sticky("a").to(IngressBuilder.service("out", 443)).prefix("a.com", "/"))
                        .external("out", "api.example.com")
                        .compile();
        assertThat(path(compiled, "a.com", "/")).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a IneffectiveSetting");
    }

    @ParameterizedTest
    @CsvSource({"upstream-hash-by, $request_uri", "load-balance, ewma"})
    void affinityWinsAndTheOtherIsToldToDoNothing(String annotation, String value) {
        Compiled compiled =
                cluster(sticky("a").annotation(annotation, value).prefix("a.com", "/")).compile();
        assertThat(balancing(compiled)).isInstanceOf(Balancing.Sticky.class);
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a IneffectiveSetting");
        assertThat(compiled.problems().getFirst().field()).contains(annotation);
    }

    @Test
    void settingsOfACookieWithoutAffinityAreToldToDoNothing() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation("session-cookie-name", "route")
                                        .annotation("affinity-mode", "persistent")
                                        .prefix("a.com", "/"))
                        .compile();
        assertThat(balancing(compiled)).isInstanceOf(Balancing.RoundRobin.class);
        assertThat(compiled.complaints())
                .containsExactly(
                        "Ingress shop/a IneffectiveSetting", "Ingress shop/a IneffectiveSetting");
        assertThat(compiled.problems()).noneMatch(Problem::isError);
    }
}
