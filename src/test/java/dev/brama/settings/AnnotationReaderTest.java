package dev.brama.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.settings.IngressSettings.Verdict;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotationReaderTest {
    private static final ObjectRef APP = new ObjectRef("Ingress", "shop", "app");
    private static final String PREFIX = AnnotationReader.DEFAULT_PREFIX + "/";

    private static GlobalSettings config(String... entries) {
        Map<String, String> data = new java.util.TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            data.put(entries[i], entries[i + 1]);
        }
        return ConfigReader.read(data, new ObjectRef("ConfigMap", "x", "y")).value();
    }

    private static Checked<IngressSettings> read(String name, String value) {
        return read(config(), Map.of(PREFIX + name, value));
    }

    private static Checked<IngressSettings> read(
            GlobalSettings global, Map<String, String> annotations) {
        return new AnnotationReader(AnnotationReader.DEFAULT_PREFIX, global).read(annotations, APP);
    }

    private static Annotation<?> annotation(String name) {
        return Annotations.ALL.stream()
                .filter(annotation ->
                        annotation.name().equals(name) || annotation.aliases().contains(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "use-regex, 1",
        "use-regex, T",
        "use-regex, FALSE",
        "rewrite-target, /$2",
        "rewrite-target, $1/x",
        "rewrite-target, /a:b~c",
        "app-root, /start",
        "x-forwarded-prefix, /pre",
        "server-alias, 'b.com,*.c.com'",
        "server-alias, '~^a[0-9]+\\.com$'",
        "default-backend, errors-2",
        "upstream-vhost, api.internal:8080",
        "upstream-vhost, $host",
        "backend-protocol, grpcs",
        "load-balance, ewma",
        "upstream-hash-by, $request_uri",
        "upstream-hash-by, ${remote_addr}-x",
        "permanent-redirect, https://b.com/x?y=1&z=%20",
        "permanent-redirect, /relative",
        "permanent-redirect-code, 308",
        "permanent-redirect-code, -1",
        "temporal-redirect, http://b.com",
        "proxy-redirect-from, 'http://a:8080/,x'",
        "auth-type, Basic",
        "auth-secret, ns/name",
        "auth-secret-type, auth-map",
        "auth-realm, Staff only: level 2",
        "satisfy, any",
        "allowlist-source-range, '10.0.0.0/8, ::1'",
        "whitelist-source-range, 10.0.0.1",
        "limit-rps, 5",
        "limit-connections, 65535",
        "limit-whitelist, 10.0.0.1",
        "cors-allow-methods, 'GET, PUT,POST'",
        "cors-allow-headers, 'X-A, x_b,c'",
        "cors-expose-headers, '*, X-A'",
        "cors-max-age, -1",
        "proxy-connect-timeout, 2000000",
        "proxy-body-size, 8M",
        "proxy-body-size, 100 m",
        "proxy-body-size, 0",
        "proxy-buffering, on",
        "proxy-cookie-domain, off",
        "proxy-cookie-domain, a.com b.com",
        "proxy-cookie-path, /one/ /two/",
        "proxy-http-version, 1.0",
        "proxy-next-upstream, error timeout http_502 non_idempotent",
        "proxy-next-upstream, off",
        "client-body-buffer-size, 16k",
        "connection-proxy-header, keep-alive",
        "custom-http-errors, '404,503, 418'"
    })
    void valueIsTaken(String name, String value) {
        Checked<IngressSettings> read = read(name, value);
        assertThat(read.problems()).isEmpty();
        assertThat(read.value().verdict()).isEqualTo(Verdict.SERVE);
        assertThat(read.value().get(annotation(name))).isPresent();
    }

    // D: the default is used. R: the Ingress is refused. X: its locations are closed.
    @ParameterizedTest
    @CsvSource({
        "use-regex, yes, SERVE",
        "use-regex, on, SERVE",
        "rewrite-target, /a b, SERVE",
        "rewrite-target, '/$1;', SERVE",
        "rewrite-target, /$nonsense, SERVE",
        "rewrite-target, /$rewrite_1, SERVE",
        "app-root, start, SERVE",
        "x-forwarded-prefix, '/\"', REFUSE",
        "server-alias, 'b com', REFUSE",
        "default-backend, Errors, REFUSE",
        "default-backend, other/errors, REFUSE",
        "service-upstream, maybe, SERVE",
        "upstream-vhost, 'a;b', REFUSE",
        "upstream-vhost, $nonsense, REFUSE",
        "backend-protocol, SPDY, SERVE",
        "load-balance, fastest, REFUSE",
        "upstream-hash-by, $nonsense, REFUSE",
        "upstream-hash-by, '$request_uri;', REFUSE",
        "ssl-redirect, maybe, SERVE",
        "permanent-redirect, 'https://b.com; return 200', REFUSE",
        "permanent-redirect, https://b.com/$cors_origin_0a, REFUSE",
        "permanent-redirect-code, moved, REFUSE",
        "temporal-redirect, ftp://b.com, REFUSE",
        "from-to-www-redirect, maybe, REFUSE",
        "relative-redirects, maybe, REFUSE",
        "auth-type, oauth, REFUSE",
        "auth-secret, a b, CLOSE",
        "auth-secret-type, auth-db, REFUSE",
        "auth-realm, 'x\"y', REFUSE",
        "auth-realm, off, REFUSE",
        "satisfy, some, REFUSE",
        "allowlist-source-range, 10.0.0, CLOSE",
        "denylist-source-range, '10.0.0.0/33', CLOSE",
        "whitelist-source-range, x, CLOSE",
        "limit-rps, 5r/s, REFUSE",
        "limit-rps, -1, REFUSE",
        "limit-connections, 65536, REFUSE",
        "limit-burst-multiplier, x, SERVE",
        "limit-allowlist, x, REFUSE",
        "limit-rate, 5k, SERVE",
        "enable-cors, maybe, SERVE",
        "cors-allow-methods, 'GET;', SERVE",
        "cors-allow-headers, 'X A', SERVE",
        "cors-expose-headers, 'X:A', SERVE",
        "cors-max-age, 1d, SERVE",
        "proxy-connect-timeout, 5s, SERVE",
        "proxy-connect-timeout, 2000001, SERVE",
        "proxy-body-size, 8mb, SERVE",
        "proxy-body-size, 999999999999g, SERVE",
        "proxy-buffering, true, SERVE",
        "proxy-cookie-domain, one, SERVE",
        "proxy-cookie-path, '/one /two; Secure', SERVE",
        "proxy-http-version, 2.0, SERVE",
        "proxy-next-upstream, error sometimes, SERVE",
        "client-body-buffer-size, big, REFUSE",
        "connection-proxy-header, upgrade, REFUSE",
        "custom-http-errors, '404,200', REFUSE",
        "custom-http-errors, 499, REFUSE",
        "enable-access-log, maybe, SERVE"
    })
    void valueIsNotTakenAndToldWithWhatFollows(String name, String value, Verdict verdict) {
        Checked<IngressSettings> read = read(name, value);
        assertThat(read.value().verdict()).isEqualTo(verdict);
        assertThat(read.value().get(annotation(name))).isEmpty();
        assertThat(read.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.reason()).isEqualTo(Reason.INVALID_SETTING);
                    assertThat(problem.field())
                            .isEqualTo("metadata.annotations[" + PREFIX + name + "]");
                    assertThat(problem.fix()).matches("[A-Z].*\\.");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void blankValueIsUnset(String blank) {
        for (Annotation<?> annotation : Annotations.ALL) {
            Checked<IngressSettings> read = read(annotation.name(), blank);
            assertThat(read.problems()).isEmpty();
            assertThat(read.value().get(annotation)).isEmpty();
        }
        assertThat(read("auth-url", blank).value().verdict()).isEqualTo(Verdict.SERVE);
    }

    @Test
    void aliasMeansTheSameAndYieldsToTheName() {
        Checked<IngressSettings> both =
                read(
                        config(),
                        Map.of(
                                PREFIX + "whitelist-source-range", "10.0.0.1",
                                PREFIX + "allowlist-source-range", "10.0.0.2"));
        assertThat(both.value().get(Annotations.ALLOWLIST_SOURCE_RANGE).orElseThrow())
                .extracting(range -> range.text())
                .containsExactly("10.0.0.2");
    }

    @ParameterizedTest
    @CsvSource({
        "ssl-redirec, ssl-redirect",
        "proxy-bodysize, proxy-body-size",
        "auth-ur, auth-url",
        "use_regex, use-regex"
    })
    void unknownNameIsToldWithTheNearestOne(String name, String near) {
        Checked<IngressSettings> read = read(name, "true");
        assertThat(read.value().verdict()).isEqualTo(Verdict.SERVE);
        assertThat(read.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isFalse();
                    assertThat(problem.reason()).isEqualTo(Reason.UNKNOWN_SETTING);
                    assertThat(problem.fix()).isEqualTo("Did you mean " + PREFIX + near + "?");
                });
    }

    @Test
    void nameLikeNoOtherGetsNoGuess() {
        assertThat(read("quite-another-thing-altogether", "x").problems().getFirst().fix())
                .doesNotContain("mean");
    }

    @Test
    void annotationsOfOthersAreNotLookedAt() {
        assertThat(
                        read(
                                        config(),
                                        Map.of(
                                                "cert-manager.io/issuer", "x",
                                                "nginx.ingress.kubernetes.ioX/y", "x",
                                                "nginx.ingress.kubernetes.io", "x"))
                                .problems())
                .isEmpty();
    }

    @Test
    void anotherPrefixTakesTheOldOnesPlace() {
        Checked<IngressSettings> read =
                new AnnotationReader("example.com", config())
                        .read(
                                Map.of(
                                        "example.com/use-regex",
                                        "true",
                                        PREFIX + "enable-cors",
                                        "true"),
                                APP);
        assertThat(read.value().isOn(Annotations.USE_REGEX)).isTrue();
        assertThat(read.value().isOn(Annotations.ENABLE_CORS)).isFalse();
        assertThat(read.problems())
                .extracting(Problem::reason)
                .containsExactly(Reason.UNKNOWN_SETTING);
    }

    @ParameterizedTest
    @CsvSource({
        "affinity-canary-behavior, legacy, SERVE, false",
        "configuration-snippet, 'return 200;', SERVE, false",
        "auth-url, https://auth.com, CLOSE, true",
        "auth-snippet, x, CLOSE, true",
        "auth-tls-secret, ns/ca, CLOSE, true",
        "auth-tls-match-cn, CN=x, CLOSE, true",
        "proxy-ssl-secret, ns/x, CLOSE, true",
        "ssl-passthrough, true, CLOSE, true",
        "canary, true, LEAVE_OUT, true",
        "canary-weight, 5, SERVE, false"
    })
    void knownAnnotationThatIsNotCarriedOutSaysWhatFollows(
            String name, String value, Verdict verdict, boolean isError) {
        Checked<IngressSettings> read = read(name, value);
        assertThat(read.value().verdict()).isEqualTo(verdict);
        assertThat(read.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.UNSUPPORTED_SETTING);
                    assertThat(problem.isError()).isEqualTo(isError);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "ssl-passthrough, false",
        "auth-tls-verify-client, off",
        "proxy-ssl-verify, OFF",
        "canary, false",
        "canary, 0"
    })
    void whatIsSwitchedOffIsNotMissed(String name, String value) {
        Checked<IngressSettings> read = read(name, value);
        assertThat(read.problems()).isEmpty();
        assertThat(read.value().verdict()).isEqualTo(Verdict.SERVE);
    }

    @ParameterizedTest
    @CsvSource({
        "Low, use-regex, SERVE",
        "Low, app-root, REFUSE",
        "Medium, app-root, SERVE",
        "medium, server-alias, REFUSE",
        "High, server-alias, SERVE",
        "Critical, server-alias, SERVE",
        "Low, whitelist-source-range, REFUSE",
        "Low, allowlist-source-range, REFUSE"
    })
    void riskAboveTheAllowedOneRefusesTheIngress(String level, String name, Verdict verdict) {
        Map<String, String> good =
                Map.of(
                        "use-regex", "true",
                        "app-root", "/x",
                        "server-alias", "b.com",
                        "whitelist-source-range", "10.0.0.1",
                        "allowlist-source-range", "10.0.0.1");
        Checked<IngressSettings> read =
                read(
                        config("annotations-risk-level", level),
                        Map.of(PREFIX + name, good.get(name)));
        assertThat(read.value().verdict()).isEqualTo(verdict);
        assertThat(read.problems())
                .extracting(Problem::reason)
                .hasSize(verdict == Verdict.SERVE ? 0 : 1)
                .allMatch(Reason.FORBIDDEN_SETTING::equals);
    }

    @Test
    void forbiddenWordInAnyAnnotationRefusesTheIngress() {
        GlobalSettings global =
                config("annotation-value-word-blocklist", "load_module, {, serviceaccount");
        assertThat(
                        read(global, Map.of(PREFIX + "auth-realm", "my serviceaccount token"))
                                .value()
                                .verdict())
                .isEqualTo(Verdict.REFUSE);
        assertThat(
                        read(global, Map.of(PREFIX + "no-such-thing", "load_module x"))
                                .value()
                                .verdict())
                .isEqualTo(Verdict.REFUSE);
        assertThat(read(global, Map.of("other.io/x", "load_module x")).value().verdict())
                .isEqualTo(Verdict.SERVE);
        assertThat(read(global, Map.of(PREFIX + "auth-realm", "fine")).value().verdict())
                .isEqualTo(Verdict.SERVE);
    }

    @Test
    void worstVerdictWins() {
        Checked<IngressSettings> read =
                read(
                        config(),
                        Map.of(
                                PREFIX + "auth-url", "https://auth.com",
                                PREFIX + "canary", "true",
                                PREFIX + "limit-rps", "x",
                                PREFIX + "enable-cors", "true"));
        assertThat(read.value().verdict()).isEqualTo(Verdict.REFUSE);
        assertThat(read.problems()).hasSize(3);
    }

    @Test
    void valueOfAMegabyteIsRefusedInFewWords() {
        Checked<IngressSettings> read = read("upstream-vhost", "a".repeat(1_000_000));
        assertThat(read.problems().getFirst().message()).hasSizeLessThan(400);
        assertThat(read.value().get(Annotations.UPSTREAM_VHOST)).isEqualTo(Optional.empty());
    }
}
