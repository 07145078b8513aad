package dev.brama.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every name that ingress-nginx knows is either carried out or known not to be.
class SettingNamesTest {
    private static final String ANNOTATIONS =
            """
            rewrite-target use-regex app-root x-forwarded-prefix server-alias default-backend
            service-upstream upstream-vhost backend-protocol satisfy mirror-target mirror-host
            mirror-request-body http2-push-preload
            ssl-redirect force-ssl-redirect preserve-trailing-slash permanent-redirect
            permanent-redirect-code temporal-redirect temporal-redirect-code from-to-www-redirect
            relative-redirects use-port-in-redirects proxy-redirect-from proxy-redirect-to
            canary canary-by-header canary-by-header-value canary-by-header-pattern
            canary-by-cookie canary-weight canary-weight-total
            affinity affinity-mode affinity-canary-behavior session-cookie-name
            session-cookie-path session-cookie-domain session-cookie-expires
            session-cookie-max-age session-cookie-samesite
            session-cookie-conditional-samesite-none session-cookie-secure
            session-cookie-change-on-failure load-balance upstream-hash-by
            upstream-hash-by-subset upstream-hash-by-subset-size
            auth-type auth-secret auth-secret-type auth-realm
            auth-url auth-method auth-signin auth-signin-redirect-param auth-response-headers
            auth-proxy-set-headers auth-request-redirect auth-cache-key auth-cache-duration
            auth-always-set-cookie auth-keepalive auth-keepalive-requests auth-keepalive-timeout
            auth-keepalive-share-vars auth-snippet enable-global-auth
            auth-tls-secret auth-tls-verify-client auth-tls-verify-depth auth-tls-error-page
            auth-tls-pass-certificate-to-upstream auth-tls-match-cn proxy-ssl-secret
            proxy-ssl-ciphers proxy-ssl-protocols proxy-ssl-name proxy-ssl-verify
            proxy-ssl-verify-depth proxy-ssl-server-name ssl-ciphers ssl-prefer-server-ciphers
            ssl-passthrough
            allowlist-source-range whitelist-source-range denylist-source-range limit-rps
            limit-rpm limit-connections limit-burst-multiplier limit-allowlist limit-whitelist
            limit-rate limit-rate-after
            enable-cors cors-allow-origin cors-allow-methods cors-allow-headers
            cors-expose-headers cors-allow-credentials cors-max-age
            proxy-connect-timeout proxy-send-timeout proxy-read-timeout proxy-body-size
            proxy-buffering proxy-request-buffering proxy-buffers-number proxy-buffer-size
            proxy-busy-buffers-size proxy-max-temp-file-size proxy-cookie-domain
            proxy-cookie-path proxy-http-version proxy-next-upstream
            proxy-next-upstream-timeout proxy-next-upstream-tries client-body-buffer-size
            connection-proxy-header custom-headers custom-http-errors
            disable-proxy-intercept-errors fastcgi-index fastcgi-params-configmap
            enable-access-log enable-rewrite-log enable-opentelemetry
            opentelemetry-trust-incoming-span opentelemetry-operation-name enable-modsecurity
            enable-owasp-core-rules modsecurity-transaction-id modsecurity-snippet
            configuration-snippet server-snippet stream-snippet
            """;

    // No longer in its code, but in manifests.
    private static final String FORMER_ANNOTATIONS =
            """
            session-cookie-hash enable-websockets secure-backends add-base-url
            client-header-buffer-size large-client-header-buffers enable-influxdb
            influxdb-measurement influxdb-port influxdb-host influxdb-server-name
            global-rate-limit global-rate-limit-window global-rate-limit-key
            global-rate-limit-header-based-key global-rate-limit-ignored-cidrs
            enable-opentracing secure-verify-ca-secret
            """;

    static Set<String> words(String... texts) {
        Set<String> words = new TreeSet<>();
        for (String text : texts) {
            words.addAll(List.of(text.strip().split("\\s+")));
        }
        return words;
    }

    private static List<String> carriedOut() {
        List<String> names = new ArrayList<>();
        for (Annotation<?> annotation : Annotations.ALL) {
            names.add(annotation.name());
            names.addAll(annotation.aliases());
        }
        return names;
    }

    @Test
    void annotationsAreThoseOfIngressNginx() {
        Set<String> known = new TreeSet<>(carriedOut());
        known.addAll(NotCarriedOut.ANNOTATIONS.keySet());
        assertThat(known).isEqualTo(words(ANNOTATIONS, FORMER_ANNOTATIONS));
    }

    @Test
    void noAnnotationIsKnownTwice() {
        assertThat(carriedOut())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(NotCarriedOut.ANNOTATIONS.keySet());
    }

    @Test
    void noConfigKeyIsKnownTwice() {
        assertThat(ConfigKeys.ALL.stream().map(ConfigKey::name))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(NotCarriedOut.CONFIG_KEYS);
    }

    @Test
    void everySettingHasALineOfDocumentationAndAType() {
        assertThat(Annotations.ALL)
                .allSatisfy(annotation -> assertLine(annotation.documentation()))
                .allSatisfy(annotation -> assertThat(annotation.valueType()).isNotBlank());
        assertThat(ConfigKeys.ALL)
                .allSatisfy(key -> assertLine(key.documentation()))
                .allSatisfy(key -> assertThat(key.valueType()).isNotBlank());
    }

    private static void assertLine(String documentation) {
        assertThat(documentation).isNotBlank().doesNotContain("\n").endsWith(".");
    }

    // What protects a site must never be ignored.
    @Test
    void guardsThatAreNotCarriedOutCloseTheSite() {
        assertThat(NotCarriedOut.ANNOTATIONS)
                .containsEntry("auth-url", NotCarriedOut.Consequence.CLOSES)
                .containsEntry("auth-tls-secret", NotCarriedOut.Consequence.CLOSES)
                .containsEntry("auth-tls-match-cn", NotCarriedOut.Consequence.CLOSES)
                .containsEntry("canary", NotCarriedOut.Consequence.LEFT_OUT);
    }
}
