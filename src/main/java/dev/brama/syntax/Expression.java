package dev.brama.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text that may hold nginx variables: `https://new.example.com$request_uri`.
///
/// Only variables that nginx or the rendered configuration define can be named, so nginx cannot
/// refuse the whole configuration for an unknown one. A dollar sign that starts no variable is
/// refused.
public record Expression(String value) implements Token {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z0-9_]*)}|([0-9]|[A-Za-z_][A-Za-z0-9_]*)|())");
    private static final Pattern FAMILY =
            Pattern.compile(
                    "(?:http|arg|cookie|sent_http|sent_trailer|upstream_http|upstream_cookie"
                            + "|upstream_trailer)_[a-z0-9_]+");
    // There only next to the rewrite or the map that defines them: a user who names one elsewhere
    // would make nginx refuse the configuration.
    private static final Pattern INTERNAL =
            Pattern.compile(
                    "rewrite_[1-9]|(cors|session)_[a-z]+_[0-9a-f]+|session_(samesite|secure)");

    private static final int PIECE = 1000;
    private static final int LONGEST = 16_000;

    public Expression {
        if (Quoting.lengthObjection(value).isPresent()
                || objection(value, Expression::isKnown).isPresent()) {
            throw new IllegalArgumentException("not an expression that nginx can hold");
        }
    }

    /// Text of one line with known variables; `$1` to `$9` are captures of a regular expression.
    public static Parsed<Expression> parse(String text) {
        return Quoting.<Expression>userObjection(text)
                .orElseGet(() -> parse(text, name -> isCapture(name) || isForUsers(name)));
    }

    /// Text with known variables but no captures, in which line breaks and tabs may stand, as in a
    /// log format.
    public static Parsed<Expression> parseLines(String text) {
        String probe = text.replace('\n', ' ').replace('\t', ' ').replace('\r', ' ');
        return Quoting.<Expression>userObjection(probe)
                .orElseGet(() -> parse(text, Expression::isForUsers));
    }

    private static Parsed<Expression> parse(String text, Predicate<String> known) {
        return objection(text, known).orElseGet(() -> Parsed.valid(new Expression(text)));
    }

    /// Like [#parseLines], for long text that nginx takes as several tokens in a row, such as a log
    /// format.
    public static Parsed<List<Expression>> parsePieces(String text) {
        if (text.length() > LONGEST) {
            return Parsed.invalid(
                    "too long (" + text.length() + " characters)",
                    "use fewer than " + LONGEST + " characters");
        }
        List<Expression> pieces = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            int cut = cut(rest);
            switch (parseLines(rest.substring(0, cut))) {
                case Parsed.Valid<Expression>(Expression piece) -> pieces.add(piece);
                case Parsed.Invalid<Expression>(String reason, String fix) -> {
                    return Parsed.invalid(reason, fix);
                }
            }
            rest = rest.substring(cut);
        }
        return Parsed.valid(List.copyOf(pieces));
    }

    /// Where a piece ends: such that no variable and no character is cut.
    private static int cut(String text) {
        if (text.length() <= PIECE) {
            return text.length();
        }
        int dollar = text.lastIndexOf('$', PIECE);
        if (dollar > 0) {
            return dollar;
        }
        Matcher first = VARIABLE.matcher(text);
        int end = first.lookingAt() ? Math.max(PIECE, first.end()) : PIECE;
        boolean inCharacter = end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return inCharacter ? end - 1 : end;
    }

    private static Optional<Parsed<Expression>> objection(String text, Predicate<String> known) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            if (name == null || name.isEmpty()) {
                return Optional.of(
                        Parsed.invalid(
                                "not clear: a $ in it starts no variable",
                                "name a variable of nginx after the $, or leave the $ out"));
            }
            // nginx's variables are the same in letters of any case.
            // A digit in braces is a name to it, not a capture.
            boolean digitInBraces = matcher.group(1) != null && isCapture(name);
            if (digitInBraces || !known.test(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(
                        Parsed.invalid(
                                "not known to nginx: the variable $" + name,
                                "use a variable that nginx defines, such as $request_uri"));
            }
        }
        return Optional.empty();
    }

    private static boolean isCapture(String name) {
        return name.matches("[1-9]");
    }

    private static boolean isForUsers(String name) {
        return KNOWN.contains(name) || FAMILY.matcher(name).matches();
    }

    private static boolean isKnown(String name) {
        return isCapture(name) || isForUsers(name) || INTERNAL.matcher(name).matches();
    }

    /// Whether a variable is named in it.
    public boolean hasVariables() {
        return value.indexOf('$') >= 0;
    }

    @Override
    public String token() {
        return Quoting.quote(value);
    }

    // Core, proxy, ssl, realip and upstream variables of nginx 1.22, and those that the rendered
    // configuration sets on every request.
    private static final Set<String> KNOWN =
            Set.of(
                    "ancient_browser",
                    "args",
                    "binary_remote_addr",
                    "body_bytes_sent",
                    "bytes_sent",
                    "connection",
                    "connection_requests",
                    "connection_time",
                    "connection_upgrade",
                    "connections_active",
                    "connections_reading",
                    "connections_waiting",
                    "connections_writing",
                    "content_length",
                    "content_type",
                    "document_root",
                    "document_uri",
                    "gzip_ratio",
                    "host",
                    "hostname",
                    "http2",
                    "https",
                    "invalid_referer",
                    "is_args",
                    "limit_conn_status",
                    "limit_rate",
                    "limit_req_status",
                    "literal_dollar",
                    "msec",
                    "msie",
                    "namespace",
                    "ingress_name",
                    "service_name",
                    "service_port",
                    "location_path",
                    "best_http_host",
                    "pass_access_scheme",
                    "pass_port",
                    "pass_server_port",
                    "nginx_version",
                    "pid",
                    "pipe",
                    "proxy_add_x_forwarded_for",
                    "proxy_alternative_upstream_name",
                    "proxy_host",
                    "proxy_port",
                    "proxy_protocol_addr",
                    "proxy_protocol_port",
                    "proxy_protocol_server_addr",
                    "proxy_protocol_server_port",
                    "proxy_upstream_name",
                    "query_string",
                    "realip_remote_addr",
                    "realip_remote_port",
                    "realpath_root",
                    "redirect_host",
                    "redirect_uri",
                    "forwarded_for",
                    "fastcgi_script_name",
                    "fastcgi_path_info",
                    "remote_addr",
                    "remote_port",
                    "remote_user",
                    "req_id",
                    "request",
                    "request_body",
                    "request_body_file",
                    "request_completion",
                    "request_filename",
                    "request_id",
                    "request_length",
                    "request_method",
                    "request_time",
                    "request_uri",
                    "scheme",
                    "server_addr",
                    "server_name",
                    "server_port",
                    "server_protocol",
                    "ssl_cipher",
                    "ssl_ciphers",
                    "ssl_client_cert",
                    "ssl_client_escaped_cert",
                    "ssl_client_fingerprint",
                    "ssl_client_i_dn",
                    "ssl_client_raw_cert",
                    "ssl_client_s_dn",
                    "ssl_client_serial",
                    "ssl_client_v_end",
                    "ssl_client_v_remain",
                    "ssl_client_v_start",
                    "ssl_client_verify",
                    "ssl_curves",
                    "ssl_early_data",
                    "ssl_protocol",
                    "ssl_server_name",
                    "ssl_session_id",
                    "ssl_session_reused",
                    "status",
                    "tcpinfo_rcv_space",
                    "tcpinfo_rtt",
                    "tcpinfo_rttvar",
                    "tcpinfo_snd_cwnd",
                    "time_iso8601",
                    "time_local",
                    "upstream_addr",
                    "upstream_bytes_received",
                    "upstream_bytes_sent",
                    "upstream_cache_status",
                    "upstream_connect_time",
                    "upstream_header_time",
                    "upstream_response_length",
                    "upstream_response_time",
                    "upstream_status",
                    "uri");
}
