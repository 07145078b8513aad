package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Clients that come back to the same endpoint by a cookie.
class SessionsIT extends Feature {
    private static final String OLD_BROWSER =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/62.0.3202.94 Safari/537.36";
    private static final String NEW_BROWSER =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";

    private Backend[] pods = {};

    @Override
    Served serve(Path nginx) {
        pods = IntStream.range(0, 5).mapToObj(i -> echo("pod-" + i)).toArray(Backend[]::new);
        return Served.by(
                nginx,
                Yaml.settings("hsts", "true"),
                Yaml.service("web", pods),
                Yaml.service("full", pods),
                Yaml.service("odd", pods),
                Yaml.ingress("web")
                        .created(1)
                        .with("affinity", "cookie")
                        .with("ssl-redirect", "false")
                        .prefix("web.test", "/cart", "web")
                        .prefix("web.test", "/list", "web"),
                Yaml.ingress("follower").created(2).prefix("follower.test", "/", "web"),
                Yaml.ingress("full")
                        .with("affinity", "cookie")
                        .with("enable-cors", "true")
                        .with("session-cookie-name", "route")
                        .with("session-cookie-path", "/all")
                        .with("session-cookie-domain", "full.test")
                        .with("session-cookie-max-age", "3600")
                        .with("session-cookie-samesite", "None")
                        .with("session-cookie-conditional-samesite-none", "true")
                        .with("session-cookie-secure", "true")
                        .prefix("full.test", "/", "full"),
                Yaml.ingress("odd")
                        .with("affinity", "cookie")
                        .with("session-cookie-name", "a.b:c/d-e")
                        .prefix("odd.test", "/", "odd"));
    }

    /// Whether nginx names the endpoint in the cookie, or only hashes it.
    private boolean byEndpoint() {
        return served.nginx().toString().equals(System.getProperty("brama.nginx.newest", ""));
    }

    private static String setCookie(Answer answer) {
        return answer.header("Set-Cookie");
    }

    private static List<String> attributes(Answer answer) {
        return Arrays.stream(setCookie(answer).toLowerCase(Locale.ROOT).split("; "))
                .skip(1)
                .filter(attribute -> !attribute.startsWith("expires="))
                .sorted()
                .toList();
    }

    private static String cookie(Answer answer) {
        return setCookie(answer).split(";", 2)[0];
    }

    private List<String> answering(String host, String target, String cookie) {
        return IntStream.range(0, 30)
                .mapToObj(_ -> get(host, target, "Cookie", "x=1; " + cookie + "; y=2").backend())
                .distinct()
                .toList();
    }

    @Test
    void clientComesBackToItsEndpointWhicheverWorkerItMeets() {
        assertThat(served.workers()).hasSizeGreaterThan(1);
        Map<String, String> endpoints = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            Answer first = get("web.test", "/cart");
            endpoints.put(cookie(first), first.backend());
        }
        assertThat(endpoints.values().stream().distinct()).hasSizeGreaterThan(1);
        endpoints.forEach((cookie, endpoint) ->
                assertThat(answering("web.test", "/cart", cookie)).containsExactly(endpoint));
    }

    @Test
    void cookieIsForThePathOfTheRuleAndHiddenFromScripts() {
        assertThat(attributes(get("web.test", "/cart/7")))
                .containsExactly("httponly", "path=/cart");
        assertThat(attributes(get("web.test", "/list"))).containsExactly("httponly", "path=/list");
        assertThat(cookie(get("web.test", "/list"))).matches("INGRESSCOOKIE=[0-9a-f]{32}");
    }

    @Test
    void cookieThatCameByHttpsIsForHttps() {
        Answer answer = getTls("web.test", "/cart");
        assertThat(attributes(answer)).containsExactly("httponly", "path=/cart", "secure");
        assertThat(getTls("web.test", "/cart", "Cookie", cookie(answer)).backend())
                .isEqualTo(answer.backend());
        assertThat(get("web.test", "/cart", "Cookie", cookie(answer)).backend())
                .isEqualTo(answer.backend());
    }

    @Test
    void everyAttributeIsAsTheAnnotationsSay() {
        Answer answer = get("full.test", "/", "User-Agent", NEW_BROWSER);
        assertThat(cookie(answer)).startsWith("route=");
        assertThat(attributes(answer))
                .containsExactly(
                        "domain=full.test",
                        "httponly",
                        "max-age=3600",
                        "path=/all",
                        "samesite=none",
                        "secure");
        assertThat(attributes(get("full.test", "/", "User-Agent", OLD_BROWSER)))
                .doesNotContain("samesite=none")
                .contains("max-age=3600");
    }

    @Test
    void otherHeadersStayBesideTheCookie() {
        Answer answer = getTls("web.test", "/cart");
        assertThat(answer.header("Strict-Transport-Security")).startsWith("max-age=");
        Answer cors = getTls("full.test", "/", "Origin", "https://a.test");
        assertThat(cors.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(cors.header("Strict-Transport-Security")).startsWith("max-age=");
        assertThat(cookie(cors)).startsWith("route=");
    }

    @Test
    void anotherIngressFollowsTheCookieButSetsNone() {
        Answer own = get("web.test", "/cart");
        assertThat(get("follower.test", "/").headers("Set-Cookie")).isEmpty();
        assertThat(answering("follower.test", "/", cookie(own))).containsExactly(own.backend());
    }

    @Test
    void answerWithoutAnEndpointSetsNoCookie() {
        assertThat(get("web.test", "/elsewhere").headers("Set-Cookie")).isEmpty();
    }

    @Test
    void oddNameAndForeignValueOfACookieDoNoHarm() {
        Answer first = get("odd.test", "/");
        assertThat(cookie(first)).startsWith("a.b:c/d-e=");
        assertThat(answering("odd.test", "/", cookie(first))).containsExactly(first.backend());
        for (String value :
                List.of(
                        "1700000000.123.45.678|0123456789abcdef0123456789abcdef",
                        "\"quoted\"",
                        "$request_id",
                        "",
                        "a=b",
                        "%0d%0aX: 1",
                        "z".repeat(2000))) {
            assertThat(get("odd.test", "/", "Cookie", "a.b:c/d-e=" + value).status())
                    .as(value)
                    .isEqualTo(200);
        }
    }

    @Test
    void clientWithItsCookieGetsNoOther() {
        Answer first = get("web.test", "/cart");
        List<String> again =
                get("web.test", "/cart", "Cookie", cookie(first)).headers("Set-Cookie").stream()
                        .map(value -> value.split(";", 2)[0])
                        .toList();
        // nginx's own cookie is sent with each answer, always for the peer that answered.
        assertThat(again).isEqualTo(byEndpoint() ? List.of(cookie(first)) : List.of());
    }

    private void scale(int from, int to) {
        served.put(
                "scaled.yaml",
                Yaml.service("scaled", Arrays.copyOfRange(pods, from, to)),
                Yaml.ingress("scaled")
                        .with("affinity", "cookie")
                        .prefix("scaled.test", "/", "scaled"));
    }

    @Test
    void sessionsSurviveScalingAndReloads() {
        scale(0, 3);
        Map<String, String> sessions = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            Answer answer = get("scaled.test", "/");
            sessions.put(cookie(answer), answer.backend());
        }
        scale(0, 5);
        sessions.forEach((cookie, endpoint) -> {
            String now = get("scaled.test", "/", "Cookie", cookie).backend();
            // A hash moves some sessions, but to new endpoints only.
            assertThat(now)
                    .isIn(byEndpoint() ? List.of(endpoint) : List.of(endpoint, "pod-3", "pod-4"));
        });
        scale(0, 3);
        sessions.forEach((cookie, endpoint) ->
                assertThat(answering("scaled.test", "/", cookie)).containsExactly(endpoint));
        scale(1, 3);
        List<String> moved = new ArrayList<>();
        sessions.forEach((cookie, endpoint) -> {
            Answer answer = get("scaled.test", "/", "Cookie", cookie);
            if (endpoint.equals("pod-0")) {
                moved.add(cookie);
                String next = byEndpoint() ? cookie(answer) : cookie;
                assertThat(next.equals(cookie)).isEqualTo(!byEndpoint());
                assertThat(answering("scaled.test", "/", next)).containsExactly(answer.backend());
            } else {
                assertThat(answer.backend()).isEqualTo(endpoint);
            }
        });
        assertThat(moved).isNotEmpty();
    }
}
