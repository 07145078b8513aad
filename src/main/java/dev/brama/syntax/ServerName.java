package dev.brama.syntax;

import java.util.Locale;

/// A DNS name in lower case, as a Host header names it (RFC 1123 section 2.1).
public record ServerName(String value) implements Token {
    private static final int LONGEST = 253;
    private static final int LONGEST_LABEL = 63;

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
        if (text.length() > LONGEST) {
            return false;
        }
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            if (!isLabel(text, start, dot)) {
                return false;
            }
            start = dot + 1;
        }
        return isLabel(text, start, text.length());
    }

    private static boolean isLabel(String text, int start, int end) {
        if (start == end
                || end - start > LONGEST_LABEL
                || text.charAt(start) == '-'
                || text.charAt(end - 1) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
            if (!fits) {
                return false;
            }
        }
        return true;
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
