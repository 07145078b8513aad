package dev.brama.golden;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Harmless values of every setting, and what must stand beside a setting for it to count.
///
/// Between them the values of a setting bring out every form that the rendered text can take
/// because of it.
final class Samples {
    /// Values that many settings take, and values that none takes.
    private static final List<String> COMMON =
            List.of(
                    "true", "false", "on", "off", "0", "1", "7", "-1", "a", "z9", "A", "/", ".",
                    "-", "*", "=", "default", "8k", "1.1", "1.0", "\u0001");

    private static final Map<String, List<String>> ANNOTATIONS =
            table(
                    """
                    rewrite-target = /x | /$1 | /p
                    use-regex = true
                    app-root = /start
                    x-forwarded-prefix = /x
                    server-alias = alias.example.com | *.pages.example.com | ~^a$
                    default-backend = errors | nobody
                    service-upstream = true
                    upstream-vhost = internal.example.com | $host
                    backend-protocol = HTTP | HTTPS | AUTO_HTTP | GRPC | GRPCS | FCGI
                    load-balance = ewma | round_robin
                    upstream-hash-by = $request_uri
                    affinity = cookie
                    affinity-mode = balanced | persistent
                    session-cookie-name = route | a.b:c/d-e_f
                    session-cookie-path = /shop | /a?b=c,d | /it's(1)
                    session-cookie-domain = example.com | .example.com
                    session-cookie-expires = 3600
                    session-cookie-max-age = 3600
                    session-cookie-samesite = None | lax | STRICT
                    session-cookie-conditional-samesite-none = true
                    session-cookie-secure = true | false
                    session-cookie-change-on-failure = true
                    ssl-redirect = true
                    force-ssl-redirect = true
                    preserve-trailing-slash = true
                    permanent-redirect = https://new.example.com/
                    permanent-redirect-code = 308
                    temporal-redirect = https://new.example.com/
                    temporal-redirect-code = 307
                    from-to-www-redirect = true
                    relative-redirects = true
                    use-port-in-redirects = true
                    proxy-redirect-from = /from | default | off
                    proxy-redirect-to = /to | off
                    auth-type = basic | digest
                    auth-secret = users | shop/users | nobody
                    auth-secret-type = auth-file | auth-map
                    auth-realm = Staff only
                    satisfy = any | all
                    allowlist-source-range = 10.0.0.0/8
                    denylist-source-range = 10.0.0.0/8
                    limit-rps = 5
                    limit-rpm = 5
                    limit-connections = 5
                    limit-burst-multiplier = 3
                    limit-allowlist = 10.0.0.0/8
                    limit-rate = 100
                    limit-rate-after = 100
                    enable-cors = true
                    cors-allow-origin = https://a.example.com | * | null
                    cors-allow-methods = GET
                    cors-allow-headers = X-Token
                    cors-expose-headers = X-Total | *
                    cors-allow-credentials = true
                    cors-max-age = 600
                    proxy-connect-timeout = 7
                    proxy-send-timeout = 7
                    proxy-read-timeout = 7
                    proxy-body-size = 8m
                    proxy-buffering = on
                    proxy-request-buffering = off
                    proxy-buffers-number = 8
                    proxy-buffer-size = 8k
                    proxy-busy-buffers-size = 8k
                    proxy-max-temp-file-size = 8m
                    proxy-cookie-domain = a.example.com b.example.com | off
                    proxy-cookie-path = /a /b | off
                    proxy-http-version = 1.0
                    proxy-next-upstream = error http_502 | off
                    proxy-next-upstream-timeout = 7
                    proxy-next-upstream-tries = 7
                    client-body-buffer-size = 16k
                    connection-proxy-header = close
                    custom-http-errors = 404,503
                    disable-proxy-intercept-errors = true
                    enable-access-log = false
                    enable-rewrite-log = true
                    """);

    private static final Map<String, List<String>> CONFIG =
            table(
                    """
                    annotations-risk-level = Low | Critical
                    annotation-value-word-blocklist = evil | e | a | t | r
                    no-tls-redirect-locations = /p | /
                    http-redirect-code = 301
                    proxy-real-ip-cidr = 10.0.0.0/8
                    forwarded-for-header = X-Client
                    whitelist-source-range = 10.0.0.0/8
                    denylist-source-range = 10.0.0.0/8
                    block-cidrs = 10.0.0.0/8
                    ssl-protocols = TLSv1.2
                    ssl-ciphers = HIGH
                    proxy-next-upstream = error http_502
                    load-balance = ewma
                    custom-http-errors = 404
                    hide-headers = X-Secret
                    large-client-header-buffers = 8 16k
                    gzip-types = text/css
                    worker-processes = 4 | auto
                    worker-shutdown-timeout = 10s
                    bind-address = 127.0.0.1
                    log-format-upstream = $remote_addr
                    access-log-path = /dev/null
                    skip-access-log-urls = /health | ~^/health
                    error-log-level = warn
                    proxy-stream-timeout = 10s
                    proxy-stream-next-upstream-timeout = 10s
                    log-format-stream = $remote_addr
                    stream-access-log-path = /dev/null
                    """);

    private static final Map<String, List<String>> BESIDE =
            table(
                    """
                    x-forwarded-prefix = rewrite-target:/x
                    permanent-redirect-code = permanent-redirect:/x
                    temporal-redirect-code = temporal-redirect:http://x/
                    affinity-mode = affinity:cookie
                    session-cookie-name = affinity:cookie
                    session-cookie-path = affinity:cookie
                    session-cookie-domain = affinity:cookie
                    session-cookie-expires = affinity:cookie
                    session-cookie-max-age = affinity:cookie
                    session-cookie-samesite = affinity:cookie
                    session-cookie-conditional-samesite-none = affinity:cookie | session-cookie-samesite:None
                    session-cookie-secure = affinity:cookie
                    session-cookie-change-on-failure = affinity:cookie
                    proxy-redirect-to = proxy-redirect-from:/x
                    proxy-redirect-from = proxy-redirect-to:/x
                    auth-type = auth-secret:users
                    auth-secret = auth-type:basic
                    auth-secret-type = auth-type:basic | auth-secret:users
                    auth-realm = auth-type:basic | auth-secret:users
                    satisfy = auth-type:basic | auth-secret:users | allowlist-source-range:10.0.0.0/8
                    limit-burst-multiplier = limit-rps:5
                    limit-allowlist = limit-rps:5
                    cors-allow-origin = enable-cors:true
                    cors-allow-methods = enable-cors:true
                    cors-allow-headers = enable-cors:true
                    cors-expose-headers = enable-cors:true
                    cors-allow-credentials = enable-cors:true
                    cors-max-age = enable-cors:true
                    default-backend = custom-http-errors:404
                    custom-http-errors = default-backend:errors
                    disable-proxy-intercept-errors = default-backend:errors | custom-http-errors:404
                    preserve-trailing-slash = force-ssl-redirect:true
                    proxy-real-ip-cidr = use-forwarded-headers:true
                    forwarded-for-header = use-forwarded-headers:true
                    compute-full-forwarded-for = use-forwarded-headers:true
                    gzip-level = use-gzip:true
                    gzip-min-length = use-gzip:true
                    gzip-types = use-gzip:true
                    """);

    private Samples() {}

    /// Annotations of which there are samples of their own.
    static List<String> annotations() {
        return List.copyOf(ANNOTATIONS.keySet());
    }

    static List<String> ofAnnotation(String name) {
        return Stream.concat(ANNOTATIONS.get(name).stream(), COMMON.stream()).toList();
    }

    static List<String> ofConfigKey(String name) {
        return Stream.concat(CONFIG.getOrDefault(name, List.of()).stream(), COMMON.stream())
                .toList();
    }

    /// The settings that must stand beside one for it to count.
    static Map<String, String> beside(String name) {
        Map<String, String> settings = new TreeMap<>();
        for (String pair : BESIDE.getOrDefault(name, List.of())) {
            int colon = pair.indexOf(':');
            settings.put(pair.substring(0, colon), pair.substring(colon + 1));
        }
        return settings;
    }

    private static Map<String, List<String>> table(String lines) {
        Map<String, List<String>> table = new LinkedHashMap<>();
        lines.lines()
                .forEach(line -> {
                    int equals = line.indexOf(" = ");
                    table.put(
                            line.substring(0, equals),
                            Arrays.asList(line.substring(equals + 3).split(" \\| ")));
                });
        return table;
    }
}
