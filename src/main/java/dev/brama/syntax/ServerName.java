package dev.brama.syntax;

import java.util.Locale;
import java.util.regex.Pattern;

/// A DNS name in lower case, as a Host header names it (RFC 1123 section 2.1).
public record ServerName(String value) implements Token {
    private static final Pattern FORM =
            Pattern.compile(
                    "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    public ServerName {
        if (!isName(value)) {
            throw new IllegalArgumentException("not a DNS name");
        }
    }

    /// A DNS name; letters of any case.
    public static Parsed<ServerName> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        // A few letters beyond ASCII have a lower case within it, such as the Kelvin sign.
        return isName(lower) && text.chars().allMatch(c -> c < 0x80)
                ? Parsed.valid(new ServerName(lower))
                : Parsed.invalid(
                        "not a DNS name",
                        "use letters, digits, - and dots, at most 253 in all, such as"
                                + " app.example.com");
    }

    private static boolean isName(String text) {
        return text.length() <= 253 && FORM.matcher(text).matches();
    }

    /// The name without its first label; the name itself where it has only one.
    public String parent() {
        return value.substring(value.indexOf('.') + 1);
    }

    @Override
    public String token() {
        return value;
    }
}
