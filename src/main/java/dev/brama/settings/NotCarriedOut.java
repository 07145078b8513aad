package dev.brama.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Settings that ingress-nginx knows and Brama does not carry out, and what Brama does instead.
///
/// What protects a site closes it: nothing is served with its guard silently absent.
final class NotCarriedOut {
    /// What an annotation does that is known but not carried out.
    enum Consequence {
        /// The rest of the Ingress is served.
        IGNORED,
        /// The paths of the Ingress answer 503.
        CLOSES,
        /// The Ingress is left out of routing.
        LEFT_OUT
    }

    private static final Set<String> CLOSING =
            Set.of(
                    "auth-url",
                    "auth-snippet",
                    "auth-tls-secret",
                    "auth-tls-match-cn",
                    "auth-tls-verify-client",
                    "proxy-ssl-secret",
                    "proxy-ssl-verify",
                    "ssl-passthrough");

    private static final String[] IGNORED_ANNOTATIONS = {
        "affinity-canary-behavior",
        "auth-always-set-cookie",
        "auth-cache-duration",
        "auth-cache-key",
        "auth-keepalive",
        "auth-keepalive-requests",
        "auth-keepalive-share-vars",
        "auth-keepalive-timeout",
        "auth-method",
        "auth-proxy-set-headers",
        "auth-request-redirect",
        "auth-response-headers",
        "auth-signin",
        "auth-signin-redirect-param",
        "auth-tls-error-page",
        "auth-tls-pass-certificate-to-upstream",
        "auth-tls-verify-depth",
        "canary-by-cookie",
        "canary-by-header",
        "canary-by-header-pattern",
        "canary-by-header-value",
        "canary-weight",
        "canary-weight-total",
        "configuration-snippet",
        "custom-headers",
        "enable-global-auth",
        "enable-modsecurity",
        "enable-opentelemetry",
        "enable-owasp-core-rules",
        "fastcgi-index",
        "fastcgi-params-configmap",
        "http2-push-preload",
        "mirror-host",
        "mirror-request-body",
        "mirror-target",
        "modsecurity-snippet",
        "modsecurity-transaction-id",
        "opentelemetry-operation-name",
        "opentelemetry-trust-incoming-span",
        "proxy-ssl-ciphers",
        "proxy-ssl-name",
        "proxy-ssl-protocols",
        "proxy-ssl-server-name",
        "proxy-ssl-verify-depth",
        "server-snippet",
        "ssl-ciphers",
        "ssl-prefer-server-ciphers",
        "stream-snippet",
        "upstream-hash-by-subset",
        "upstream-hash-by-subset-size",
        // Seen in manifests, though no longer in the code of ingress-nginx.
        "add-base-url",
        "client-header-buffer-size",
        "enable-influxdb",
        "influxdb-host",
        "influxdb-measurement",
        "influxdb-port",
        "influxdb-server-name",
        "enable-opentracing",
        "enable-websockets",
        "global-rate-limit",
        "global-rate-limit-header-based-key",
        "global-rate-limit-ignored-cidrs",
        "global-rate-limit-key",
        "global-rate-limit-window",
        "large-client-header-buffers",
        "secure-backends",
        "session-cookie-hash",
        "secure-verify-ca-secret",
    };

    /// By name without prefix.
    static final Map<String, Consequence> ANNOTATIONS = annotations();

    static final Set<String> CONFIG_KEYS =
            Set.of(
                    "access-log-params",
                    "add-headers",
                    "allow-snippet-annotations",
                    "block-referers",
                    "block-user-agents",
                    "brotli-level",
                    "brotli-min-length",
                    "brotli-types",
                    "debug-connections",
                    "default-type",
                    "disable-http-access-log",
                    "disable-ipv6-dns",
                    "enable-access-log-for-default-backend",
                    "enable-aio-write",
                    "enable-auth-access-log",
                    "enable-brotli",
                    "enable-modsecurity",
                    "enable-ocsp",
                    "enable-opentelemetry",
                    "enable-owasp-modsecurity-crs",
                    "enable-serial-reloads",
                    "enable-syslog",
                    "error-log-path",
                    "forwarded-for-proxy-protocol-header",
                    "forwarded-host-header",
                    "geoip2-autoreload-in-minutes",
                    "global-allowed-response-headers",
                    "global-auth-always-set-cookie",
                    "global-auth-cache-duration",
                    "global-auth-cache-key",
                    "global-auth-method",
                    "global-auth-request-redirect",
                    "global-auth-response-headers",
                    "global-auth-signin",
                    "global-auth-signin-redirect-param",
                    "global-auth-snippet",
                    "global-auth-url",
                    "grpc-buffer-size-kb",
                    "gzip-disable",
                    "http-access-log-path",
                    "http-snippet",
                    "http2-max-field-size",
                    "http2-max-header-size",
                    "http2-max-requests",
                    "limit-conn-zone-variable",
                    "location-snippet",
                    "lua-shared-dicts",
                    "main-snippet",
                    "map-hash-bucket-size",
                    "modsecurity-snippet",
                    "nginx-status-ipv4-whitelist",
                    "nginx-status-ipv6-whitelist",
                    "no-auth-locations",
                    "opentelemetry-config",
                    "otlp-collector-host",
                    "otlp-collector-port",
                    "proxy-cookie-domain",
                    "proxy-cookie-path",
                    "proxy-headers-hash-bucket-size",
                    "proxy-headers-hash-max-size",
                    "proxy-protocol-header-timeout",
                    "proxy-redirect-from",
                    "proxy-redirect-to",
                    "proxy-set-headers",
                    "proxy-ssl-location-only",
                    "server-name-hash-bucket-size",
                    "server-name-hash-max-size",
                    "server-snippet",
                    "ssl-dh-param",
                    "ssl-ecdh-curve",
                    "ssl-session-cache",
                    "ssl-session-ticket-key",
                    "stream-snippet",
                    "syslog-host",
                    "syslog-port",
                    "use-geoip",
                    "use-geoip2",
                    "variables-hash-bucket-size",
                    "variables-hash-max-size",
                    "worker-cpu-affinity");

    private NotCarriedOut() {}

    private static Map<String, Consequence> annotations() {
        Map<String, Consequence> all = new TreeMap<>();
        for (String name : IGNORED_ANNOTATIONS) {
            all.put(name, Consequence.IGNORED);
        }
        CLOSING.forEach(name -> all.put(name, Consequence.CLOSES));
        all.put("canary", Consequence.LEFT_OUT);
        return all;
    }
}
