package dev.brama.syntax;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The form of a log line of streams: text that may hold nginx's variables of streams.
///
/// Only variables that nginx or the rendered configuration define can be named, so nginx cannot
/// refuse the whole configuration for an unknown one.
public record StreamFormat(String value) implements Token {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([A-Za-z0-9_]*)}|([A-Za-z0-9_]*))");

    private static final Set<String> KNOWN =
            Set.of(
                    "binary_remote_addr",
                    "bytes_received",
                    "bytes_sent",
                    "connection",
                    "hostname",
                    "msec",
                    "nginx_version",
                    "pid",
                    "protocol",
                    "proxy_protocol_addr",
                    "proxy_protocol_port",
                    "proxy_protocol_server_addr",
                    "proxy_protocol_server_port",
                    "proxy_upstream_name",
                    "remote_addr",
                    "remote_port",
                    "server_addr",
                    "server_port",
                    "session_time",
                    "status",
                    "time_iso8601",
                    "time_local",
                    "upstream_addr",
                    "upstream_bytes_received",
                    "upstream_bytes_sent",
                    "upstream_connect_time",
                    "upstream_first_byte_time",
                    "upstream_session_time");

    public StreamFormat {
        if (objection(value).isPresent()) {
            throw new IllegalArgumentException("not a format that nginx can hold");
        }
    }

    /// Text in which line breaks and tabs may stand.
    public static Parsed<StreamFormat> parse(String text) {
        return objection(text).orElseGet(() -> Parsed.valid(new StreamFormat(text)));
    }

    private static Optional<Parsed<StreamFormat>> objection(String text) {
        String probe = text.replace('\n', ' ').replace('\t', ' ').replace('\r', ' ');
        return Quoting.<StreamFormat>userObjection(probe).or(() -> unknownVariable(text));
    }

    private static Optional<Parsed<StreamFormat>> unknownVariable(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            if (!KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(
                        Parsed.invalid(
                                "not known to nginx in streams: the variable $" + name,
                                "use a variable of streams, such as $remote_addr"));
            }
        }
        return Optional.empty();
    }

    @Override
    public String token() {
        return Quoting.quote(value);
    }
}
