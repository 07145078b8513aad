package dev.brama.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final ObjectRef MAP = new ObjectRef("ConfigMap", "ingress-nginx", "controller");

    // Key and default as the documentation of ingress-nginx has them; - for none.
    private static final String DEFAULTS =
            """
            annotations-risk-level = high
            annotation-value-word-blocklist = -
            allow-cross-namespace-resources = false
            strict-validate-path-type = true
            ssl-redirect = true
            force-ssl-redirect = false
            http-redirect-code = 308
            no-tls-redirect-locations = /.well-known/acme-challenge
            preserve-trailing-slash = false
            use-port-in-redirects = false
            relative-redirects = false
            hsts = true
            hsts-max-age = 31536000
            hsts-include-subdomains = true
            hsts-preload = false
            use-forwarded-headers = false
            enable-real-ip = false
            use-proxy-protocol = false
            proxy-real-ip-cidr = 0.0.0.0/0
            forwarded-for-header = X-Forwarded-For
            compute-full-forwarded-for = false
            generate-request-id = true
            proxy-add-original-uri-header = false
            whitelist-source-range = -
            denylist-source-range = -
            block-cidrs = -
            limit-req-status-code = 503
            limit-conn-status-code = 503
            limit-rate = 0
            limit-rate-after = 0
            ssl-protocols = "TLSv1.2 TLSv1.3"
            ssl-ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:\
            ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:\
            ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:\
            DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"
            ssl-session-cache-size = 10m
            ssl-session-timeout = 10m
            ssl-session-tickets = false
            ssl-buffer-size = 4k
            ssl-early-data = false
            ssl-reject-handshake = false
            use-http2 = true
            http2-max-concurrent-streams = 128
            proxy-connect-timeout = 5
            proxy-send-timeout = 60
            proxy-read-timeout = 60
            proxy-body-size = 1m
            proxy-buffering = false
            proxy-request-buffering = true
            proxy-buffers-number = 4
            proxy-buffer-size = 4k
            proxy-busy-buffers-size = -
            proxy-max-temp-file-size = 1024m
            proxy-http-version = 1.1
            proxy-next-upstream = error timeout
            proxy-next-upstream-timeout = 0
            proxy-next-upstream-tries = 3
            retry-non-idempotent = false
            service-upstream = false
            load-balance = round_robin
            upstream-keepalive-connections = 320
            upstream-keepalive-time = 1h
            upstream-keepalive-timeout = 60
            upstream-keepalive-requests = 10000
            custom-http-errors = -
            disable-proxy-intercept-errors = false
            hide-headers = -
            allow-backend-server-header = false
            server-tokens = false
            client-header-buffer-size = 1k
            large-client-header-buffers = "4 8k"
            client-header-timeout = 60
            client-body-buffer-size = 8k
            client-body-timeout = 60
            keep-alive = 75
            keep-alive-requests = 1000
            enable-underscores-in-headers = false
            ignore-invalid-headers = true
            use-gzip = false
            gzip-level = 1
            gzip-min-length = 256
            gzip-types = "application/atom+xml application/javascript application/x-javascript \
            application/json application/rss+xml application/vnd.ms-fontobject \
            application/x-font-ttf application/x-web-app-manifest+json application/xhtml+xml \
            application/xml font/opentype image/svg+xml image/x-icon text/css text/javascript \
            text/plain text/x-component"
            worker-processes = auto
            max-worker-connections = 16384
            max-worker-open-files = 0
            worker-shutdown-timeout = 240s
            enable-multi-accept = true
            reuse-port = true
            bind-address = -
            disable-ipv6 = false
            log-format-upstream = "$remote_addr - $remote_user [$time_local] \\"$request\\" \
            $status $body_bytes_sent \\"$http_referer\\" \\"$http_user_agent\\" $request_length \
            $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] \
            $upstream_addr $upstream_response_length $upstream_response_time $upstream_status \
            $req_id"
            log-format-escape-json = false
            log-format-escape-none = false
            access-log-path = -
            disable-access-log = false
            skip-access-log-urls = -
            error-log-level = notice
            proxy-stream-timeout = 600s
            proxy-stream-next-upstream = true
            proxy-stream-next-upstream-timeout = 600s
            proxy-stream-next-upstream-tries = 3
            proxy-stream-responses = 1
            log-format-stream = "[$remote_addr] [$time_local] $protocol $status $bytes_sent \
            $bytes_received $session_time"
            stream-access-log-path = -
            disable-stream-access-log = false
            """;

    // The rest of its table.
    private static final String NOT_CARRIED_OUT =
            """
            allow-snippet-annotations add-headers proxy-set-headers global-allowed-response-headers
            forwarded-host-header forwarded-for-proxy-protocol-header proxy-protocol-header-timeout
            ssl-ecdh-curve ssl-dh-param ssl-session-cache ssl-session-ticket-key enable-ocsp
            http2-max-field-size http2-max-header-size http2-max-requests
            proxy-cookie-domain proxy-cookie-path proxy-redirect-from proxy-redirect-to
            http-access-log-path access-log-params
            disable-http-access-log
            enable-access-log-for-default-backend enable-auth-access-log error-log-path
            enable-syslog syslog-host syslog-port gzip-disable
            enable-brotli brotli-level brotli-types brotli-min-length
            use-geoip2 geoip2-autoreload-in-minutes block-user-agents block-referers
            limit-conn-zone-variable
            global-auth-url global-auth-method global-auth-signin
            global-auth-signin-redirect-param global-auth-response-headers
            global-auth-request-redirect global-auth-snippet global-auth-cache-key
            global-auth-cache-duration global-auth-always-set-cookie no-auth-locations
            proxy-ssl-location-only enable-serial-reloads worker-cpu-affinity enable-aio-write
            disable-ipv6-dns server-name-hash-max-size server-name-hash-bucket-size
            map-hash-bucket-size variables-hash-max-size variables-hash-bucket-size
            proxy-headers-hash-max-size proxy-headers-hash-bucket-size
            default-type debug-connections grpc-buffer-size-kb
            main-snippet http-snippet server-snippet location-snippet stream-snippet
            nginx-status-ipv4-whitelist nginx-status-ipv6-whitelist
            enable-modsecurity enable-owasp-modsecurity-crs modsecurity-snippet
            enable-opentelemetry opentelemetry-config otlp-collector-host otlp-collector-port
            lua-shared-dicts use-geoip
            """;

    private static Map<String, String> table() {
        Map<String, String> table = new TreeMap<>();
        DEFAULTS.lines()
                .forEach(line -> {
                    String[] parts = line.split(" = ", 2);
                    table.put(parts[0], parts[1]);
                });
        return table;
    }

    private static Checked<GlobalSettings> read(String... entries) {
        Map<String, String> data = new TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            data.put(entries[i], entries[i + 1]);
        }
        return ConfigReader.read(data, MAP);
    }

    private static String shown(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(ConfigReaderTest::shown).orElse("-");
            case List<?> list when list.isEmpty() -> "-";
            case List<?> list -> {
                List<String> items = new ArrayList<>();
                list.forEach(item -> items.add(shown(item)));
                yield String.join(" ", items);
            }
            case Token token -> token.token();
            case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
            default -> value.toString();
        };
    }

    @Test
    void defaultsAreThoseOfIngressNginx() {
        Map<String, String> ours = new TreeMap<>();
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            ours.put(key.name(), shown(GlobalSettings.DEFAULTS.get(key)));
        }
        assertThat(ours).isEqualTo(table());
    }

    @Test
    void keysAreThoseOfIngressNginx() {
        Set<String> all = new TreeSet<>(table().keySet());
        all.addAll(SettingNamesTest.words(NOT_CARRIED_OUT));
        Set<String> known = new TreeSet<>(NotCarriedOut.CONFIG_KEYS);
        ConfigKeys.ALL.forEach(key -> known.add(key.name()));
        assertThat(known).isEqualTo(all);
    }

    // What the documentation calls the default can be written down.
    @Test
    void defaultWrittenOutMeansTheDefault() {
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            String text =
                    switch (key.defaultValue()) {
                        case Boolean b when key.valueType().equals("on or off") -> b ? "on" : "off";
                        case dev.brama.syntax.Text plain -> plain.value();
                        case dev.brama.syntax.StreamFormat format -> format.value();
                        case List<?> list
                                when list.size() == 1
                                        && list.getFirst()
                                                instanceof dev.brama.syntax.Expression format ->
                                format.value();
                        default -> shown(key.defaultValue());
                    };
            if (!text.equals("-")) {
                Checked<GlobalSettings> read = read(key.name(), text);
                assertThat(read.problems()).as(key.name()).isEmpty();
                assertThat(read.value().get(key)).as(key.name()).isEqualTo(key.defaultValue());
            }
        }
    }

    // Each of the values would make nginx refuse the whole configuration, or is none at all.
    @ParameterizedTest
    @CsvSource({
        "http-redirect-code, 303",
        "hsts-max-age, 1y",
        "ssl-redirect, maybe",
        "forwarded-for-header, 'X Y'",
        "limit-req-status-code, 200",
        "limit-conn-status-code, 600",
        "ssl-protocols, TLSv1.0",
        "ssl-protocols, TLSv1.4",
        "ssl-protocols, 'TLSv1.2; x'",
        "ssl-ciphers, 'A B'",
        "ssl-session-cache-size, 10",
        "ssl-session-cache-size, 31k",
        "ssl-session-cache-size, 10g",
        "ssl-session-cache-size, 1025m",
        "ssl-session-cache-size, 99999999999999999999m",
        "ssl-session-timeout, 500ms",
        "ssl-session-timeout, soon",
        "upstream-keepalive-time, 1s1h",
        "upstream-keepalive-time, 1y",
        "worker-shutdown-timeout, 1h1h",
        "large-client-header-buffers, 0 8k",
        "large-client-header-buffers, 4 0",
        "large-client-header-buffers, 8k",
        "large-client-header-buffers, 4 511",
        "client-header-buffer-size, 0",
        "upstream-keepalive-connections, 65536",
        "max-worker-connections, 1000001",
        "proxy-connect-timeout, 5s",
        "proxy-buffer-size, 4kb",
        "proxy-body-size, 17179869184g",
        "proxy-buffering, true",
        "proxy-http-version, 2",
        "proxy-next-upstream, never",
        "load-balance, fastest",
        "custom-http-errors, 499",
        "custom-http-errors, 200",
        "hide-headers, 'X Y'",
        "gzip-level, 0",
        "gzip-level, 10",
        "gzip-types, 'text/css;'",
        "worker-processes, 0",
        "worker-processes, many",
        "bind-address, 10.0.0.0/8",
        "bind-address, localhost",
        "log-format-upstream, $nonsense",
        "log-format-stream, $http_host",
        "log-format-stream, 'a $ b'",
        "stream-access-log-path, log",
        "proxy-stream-timeout, soon",
        "log-format-upstream, $rewrite_1",
        "log-format-upstream, $1",
        "access-log-path, access.log",
        "error-log-level, loud",
        "annotations-risk-level, extreme",
        "http2-max-concurrent-streams, -1"
    })
    void badValueKeepsTheDefaultAndIsTold(String name, String value) {
        Checked<GlobalSettings> read = read(name, value);
        assertThat(read.value()).isEqualTo(GlobalSettings.DEFAULTS);
        assertThat(read.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.reason()).isEqualTo(Reason.INVALID_SETTING);
                    assertThat(problem.field()).isEqualTo("data[" + name + "]");
                });
    }

    @Test
    void blankValueIsUnset() {
        for (ConfigKey<?> key : ConfigKeys.ALL) {
            assertThat(read(key.name(), " ").problems()).isEmpty();
            assertThat(read(key.name(), "").value()).isEqualTo(GlobalSettings.DEFAULTS);
        }
    }

    @Test
    void spacesAroundAValueAreDropped() {
        assertThat(read("proxy-read-timeout", " 7\n").value().get(ConfigKeys.PROXY_READ_TIMEOUT))
                .isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "proxy-bodysize, Did you mean proxy-body-size?",
        "a-key-of-another-world-entirely, 'Remove the key, or correct its name.'"
    })
    void unknownKeyIsAWarning(String name, String fix) {
        assertThat(read(name, "x").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isFalse();
                    assertThat(problem.reason()).isEqualTo(Reason.UNKNOWN_SETTING);
                    assertThat(problem.fix()).isEqualTo(fix);
                });
    }

    @Test
    void keyThatIsNotCarriedOutIsAWarning() {
        assertThat(read("enable-brotli", "true", "http-snippet", "x").problems())
                .extracting(Problem::reason)
                .containsExactly(Reason.UNSUPPORTED_SETTING, Reason.UNSUPPORTED_SETTING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whitelist-source-range | 10.0.0.0/8, 10.0.0.300 | 10.0.0.0/8",
                "whitelist-source-range | office                 | 0.0.0.0/32",
                "denylist-source-range  | 10.0.0.1, nobody        | 10.0.0.1",
                "block-cidrs            | x, 192.0.2.0/24         | 192.0.2.0/24",
                "proxy-real-ip-cidr     | 10.0.0.0/8 127.0.0.1    | 0.0.0.0/32",
            })
    void badAddressListOpensNothingThatItWasToKeepClosed(String key, String text, String expected) {
        Checked<GlobalSettings> read = ConfigReader.read(Map.of(key, text), MAP);

        ConfigKey<?> definition =
                ConfigKeys.ALL.stream()
                        .filter(each -> each.name().equals(key))
                        .findFirst()
                        .orElseThrow();
        assertThat(read.value().get(definition)).isEqualTo(List.of(new Cidr(expected)));
        assertThat(read.problems()).singleElement().matches(Problem::isError);
    }
}
