package dev.brama.settings;

import static dev.brama.settings.ValueTypes.BOOL;
import static dev.brama.settings.ValueTypes.CIDRS;
import static dev.brama.settings.ValueTypes.COUNT;
import static dev.brama.settings.ValueTypes.FORMAT;
import static dev.brama.settings.ValueTypes.HEADERS;
import static dev.brama.settings.ValueTypes.ON_OFF;
import static dev.brama.settings.ValueTypes.SECONDS;
import static dev.brama.settings.ValueTypes.SIZE;
import static dev.brama.settings.ValueTypes.TIME;
import static dev.brama.settings.ValueTypes.WORDS;
import static dev.brama.settings.ValueTypes.choice;
import static dev.brama.settings.ValueTypes.list;
import static dev.brama.settings.ValueTypes.matching;
import static dev.brama.settings.ValueTypes.oneOf;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Size;
import dev.brama.syntax.StreamFormat;
import dev.brama.syntax.Text;
import dev.brama.syntax.TimeSpan;
import dev.brama.syntax.Word;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The keys of the ConfigMap that Brama carries out. Names, values and defaults are those of
/// ingress-nginx.
public final class ConfigKeys {
    private ConfigKeys() {}

    private static final List<ConfigKey<?>> DEFINED = new ArrayList<>();

    // No client has this address. The broadcast address would not do: nginx refuses it.
    private static final List<Cidr> NOBODY = List.of(new Cidr("0.0.0.0/32"));

    private static final ValueType<Optional<Text>> PATH =
            new ValueType<>(
                    "path",
                    text ->
                            text.matches("/[A-Za-z0-9._/-]+")
                                    ? Text.parse(text).map(Optional::of)
                                    : Parsed.invalid("not an absolute path", "write /PATH"));

    // Policy.
    public static final ConfigKey<Risk> ANNOTATIONS_RISK_LEVEL =
            define(
                    "annotations-risk-level",
                    choice(Risk.class),
                    Risk.HIGH,
                    "Annotations above this risk are refused.");
    public static final ConfigKey<List<String>> ANNOTATION_VALUE_WORD_BLOCKLIST =
            define(
                    "annotation-value-word-blocklist",
                    WORDS,
                    List.of(),
                    "Ingresses with one of these words in an annotation are refused.");
    public static final ConfigKey<Boolean> ALLOW_CROSS_NAMESPACE_RESOURCES =
            flag(
                    "allow-cross-namespace-resources",
                    false,
                    "Annotations may name Secrets and ConfigMaps of other namespaces.");
    public static final ConfigKey<Boolean> STRICT_VALIDATE_PATH_TYPE =
            flag(
                    "strict-validate-path-type",
                    true,
                    "Paths of type Exact and Prefix should hold plain characters only.");

    // Redirects and hosts.
    public static final ConfigKey<Boolean> SSL_REDIRECT =
            flag("ssl-redirect", true, "Redirect to https where the host has a certificate.");
    public static final ConfigKey<Boolean> FORCE_SSL_REDIRECT =
            flag("force-ssl-redirect", false, "Redirect to https everywhere.");
    public static final ConfigKey<Integer> HTTP_REDIRECT_CODE =
            define(
                    "http-redirect-code",
                    oneOf(301, 302, 307, 308),
                    308,
                    "Status of redirects to https and of www redirects.");
    public static final ConfigKey<List<String>> NO_TLS_REDIRECT_LOCATIONS =
            define(
                    "no-tls-redirect-locations",
                    WORDS,
                    List.of("/.well-known/acme-challenge"),
                    "Paths that start so are never redirected to https.");
    public static final ConfigKey<Boolean> PRESERVE_TRAILING_SLASH =
            flag("preserve-trailing-slash", false, "Keep a / at the end in redirects to https.");
    public static final ConfigKey<Boolean> USE_PORT_IN_REDIRECTS =
            flag("use-port-in-redirects", false, "Redirects name the port of nginx.");
    public static final ConfigKey<Boolean> RELATIVE_REDIRECTS =
            flag("relative-redirects", false, "Redirects made by nginx name no host.");
    public static final ConfigKey<Boolean> HSTS =
            flag("hsts", true, "Send Strict-Transport-Security on https.");
    public static final ConfigKey<Integer> HSTS_MAX_AGE =
            define("hsts-max-age", COUNT, 31_536_000, "Seconds for which https is demanded.");
    public static final ConfigKey<Boolean> HSTS_INCLUDE_SUBDOMAINS =
            flag("hsts-include-subdomains", true, "HSTS holds for subdomains too.");
    public static final ConfigKey<Boolean> HSTS_PRELOAD =
            flag("hsts-preload", false, "The site may enter browsers' built-in lists.");

    // Who the client is.
    public static final ConfigKey<Boolean> USE_FORWARDED_HEADERS =
            flag("use-forwarded-headers", false, "Believe X-Forwarded-* of the client.");
    public static final ConfigKey<Boolean> ENABLE_REAL_IP =
            flag("enable-real-ip", false, "Take only the client's address from its header.");
    public static final ConfigKey<Boolean> USE_PROXY_PROTOCOL =
            flag("use-proxy-protocol", false, "Clients come through the PROXY protocol.");
    public static final ConfigKey<List<Cidr>> PROXY_REAL_IP_CIDR =
            addressList(
                    "proxy-real-ip-cidr",
                    List.of(new Cidr("0.0.0.0/0")),
                    NOBODY,
                    "Whose word on the client's address counts.");
    public static final ConfigKey<HeaderName> FORWARDED_FOR_HEADER =
            define(
                    "forwarded-for-header",
                    new ValueType<>("header name", HeaderName::parse),
                    new HeaderName("X-Forwarded-For"),
                    "Header with the client's address.");
    public static final ConfigKey<Boolean> COMPUTE_FULL_FORWARDED_FOR =
            flag(
                    "compute-full-forwarded-for",
                    false,
                    "Append to X-Forwarded-For in place of setting it.");
    public static final ConfigKey<Boolean> GENERATE_REQUEST_ID =
            flag("generate-request-id", true, "Give requests without X-Request-ID one.");
    public static final ConfigKey<Boolean> PROXY_ADD_ORIGINAL_URI_HEADER =
            flag("proxy-add-original-uri-header", false, "Send X-Original-URI to backends.");
    public static final ConfigKey<List<Cidr>> WHITELIST_SOURCE_RANGE =
            addressList(
                    "whitelist-source-range",
                    List.of(),
                    NOBODY,
                    "Only these addresses are let in, where no annotation says otherwise.");
    public static final ConfigKey<List<Cidr>> DENYLIST_SOURCE_RANGE =
            addressList(
                    "denylist-source-range",
                    List.of(),
                    List.of(),
                    "These addresses are kept out, where no annotation says otherwise.");
    public static final ConfigKey<List<Cidr>> BLOCK_CIDRS =
            addressList(
                    "block-cidrs",
                    List.of(),
                    List.of(),
                    "These addresses are kept out everywhere.");
    public static final ConfigKey<Integer> LIMIT_REQ_STATUS_CODE =
            define(
                    "limit-req-status-code",
                    COUNT.where(n -> ValueTypes.inRange(n, 400, 599)),
                    503,
                    "Status of requests above the rate.");
    public static final ConfigKey<Integer> LIMIT_CONN_STATUS_CODE =
            define(
                    "limit-conn-status-code",
                    COUNT.where(n -> ValueTypes.inRange(n, 400, 599)),
                    503,
                    "Status of requests above the number of connections.");
    public static final ConfigKey<Integer> LIMIT_RATE =
            define("limit-rate", COUNT, 0, "Kilobytes a second of a response; 0 for no limit.");
    public static final ConfigKey<Integer> LIMIT_RATE_AFTER =
            define("limit-rate-after", COUNT, 0, "Kilobytes before limit-rate counts.");

    // TLS.
    public static final ConfigKey<Text> SSL_PROTOCOLS =
            define(
                    "ssl-protocols",
                    matching(
                                    "protocols, separated by spaces",
                                    Pattern.compile("(?:(?:SSLv[23]|TLSv1(?:\\.[1-3])?) *+)++"),
                                    "write protocols such as TLSv1.2 TLSv1.3")
                            .then(Text::parse),
                    new Text("TLSv1.2 TLSv1.3"),
                    "Versions of TLS for clients.");
    public static final ConfigKey<Text> SSL_CIPHERS =
            define(
                    "ssl-ciphers",
                    matching(
                                    "cipher list",
                                    Pattern.compile("[A-Za-z0-9+:_!@=,.-]+"),
                                    "write names of ciphers with : between them")
                            .then(Text::parse),
                    new Text(
                            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
                                    + ":ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384"
                                    + ":ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
                                    + ":DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"),
                    "Ciphers for clients, up to TLS 1.2.");
    public static final ConfigKey<Word> SSL_SESSION_CACHE_SIZE =
            define(
                    "ssl-session-cache-size",
                    matching("size", Pattern.compile("\\d+[km]?"), "write a size such as 10m")
                            .then(ConfigKeys::sessionCache),
                    new Word("10m"),
                    "Memory for TLS sessions.");
    public static final ConfigKey<TimeSpan> SSL_SESSION_TIMEOUT =
            define(
                    "ssl-session-timeout",
                    TIME.where(ConfigKeys::inSeconds),
                    new TimeSpan("10m"),
                    "How long a TLS session may be resumed.");
    public static final ConfigKey<Boolean> SSL_SESSION_TICKETS =
            flag("ssl-session-tickets", false, "Resume TLS sessions by tickets.");
    public static final ConfigKey<Size> SSL_BUFFER_SIZE =
            define("ssl-buffer-size", SIZE, new Size(4, "k"), "Size of a TLS record.");
    public static final ConfigKey<Boolean> SSL_EARLY_DATA =
            flag("ssl-early-data", false, "Take TLS 1.3 early data.");
    public static final ConfigKey<Boolean> SSL_REJECT_HANDSHAKE =
            flag("ssl-reject-handshake", false, "Refuse TLS for unknown hosts.");
    public static final ConfigKey<Boolean> USE_HTTP2 =
            flag("use-http2", true, "Speak HTTP/2 with clients over TLS.");
    public static final ConfigKey<Integer> HTTP2_MAX_CONCURRENT_STREAMS =
            define("http2-max-concurrent-streams", COUNT, 128, "Streams of an HTTP/2 connection.");

    // Proxying.
    public static final ConfigKey<Integer> PROXY_CONNECT_TIMEOUT =
            define("proxy-connect-timeout", SECONDS, 5, "Time to connect to a peer.");
    public static final ConfigKey<Integer> PROXY_SEND_TIMEOUT =
            define("proxy-send-timeout", SECONDS, 60, "Time between two writes to a peer.");
    public static final ConfigKey<Integer> PROXY_READ_TIMEOUT =
            define("proxy-read-timeout", SECONDS, 60, "Time between two reads from a peer.");
    public static final ConfigKey<Size> PROXY_BODY_SIZE =
            define("proxy-body-size", SIZE, new Size(1, "m"), "Largest request body.");
    public static final ConfigKey<Boolean> PROXY_BUFFERING =
            define("proxy-buffering", ON_OFF, false, "Whether responses are buffered.");
    public static final ConfigKey<Boolean> PROXY_REQUEST_BUFFERING =
            define("proxy-request-buffering", ON_OFF, true, "Whether bodies are read first.");
    public static final ConfigKey<Integer> PROXY_BUFFERS_NUMBER =
            define("proxy-buffers-number", COUNT, 4, "Buffers of a response.");
    public static final ConfigKey<Size> PROXY_BUFFER_SIZE =
            define("proxy-buffer-size", SIZE, new Size(4, "k"), "Size of a buffer.");
    public static final ConfigKey<Optional<Size>> PROXY_BUSY_BUFFERS_SIZE =
            define(
                    "proxy-busy-buffers-size",
                    new ValueType<>(
                            "size, such as 8k",
                            text -> SIZE.reader().apply(text).map(Optional::of)),
                    Optional.empty(),
                    "How much may be on its way to the client.");
    public static final ConfigKey<Size> PROXY_MAX_TEMP_FILE_SIZE =
            define(
                    "proxy-max-temp-file-size",
                    SIZE,
                    new Size(1024, "m"),
                    "How much of a response may be put on disk.");
    public static final ConfigKey<Word> PROXY_HTTP_VERSION =
            define(
                    "proxy-http-version",
                    matching("1.0 or 1.1", Pattern.compile("1\\.[01]"), "write 1.0 or 1.1")
                            .then(Word::parse),
                    new Word("1.1"),
                    "Version of HTTP to backends.");
    public static final ConfigKey<List<Word>> PROXY_NEXT_UPSTREAM =
            define(
                    "proxy-next-upstream",
                    NextUpstreamWords.TYPE,
                    List.of(new Word("error"), new Word("timeout")),
                    "When a request is tried on another peer.");
    public static final ConfigKey<Integer> PROXY_NEXT_UPSTREAM_TIMEOUT =
            define("proxy-next-upstream-timeout", SECONDS, 0, "Time for further tries.");
    public static final ConfigKey<Integer> PROXY_NEXT_UPSTREAM_TRIES =
            define("proxy-next-upstream-tries", COUNT, 3, "How many peers are tried.");
    public static final ConfigKey<Boolean> RETRY_NON_IDEMPOTENT =
            flag("retry-non-idempotent", false, "Try POST and the like on another peer too.");
    public static final ConfigKey<Boolean> SERVICE_UPSTREAM =
            flag("service-upstream", false, "Send to the cluster IP in place of endpoints.");
    public static final ConfigKey<LoadBalance> LOAD_BALANCE =
            define(
                    "load-balance",
                    choice(LoadBalance.class),
                    LoadBalance.ROUND_ROBIN,
                    "How a peer is chosen.");
    public static final ConfigKey<Integer> UPSTREAM_KEEPALIVE_CONNECTIONS =
            define(
                    "upstream-keepalive-connections",
                    // nginx takes memory for all of them at once, for each Service.
                    COUNT.where(n -> ValueTypes.inRange(n, 0, 65_535)),
                    320,
                    "Idle connections to the peers of a Service that a worker keeps; 0 for none.");
    public static final ConfigKey<TimeSpan> UPSTREAM_KEEPALIVE_TIME =
            define("upstream-keepalive-time", TIME, new TimeSpan("1h"), "Age of a connection.");
    public static final ConfigKey<Integer> UPSTREAM_KEEPALIVE_TIMEOUT =
            define("upstream-keepalive-timeout", SECONDS, 60, "How long it may be idle.");
    public static final ConfigKey<Integer> UPSTREAM_KEEPALIVE_REQUESTS =
            define("upstream-keepalive-requests", COUNT, 10_000, "Requests of a connection.");
    public static final ConfigKey<List<Integer>> CUSTOM_HTTP_ERRORS =
            define(
                    "custom-http-errors",
                    list(
                            "status codes, comma separated",
                            text ->
                                    text.matches("[345][0-9]{2}") && !text.equals("499")
                                            ? Parsed.valid(Integer.parseInt(text))
                                            : Parsed.invalid(
                                                    "not a status of 300 to 599, or 499",
                                                    "write codes such as 404,503")),
                    List.of(),
                    "Statuses whose page the default backend makes.");
    public static final ConfigKey<Boolean> DISABLE_PROXY_INTERCEPT_ERRORS =
            flag("disable-proxy-intercept-errors", false, "Leave backends' error pages alone.");
    public static final ConfigKey<List<HeaderName>> HIDE_HEADERS =
            define("hide-headers", HEADERS, List.of(), "Headers of backends not passed on.");
    public static final ConfigKey<Boolean> ALLOW_BACKEND_SERVER_HEADER =
            flag("allow-backend-server-header", false, "Pass on the backend's Server header.");

    // Clients.
    public static final ConfigKey<Boolean> SERVER_TOKENS =
            flag("server-tokens", false, "Tell nginx's version.");
    public static final ConfigKey<Size> CLIENT_HEADER_BUFFER_SIZE =
            define(
                    "client-header-buffer-size",
                    SIZE.where(ConfigKeys::holdsRequestLine),
                    new Size(1, "k"),
                    "Usual header size.");
    public static final ConfigKey<Text> LARGE_CLIENT_HEADER_BUFFERS =
            define(
                    "large-client-header-buffers",
                    matching(
                                    "number and size",
                                    Pattern.compile("[1-9]\\d{0,5} +[1-9]\\d{0,8}[kKmM]?"),
                                    "write a number and a size, such as 4 8k")
                            .then(Text::parse)
                            .where(ConfigKeys::fitsPool),
                    new Text("4 8k"),
                    "Number and size of buffers for large headers.");
    public static final ConfigKey<Integer> CLIENT_HEADER_TIMEOUT =
            define("client-header-timeout", SECONDS, 60, "Time to send the headers.");
    public static final ConfigKey<Size> CLIENT_BODY_BUFFER_SIZE =
            define("client-body-buffer-size", SIZE, new Size(8, "k"), "Body held in memory.");
    public static final ConfigKey<Integer> CLIENT_BODY_TIMEOUT =
            define("client-body-timeout", SECONDS, 60, "Time between two reads of a body.");
    public static final ConfigKey<Integer> KEEP_ALIVE =
            define("keep-alive", SECONDS, 75, "How long an idle client is kept.");
    public static final ConfigKey<Integer> KEEP_ALIVE_REQUESTS =
            define("keep-alive-requests", COUNT, 1000, "Requests of a client's connection.");
    public static final ConfigKey<Boolean> ENABLE_UNDERSCORES_IN_HEADERS =
            flag("enable-underscores-in-headers", false, "Take header names with _.");
    public static final ConfigKey<Boolean> IGNORE_INVALID_HEADERS =
            flag("ignore-invalid-headers", true, "Drop headers with odd names.");
    public static final ConfigKey<Boolean> USE_GZIP =
            flag("use-gzip", false, "Compress responses.");
    public static final ConfigKey<Integer> GZIP_LEVEL =
            define("gzip-level", oneToNine(), 1, "How hard to compress.");
    public static final ConfigKey<Integer> GZIP_MIN_LENGTH =
            define("gzip-min-length", COUNT, 256, "Smallest response to compress.");
    public static final ConfigKey<Text> GZIP_TYPES =
            define(
                    "gzip-types",
                    matching(
                                    "MIME types, separated by spaces",
                                    Pattern.compile("(?:[A-Za-z0-9*./+-]++ *+)++"),
                                    "write types such as text/css application/json")
                            .then(Text::parse),
                    new Text(
                            "application/atom+xml application/javascript application/x-javascript"
                                    + " application/json application/rss+xml"
                                    + " application/vnd.ms-fontobject application/x-font-ttf"
                                    + " application/x-web-app-manifest+json"
                                    + " application/xhtml+xml application/xml font/opentype"
                                    + " image/svg+xml image/x-icon text/css text/javascript"
                                    + " text/plain text/x-component"),
                    "What to compress beside text/html.");

    // Workers and logs.
    public static final ConfigKey<Word> WORKER_PROCESSES =
            define(
                    "worker-processes",
                    matching(
                                    "number, or auto",
                                    Pattern.compile("auto|[1-9]\\d{0,2}"),
                                    "write a number from 1, or auto")
                            .then(Word::parse),
                    new Word("auto"),
                    "How many workers nginx runs.");
    public static final ConfigKey<Integer> MAX_WORKER_CONNECTIONS =
            define(
                    "max-worker-connections",
                    // A worker takes memory for all of them at its start, and ends where it cannot.
                    COUNT.where(n -> ValueTypes.inRange(n, 0, 1_000_000)),
                    16_384,
                    "Connections of a worker; 0: three quarters of its open files.");
    public static final ConfigKey<Integer> MAX_WORKER_OPEN_FILES =
            define("max-worker-open-files", COUNT, 0, "Open files of a worker; 0: the limit set.");
    public static final ConfigKey<TimeSpan> WORKER_SHUTDOWN_TIMEOUT =
            define(
                    "worker-shutdown-timeout",
                    TIME,
                    new TimeSpan("240s"),
                    "How long an old worker may go on after a reload.");
    public static final ConfigKey<Boolean> ENABLE_MULTI_ACCEPT =
            flag("enable-multi-accept", true, "A worker takes all waiting connections at once.");
    public static final ConfigKey<Boolean> REUSE_PORT =
            flag("reuse-port", true, "Each worker has a queue of connections of its own.");
    public static final ConfigKey<List<Cidr>> BIND_ADDRESS =
            define(
                    "bind-address",
                    list(
                                    "IP addresses, comma separated",
                                    text ->
                                            text.contains("/")
                                                    ? Parsed.invalid(
                                                            "a range, not an address",
                                                            "write addresses")
                                                    : Cidr.parse(text))
                            .where(ConfigKeys::eachOnce),
                    List.of(),
                    "Addresses to listen on; all if none.");
    public static final ConfigKey<Boolean> DISABLE_IPV6 =
            flag("disable-ipv6", false, "Do not listen on IPv6.");
    public static final ConfigKey<List<Expression>> LOG_FORMAT_UPSTREAM =
            define(
                    "log-format-upstream",
                    FORMAT,
                    List.of(
                            new Expression(
                                    "$remote_addr - $remote_user [$time_local] \"$request\" $status"
                                            + " $body_bytes_sent \"$http_referer\" \"$http_user_agent\""
                                            + " $request_length $request_time [$proxy_upstream_name]"
                                            + " [$proxy_alternative_upstream_name] $upstream_addr"
                                            + " $upstream_response_length $upstream_response_time"
                                            + " $upstream_status $req_id")),
                    "Form of a line of the access log.");
    public static final ConfigKey<Boolean> LOG_FORMAT_ESCAPE_JSON =
            flag("log-format-escape-json", false, "Escape values for JSON.");
    public static final ConfigKey<Boolean> LOG_FORMAT_ESCAPE_NONE =
            flag("log-format-escape-none", false, "Do not escape values.");
    public static final ConfigKey<Optional<Text>> ACCESS_LOG_PATH =
            define("access-log-path", PATH, Optional.empty(), "File of the access log.");
    public static final ConfigKey<Boolean> DISABLE_ACCESS_LOG =
            flag("disable-access-log", false, "Write no access log.");
    public static final ConfigKey<List<String>> SKIP_ACCESS_LOG_URLS =
            define("skip-access-log-urls", WORDS, List.of(), "URLs not logged; ~ for a regex.");
    public static final ConfigKey<Word> ERROR_LOG_LEVEL =
            define(
                    "error-log-level",
                    matching(
                                    "level",
                                    Pattern.compile(
                                            "debug|info|notice|warn|error|crit|alert|emerg"),
                                    "write debug, info, notice, warn, error, crit, alert or emerg")
                            .then(Word::parse),
                    new Word("notice"),
                    "What the error log tells.");

    // TCP and UDP services.
    public static final ConfigKey<TimeSpan> PROXY_STREAM_TIMEOUT =
            define(
                    "proxy-stream-timeout",
                    TIME,
                    new TimeSpan("600s"),
                    "How long a TCP connection or UDP session may be silent.");
    public static final ConfigKey<Boolean> PROXY_STREAM_NEXT_UPSTREAM =
            flag(
                    "proxy-stream-next-upstream",
                    true,
                    "Try another endpoint where one cannot be reached.");
    public static final ConfigKey<TimeSpan> PROXY_STREAM_NEXT_UPSTREAM_TIMEOUT =
            define(
                    "proxy-stream-next-upstream-timeout",
                    TIME,
                    new TimeSpan("600s"),
                    "How long endpoints of a TCP or UDP service are tried.");
    public static final ConfigKey<Integer> PROXY_STREAM_NEXT_UPSTREAM_TRIES =
            define(
                    "proxy-stream-next-upstream-tries",
                    COUNT,
                    3,
                    "How many endpoints of a TCP or UDP service are tried; 0: all.");
    public static final ConfigKey<Integer> PROXY_STREAM_RESPONSES =
            define(
                    "proxy-stream-responses",
                    COUNT,
                    1,
                    "How many datagrams of a UDP service answer one.");
    public static final ConfigKey<StreamFormat> LOG_FORMAT_STREAM =
            define(
                    "log-format-stream",
                    new ValueType<>("text with variables of streams", StreamFormat::parse),
                    new StreamFormat(
                            "[$remote_addr] [$time_local] $protocol $status $bytes_sent"
                                    + " $bytes_received $session_time"),
                    "Form of a line of the log of TCP and UDP services.");
    public static final ConfigKey<Optional<Text>> STREAM_ACCESS_LOG_PATH =
            define(
                    "stream-access-log-path",
                    PATH,
                    Optional.empty(),
                    "File of the log of TCP and UDP services; access-log-path if none.");
    public static final ConfigKey<Boolean> DISABLE_STREAM_ACCESS_LOG =
            flag(
                    "disable-stream-access-log",
                    false,
                    "Write no access log of TCP and UDP services.");

    /// All of them, in the order of their definition.
    public static final List<ConfigKey<?>> ALL = List.copyOf(DEFINED);

    private static <T> ConfigKey<T> define(
            String name, ValueType<T> type, T defaultValue, String documentation) {
        ConfigKey<T> key =
                new ConfigKey<>(name, type, defaultValue, documentation, Optional.empty());
        DEFINED.add(key);
        return key;
    }

    /// A list of addresses: of a bad one, the items that can be read count.
    private static ConfigKey<List<Cidr>> addressList(
            String name, List<Cidr> defaultValue, List<Cidr> ifNoneIsLeft, String documentation) {
        ConfigKey.Rescue<List<Cidr>> rescue =
                new ConfigKey.Rescue<>(
                        text -> {
                            List<Cidr> good =
                                    Arrays.stream(text.split(",", -1))
                                            .flatMap(item ->
                                                    Cidr.parse(item.strip()).toOptional().stream())
                                            .toList();
                            return good.isEmpty() ? ifNoneIsLeft : good;
                        },
                        ifNoneIsLeft.isEmpty()
                                ? "only the items that can be read count"
                                : "only the items that can be read count, and if there are none,"
                                        + " nobody is meant");
        ConfigKey<List<Cidr>> key =
                new ConfigKey<>(name, CIDRS, defaultValue, documentation, Optional.of(rescue));
        DEFINED.add(key);
        return key;
    }

    private static ConfigKey<Boolean> flag(
            String name, boolean defaultValue, String documentation) {
        return define(name, BOOL, defaultValue, documentation);
    }

    // nginx refuses a smaller cache: eight pages of memory.
    private static Parsed<Word> sessionCache(String text) {
        return Size.parse(text)
                .flatMap(size ->
                        // nginx asks for 8 pages, and takes all of the memory at once.
                        size.bytes() >= 8 * 4096 && size.bytes() <= 1L << 30
                                ? Word.parse(text)
                                : Parsed.invalid(
                                        "not between 32k and 1024m", "write a size such as 10m"));
    }

    private static Parsed<TimeSpan> inSeconds(TimeSpan time) {
        return time.text().endsWith("ms")
                ? Parsed.invalid("not in whole seconds", "leave the ms out")
                : Parsed.valid(time);
    }

    /// nginx refuses large buffers smaller than the pool of a connection.
    private static Parsed<Text> fitsPool(Text buffers) {
        String size = buffers.value().substring(buffers.value().lastIndexOf(' ') + 1);
        return atLeast(512, size).map(_ -> buffers);
    }

    /// With no room at all nginx would close every connection.
    private static Parsed<Size> holdsRequestLine(Size size) {
        return atLeast(256, size.token());
    }

    private static Parsed<Size> atLeast(int bytes, String text) {
        return Size.parse(text)
                .flatMap(size ->
                        size.bytes() >= bytes
                                ? Parsed.valid(size)
                                : Parsed.invalid(
                                        "less than " + bytes + " bytes",
                                        "write a size of " + bytes + " or more"));
    }

    /// One address has many spellings in IPv6, and nginx refuses to listen on one twice.
    private static Parsed<List<Cidr>> eachOnce(List<Cidr> addresses) {
        Map<InetAddress, Cidr> known = new LinkedHashMap<>();
        addresses.forEach(
                address -> known.putIfAbsent(InetAddress.ofLiteral(address.text()), address));
        return Parsed.valid(List.copyOf(known.values()));
    }

    private static ValueType<Integer> oneToNine() {
        return COUNT.where(n -> ValueTypes.inRange(n, 1, 9));
    }
}
