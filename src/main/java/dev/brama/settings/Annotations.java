package dev.brama.settings;

import static dev.brama.settings.BadValue.CLOSE_LOCATIONS;
import static dev.brama.settings.BadValue.REFUSE_INGRESS;
import static dev.brama.settings.BadValue.USE_DEFAULT;
import static dev.brama.settings.Risk.HIGH;
import static dev.brama.settings.Risk.LOW;
import static dev.brama.settings.Risk.MEDIUM;
import static dev.brama.settings.ValueTypes.BOOL;
import static dev.brama.settings.ValueTypes.CAPTURE;
import static dev.brama.settings.ValueTypes.CIDRS;
import static dev.brama.settings.ValueTypes.COUNT;
import static dev.brama.settings.ValueTypes.HEADERS;
import static dev.brama.settings.ValueTypes.INT;
import static dev.brama.settings.ValueTypes.ON_OFF;
import static dev.brama.settings.ValueTypes.SECONDS;
import static dev.brama.settings.ValueTypes.SIZE;
import static dev.brama.settings.ValueTypes.URL_EXPRESSION;
import static dev.brama.settings.ValueTypes.choice;
import static dev.brama.settings.ValueTypes.list;
import static dev.brama.settings.ValueTypes.matching;

import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.Parsed;
import dev.brama.syntax.Regex;
import dev.brama.syntax.SameSite;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The annotations that Brama carries out. Names, values, risks and what a bad value does are those
/// of ingress-nginx.
public final class Annotations {
    private Annotations() {}

    private static final List<Annotation<?>> DEFINED = new ArrayList<>();

    private static final Pattern NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern COOKIE_PATH =
            Pattern.compile("/[-._~A-Za-z0-9/:,?&=%@!+*()']{0,1000}");
    // A cookie that is over at once would keep no session.
    private static final ValueType<Integer> LIFETIME =
            new ValueType<>(
                    "seconds", INT.where(n -> ValueTypes.inRange(n, 1, 1_000_000_000)).reader());
    private static final Pattern REFERENCE = Pattern.compile("[-._~A-Za-z0-9/:]*");

    // Routing.
    public static final Annotation<Expression> REWRITE_TARGET =
            define(
                    "rewrite-target",
                    CAPTURE,
                    MEDIUM,
                    USE_DEFAULT,
                    "Path sent to the backend in place of the matched one; makes all paths of the"
                            + " host regular expressions.");
    public static final Annotation<Boolean> USE_REGEX =
            define(
                    "use-regex",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Paths are regular expressions; holds for all paths of the host.");
    public static final Annotation<Expression> APP_ROOT =
            define(
                    "app-root",
                    CAPTURE.where(path ->
                            path.value().startsWith("/")
                                    ? Parsed.valid(path)
                                    : Parsed.invalid("not an absolute path", "start it with /")),
                    MEDIUM,
                    USE_DEFAULT,
                    "Where a request for / of the host is redirected to.");
    public static final Annotation<Expression> X_FORWARDED_PREFIX =
            define(
                    "x-forwarded-prefix",
                    CAPTURE,
                    MEDIUM,
                    REFUSE_INGRESS,
                    "Header X-Forwarded-Prefix to the backend; counts together with"
                            + " rewrite-target.");
    public static final Annotation<List<String>> SERVER_ALIAS =
            define(
                    "server-alias",
                    list("host names, comma separated", Annotations::alias),
                    HIGH,
                    REFUSE_INGRESS,
                    "More names for the host; an item that starts with ~ is a regular"
                            + " expression.");
    public static final Annotation<String> DEFAULT_BACKEND =
            define(
                    "default-backend",
                    matching("Service name", NAME, "name a Service of the same namespace")
                            .then(Parsed::valid),
                    LOW,
                    REFUSE_INGRESS,
                    "Service that answers when the rule's Service has no endpoints, and the error"
                            + " codes of custom-http-errors.");
    public static final Annotation<Boolean> SERVICE_UPSTREAM =
            define(
                    "service-upstream",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Send requests to the Service's cluster IP in place of its endpoints.");
    public static final Annotation<Expression> UPSTREAM_VHOST =
            define(
                    "upstream-vhost",
                    matching(
                                    "host name",
                                    Pattern.compile("[-._~A-Za-z0-9/:^$\\[\\](){}*+?|&=\\\\]*"),
                                    "write a host name, with a port if need be")
                            .then(Expression::parse),
                    LOW,
                    REFUSE_INGRESS,
                    "Host header that the backend gets.");
    public static final Annotation<BackendProtocol> BACKEND_PROTOCOL =
            define(
                    "backend-protocol",
                    choice(BackendProtocol.class),
                    LOW,
                    USE_DEFAULT,
                    "What nginx speaks with the backend.");
    public static final Annotation<LoadBalance> LOAD_BALANCE =
            define(
                    "load-balance",
                    choice(LoadBalance.class),
                    LOW,
                    REFUSE_INGRESS,
                    "How a peer of the Service is chosen.");
    public static final Annotation<Expression> UPSTREAM_HASH_BY =
            define(
                    "upstream-hash-by",
                    matching(
                                    "text with variables",
                                    Pattern.compile("[A-Za-z0-9_${}-]*"),
                                    "write variables such as $request_uri")
                            .then(Expression::parse),
                    HIGH,
                    REFUSE_INGRESS,
                    "Requests with an equal value go to the same peer.");

    // Session affinity.
    public static final Annotation<Affinity> AFFINITY =
            define(
                    "affinity",
                    choice(Affinity.class),
                    LOW,
                    USE_DEFAULT,
                    "A client comes back to the same peer, by a cookie; wins over upstream-hash-by"
                            + " and load-balance.");
    public static final Annotation<AffinityMode> AFFINITY_MODE =
            define(
                    "affinity-mode",
                    choice(AffinityMode.class),
                    MEDIUM,
                    USE_DEFAULT,
                    "Both words mean the same: sessions stay with their peer while nginx is 1.29.6"
                            + " or newer, else a hash keeps most of them.");
    public static final Annotation<Word> SESSION_COOKIE_NAME =
            define(
                    "session-cookie-name",
                    matching(
                                    "cookie name",
                                    Pattern.compile("[A-Za-z0-9_.:/-]{1,200}"),
                                    "use letters, digits and _ . : / - only")
                            .then(Word::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Name of the session cookie; INGRESSCOOKIE where not set.");
    public static final Annotation<Text> SESSION_COOKIE_PATH =
            define(
                    "session-cookie-path",
                    matching("path", COOKIE_PATH, "write an absolute path without spaces, ; or $")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Path of the session cookie; that of the rule where not set.");
    public static final Annotation<Text> SESSION_COOKIE_DOMAIN =
            define(
                    "session-cookie-domain",
                    matching(
                                    "domain",
                                    Pattern.compile(
                                            "\\.?[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"),
                                    "write a domain, such as example.com")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Domain of the session cookie; the host alone where not set.");
    public static final Annotation<Integer> SESSION_COOKIE_EXPIRES =
            define(
                    "session-cookie-expires",
                    LIFETIME,
                    MEDIUM,
                    USE_DEFAULT,
                    "Life of the session cookie; session-cookie-max-age wins over it.");
    public static final Annotation<Integer> SESSION_COOKIE_MAX_AGE =
            define(
                    "session-cookie-max-age",
                    LIFETIME,
                    MEDIUM,
                    USE_DEFAULT,
                    "Life of the session cookie; until the browser ends where not set.");
    public static final Annotation<SameSite> SESSION_COOKIE_SAMESITE =
            define(
                    "session-cookie-samesite",
                    choice(SameSite.class),
                    LOW,
                    USE_DEFAULT,
                    "Whether other sites make browsers send the session cookie.");
    public static final Annotation<Boolean> SESSION_COOKIE_CONDITIONAL_SAMESITE_NONE =
            define(
                    "session-cookie-conditional-samesite-none",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Old browsers that misread SameSite=None do not get it.");
    public static final Annotation<Boolean> SESSION_COOKIE_SECURE =
            define(
                    "session-cookie-secure",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "The session cookie is for https only in any case; else where it came by"
                            + " https.");
    public static final Annotation<Boolean> SESSION_COOKIE_CHANGE_ON_FAILURE =
            define(
                    "session-cookie-change-on-failure",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Taken as true: a session whose peer failed moves to the one that answered.");

    // Redirects.
    public static final Annotation<Boolean> SSL_REDIRECT =
            define(
                    "ssl-redirect",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Redirect http to https where the host has a certificate.");
    public static final Annotation<Boolean> FORCE_SSL_REDIRECT =
            define(
                    "force-ssl-redirect",
                    BOOL,
                    MEDIUM,
                    USE_DEFAULT,
                    "Redirect http to https even where the host has no certificate.");
    public static final Annotation<Boolean> PRESERVE_TRAILING_SLASH =
            define(
                    "preserve-trailing-slash",
                    BOOL,
                    MEDIUM,
                    USE_DEFAULT,
                    "Keep a / at the end of the URL in the redirect to https.");
    public static final Annotation<Expression> PERMANENT_REDIRECT =
            define(
                    "permanent-redirect",
                    URL_EXPRESSION,
                    MEDIUM,
                    REFUSE_INGRESS,
                    "Redirect every request there.");
    public static final Annotation<Integer> PERMANENT_REDIRECT_CODE =
            define(
                    "permanent-redirect-code",
                    INT,
                    LOW,
                    REFUSE_INGRESS,
                    "Status of the permanent redirect, 300 to 308; anything else means 301.");
    public static final Annotation<Expression> TEMPORAL_REDIRECT =
            define(
                    "temporal-redirect",
                    URL_EXPRESSION.where(url ->
                            url.value().startsWith("http")
                                    ? Parsed.valid(url)
                                    : Parsed.invalid(
                                            "not a URL of http or https",
                                            "start it with http:// or https://")),
                    MEDIUM,
                    REFUSE_INGRESS,
                    "Redirect every request there for now; wins over permanent-redirect.");
    public static final Annotation<Integer> TEMPORAL_REDIRECT_CODE =
            define(
                    "temporal-redirect-code",
                    INT,
                    LOW,
                    REFUSE_INGRESS,
                    "Status of the temporal redirect, 300 to 307; anything else means 302.");
    public static final Annotation<Boolean> FROM_TO_WWW_REDIRECT =
            define(
                    "from-to-www-redirect",
                    BOOL,
                    LOW,
                    REFUSE_INGRESS,
                    "Redirect www.HOST to HOST, or HOST to www.HOST, whichever is not served.");
    public static final Annotation<Boolean> RELATIVE_REDIRECTS =
            define(
                    "relative-redirects",
                    BOOL,
                    LOW,
                    REFUSE_INGRESS,
                    "Redirects made by nginx name no host.");
    public static final Annotation<Boolean> USE_PORT_IN_REDIRECTS =
            define(
                    "use-port-in-redirects",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Redirects name the port of nginx.");
    public static final Annotation<Text> PROXY_REDIRECT_FROM =
            define(
                    "proxy-redirect-from",
                    referenceText(),
                    MEDIUM,
                    USE_DEFAULT,
                    "Start of the backend's Location header that is replaced; off or default.");
    public static final Annotation<Text> PROXY_REDIRECT_TO =
            define("proxy-redirect-to", referenceText(), MEDIUM, USE_DEFAULT, "What replaces it.");

    // Access.
    public static final Annotation<AuthType> AUTH_TYPE =
            define(
                    "auth-type",
                    choice(AuthType.class),
                    LOW,
                    REFUSE_INGRESS,
                    "Ask for user name and password.");
    public static final Annotation<String> AUTH_SECRET =
            define(
                    "auth-secret",
                    reference("Secret, NAME or NAMESPACE/NAME"),
                    MEDIUM,
                    CLOSE_LOCATIONS,
                    "Secret with the passwords.");
    public static final Annotation<Word> AUTH_SECRET_TYPE =
            define(
                    "auth-secret-type",
                    matching(
                                    "auth-file or auth-map",
                                    Pattern.compile("auth-file|auth-map"),
                                    "write auth-file or auth-map")
                            .then(Word::parse),
                    LOW,
                    REFUSE_INGRESS,
                    "auth-file: key `auth` holds an htpasswd file; auth-map: user by key.");
    public static final Annotation<Text> AUTH_REALM =
            define(
                    "auth-realm",
                    matching(
                                    "text",
                                    Pattern.compile("[-._~A-Za-z0-9/: ]*"),
                                    "use letters, digits, spaces and - . _ ~ / : only")
                            .then(Annotations::realm),
                    MEDIUM,
                    REFUSE_INGRESS,
                    "What the browser shows when it asks for the password.");
    public static final Annotation<Satisfy> SATISFY =
            define(
                    "satisfy",
                    choice(Satisfy.class),
                    LOW,
                    REFUSE_INGRESS,
                    "Whether any or all of IP list and password must let a request pass.");
    public static final Annotation<List<Cidr>> ALLOWLIST_SOURCE_RANGE =
            define(
                    "allowlist-source-range",
                    CIDRS,
                    MEDIUM,
                    CLOSE_LOCATIONS,
                    "Only these addresses are let in.",
                    "whitelist-source-range");
    public static final Annotation<List<Cidr>> DENYLIST_SOURCE_RANGE =
            define(
                    "denylist-source-range",
                    CIDRS,
                    MEDIUM,
                    CLOSE_LOCATIONS,
                    "These addresses are kept out.");
    public static final Annotation<Integer> LIMIT_RPS =
            define("limit-rps", COUNT, LOW, REFUSE_INGRESS, "Requests a second for an address.");
    public static final Annotation<Integer> LIMIT_RPM =
            define("limit-rpm", COUNT, LOW, REFUSE_INGRESS, "Requests a minute for an address.");
    public static final Annotation<Integer> LIMIT_CONNECTIONS =
            define(
                    "limit-connections",
                    COUNT.where(n -> ValueTypes.inRange(n, 0, 65_535)),
                    LOW,
                    REFUSE_INGRESS,
                    "Connections at a time for an address.");
    public static final Annotation<Integer> LIMIT_BURST_MULTIPLIER =
            define(
                    "limit-burst-multiplier",
                    COUNT,
                    LOW,
                    USE_DEFAULT,
                    "How many times the rate a burst may be; 5 where not set.");
    public static final Annotation<List<Cidr>> LIMIT_ALLOWLIST =
            define(
                    "limit-allowlist",
                    CIDRS,
                    LOW,
                    REFUSE_INGRESS,
                    "Addresses to which the limits do not apply.",
                    "limit-whitelist");
    public static final Annotation<Integer> LIMIT_RATE =
            define("limit-rate", COUNT, LOW, USE_DEFAULT, "Kilobytes a second of a response.");
    public static final Annotation<Integer> LIMIT_RATE_AFTER =
            define(
                    "limit-rate-after",
                    COUNT,
                    LOW,
                    USE_DEFAULT,
                    "Kilobytes of a response before limit-rate counts.");

    // CORS.
    public static final Annotation<Boolean> ENABLE_CORS =
            define("enable-cors", BOOL, LOW, USE_DEFAULT, "Answer for the backend on CORS.");
    public static final Annotation<List<String>> CORS_ALLOW_ORIGIN =
            define(
                    "cors-allow-origin",
                    list("origins, comma separated", Parsed::valid),
                    MEDIUM,
                    USE_DEFAULT,
                    "Origins that may read the responses; * for all.");
    public static final Annotation<Text> CORS_ALLOW_METHODS =
            define(
                    "cors-allow-methods",
                    matching(
                                    "methods, comma separated",
                                    // Possessive: a long value must not take long to refuse.
                                    Pattern.compile("(?:[A-Za-z]++,?+ ?+)++"),
                                    "write methods, such as GET, POST")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Methods that a cross-origin request may use.");
    public static final Annotation<List<HeaderName>> CORS_ALLOW_HEADERS =
            define(
                    "cors-allow-headers",
                    HEADERS.where(Annotations::fitsInOneHeader),
                    MEDIUM,
                    USE_DEFAULT,
                    "Headers that a cross-origin request may carry.");
    public static final Annotation<Text> CORS_EXPOSE_HEADERS =
            define(
                    "cors-expose-headers",
                    matching(
                                    "header names, comma separated",
                                    Pattern.compile("[A-Za-z0-9_, *-]*"),
                                    "write header names, or *")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Headers of the response that scripts may read.");
    public static final Annotation<Boolean> CORS_ALLOW_CREDENTIALS =
            define(
                    "cors-allow-credentials",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Whether cookies may be sent; true where not set.");
    public static final Annotation<Integer> CORS_MAX_AGE =
            define(
                    "cors-max-age",
                    INT,
                    LOW,
                    USE_DEFAULT,
                    "Seconds for which a browser may remember the answer.");

    // Proxying.
    public static final Annotation<Integer> PROXY_CONNECT_TIMEOUT =
            define(
                    "proxy-connect-timeout",
                    SECONDS,
                    LOW,
                    USE_DEFAULT,
                    "Time to connect to a peer.");
    public static final Annotation<Integer> PROXY_SEND_TIMEOUT =
            define(
                    "proxy-send-timeout",
                    SECONDS,
                    LOW,
                    USE_DEFAULT,
                    "Time between two writes to a peer.");
    public static final Annotation<Integer> PROXY_READ_TIMEOUT =
            define(
                    "proxy-read-timeout",
                    SECONDS,
                    LOW,
                    USE_DEFAULT,
                    "Time between two reads from a peer.");
    public static final Annotation<Size> PROXY_BODY_SIZE =
            define(
                    "proxy-body-size",
                    SIZE,
                    MEDIUM,
                    USE_DEFAULT,
                    "Largest request body; 0 for no limit.");
    public static final Annotation<Boolean> PROXY_BUFFERING =
            define("proxy-buffering", ON_OFF, LOW, USE_DEFAULT, "Whether responses are buffered.");
    public static final Annotation<Boolean> PROXY_REQUEST_BUFFERING =
            define(
                    "proxy-request-buffering",
                    ON_OFF,
                    LOW,
                    USE_DEFAULT,
                    "Whether request bodies are read whole before a peer is chosen.");
    public static final Annotation<Integer> PROXY_BUFFERS_NUMBER =
            define("proxy-buffers-number", COUNT, LOW, USE_DEFAULT, "Buffers of a response.");
    public static final Annotation<Size> PROXY_BUFFER_SIZE =
            define(
                    "proxy-buffer-size",
                    SIZE,
                    LOW,
                    USE_DEFAULT,
                    "Size of a buffer; must hold the response's headers.");
    public static final Annotation<Size> PROXY_BUSY_BUFFERS_SIZE =
            define(
                    "proxy-busy-buffers-size",
                    SIZE,
                    LOW,
                    USE_DEFAULT,
                    "How much may be on its way to the client.");
    public static final Annotation<Size> PROXY_MAX_TEMP_FILE_SIZE =
            define(
                    "proxy-max-temp-file-size",
                    SIZE,
                    LOW,
                    USE_DEFAULT,
                    "How much of a response may be put on disk.");
    public static final Annotation<Text> PROXY_COOKIE_DOMAIN =
            define(
                    "proxy-cookie-domain",
                    matching(
                                    "off, or two domains",
                                    Pattern.compile("off|[-._~A-Za-z0-9/:]+ +[-._~A-Za-z0-9/:]+"),
                                    "write off, or the domain to replace and the new one")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Domain in Set-Cookie to replace, and its replacement.");
    public static final Annotation<Text> PROXY_COOKIE_PATH =
            define(
                    "proxy-cookie-path",
                    matching(
                                    "off, or two paths",
                                    Pattern.compile(
                                            "off|[-._~A-Za-z0-9/:,?&=]+ +[-._~A-Za-z0-9/:,?&=]+"),
                                    "write off, or the path to replace and the new one")
                            .then(Text::parse),
                    MEDIUM,
                    USE_DEFAULT,
                    "Path in Set-Cookie to replace, and its replacement.");
    public static final Annotation<Word> PROXY_HTTP_VERSION =
            define(
                    "proxy-http-version",
                    matching("1.0 or 1.1", Pattern.compile("1\\.[01]"), "write 1.0 or 1.1")
                            .then(Word::parse),
                    LOW,
                    USE_DEFAULT,
                    "Version of HTTP to the backend.");
    public static final Annotation<List<Word>> PROXY_NEXT_UPSTREAM =
            define(
                    "proxy-next-upstream",
                    NextUpstreamWords.TYPE,
                    MEDIUM,
                    USE_DEFAULT,
                    "When a request is tried on another peer.");
    public static final Annotation<Integer> PROXY_NEXT_UPSTREAM_TIMEOUT =
            define(
                    "proxy-next-upstream-timeout",
                    SECONDS,
                    LOW,
                    USE_DEFAULT,
                    "Time within which other peers are tried; 0 for no limit.");
    public static final Annotation<Integer> PROXY_NEXT_UPSTREAM_TRIES =
            define(
                    "proxy-next-upstream-tries",
                    COUNT,
                    LOW,
                    USE_DEFAULT,
                    "How many peers are tried; 0 for no limit.");
    public static final Annotation<Size> CLIENT_BODY_BUFFER_SIZE =
            define(
                    "client-body-buffer-size",
                    SIZE,
                    LOW,
                    REFUSE_INGRESS,
                    "How much of a request body is held in memory.");
    public static final Annotation<Word> CONNECTION_PROXY_HEADER =
            define(
                    "connection-proxy-header",
                    matching(
                                    "close or keep-alive",
                                    Pattern.compile("close|keep-alive"),
                                    "write close or keep-alive")
                            .then(Word::parse),
                    LOW,
                    REFUSE_INGRESS,
                    "Connection header to the backend.");
    public static final Annotation<List<Integer>> CUSTOM_HTTP_ERRORS =
            define(
                    "custom-http-errors",
                    list("status codes, comma separated", Annotations::errorCode),
                    LOW,
                    REFUSE_INGRESS,
                    "Statuses whose page the default backend makes.");
    public static final Annotation<Boolean> DISABLE_PROXY_INTERCEPT_ERRORS =
            define(
                    "disable-proxy-intercept-errors",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "The backend's own error pages are left alone.");
    public static final Annotation<Boolean> ENABLE_ACCESS_LOG =
            define("enable-access-log", BOOL, LOW, USE_DEFAULT, "Whether requests are logged.");
    public static final Annotation<Boolean> ENABLE_REWRITE_LOG =
            define(
                    "enable-rewrite-log",
                    BOOL,
                    LOW,
                    USE_DEFAULT,
                    "Whether rewriting is told in the error log.");

    /// Whether a path can be that of a cookie.
    public static boolean isCookiePath(String path) {
        return COOKIE_PATH.matcher(path).matches();
    }

    /// All of them, in the order of their definition.
    public static final List<Annotation<?>> ALL = List.copyOf(DEFINED);

    private static <T> Annotation<T> define(
            String name,
            ValueType<T> type,
            Risk risk,
            BadValue onBadValue,
            String documentation,
            String... aliases) {
        Annotation<T> annotation =
                new Annotation<>(name, type, risk, onBadValue, documentation, List.of(aliases));
        DEFINED.add(annotation);
        return annotation;
    }

    private static ValueType<Text> referenceText() {
        return matching(
                        "URL or path",
                        Pattern.compile("[-._~A-Za-z0-9/:,?&=]*"),
                        "write off, default, a URL or a path")
                .then(Text::parse);
    }

    private static ValueType<String> reference(String name) {
        return matching(name, REFERENCE, "write NAME or NAMESPACE/NAME").then(Parsed::valid);
    }

    // nginx takes this one realm for the wish to ask for no password.
    private static Parsed<Text> realm(String text) {
        return text.equals("off")
                ? Parsed.invalid("a word by which nginx asks for no password", "write another text")
                : Text.parse(text);
    }

    private static Parsed<List<HeaderName>> fitsInOneHeader(List<HeaderName> names) {
        return Text.parse(String.join(",", names.stream().map(HeaderName::value).toList()))
                .map(_ -> names);
    }

    private static Parsed<String> alias(String text) {
        if (text.startsWith("~") && text.length() > 1) {
            return Regex.parse(text.substring(1)).map(_ -> text);
        }
        boolean fits = text.matches("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");
        return fits
                ? Parsed.valid(text)
                : Parsed.invalid("not a host name", "write host names, or ~ and an expression");
    }

    private static Parsed<Integer> errorCode(String text) {
        // 499 is nginx's own mark for a client that went away.
        return text.matches("[45][0-9]{2}") && !text.equals("499")
                ? Parsed.valid(Integer.parseInt(text))
                : Parsed.invalid(
                        "not a status of 400 to 599, or 499", "write codes such as 404,503");
    }
}
