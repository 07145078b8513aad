package dev.brama.metrics;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What nginx tells of its connections (ngx_http_stub_status_module).
///
/// @param active open now
/// @param accepted ever
/// @param handled ever; fewer than accepted where connections ran out
/// @param requests ever
/// @param reading connections whose request is being read
/// @param writing connections whose response is being written
/// @param waiting idle connections
public record NginxStatus(
        long active,
        long accepted,
        long handled,
        long requests,
        long reading,
        long writing,
        long waiting) {
    private static final String NUMBER = "(\\d{1,18})";
    private static final Pattern FORM =
            Pattern.compile(
                    "Active connections: "
                            + NUMBER
                            + "\\s+server accepts handled requests\\s+"
                            + (NUMBER + "\\s+").repeat(3)
                            + "Reading: "
                            + NUMBER
                            + " Writing: "
                            + NUMBER
                            + " Waiting: "
                            + NUMBER);

    /// Reads the text of the status page; empty where it is something else.
    public static Optional<NginxStatus> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(
                new NginxStatus(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        Long.parseLong(matcher.group(5)),
                        Long.parseLong(matcher.group(6)),
                        Long.parseLong(matcher.group(7))));
    }
}
