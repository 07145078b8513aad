package dev.brama.syntax;

import java.util.regex.Pattern;

/// The name of an HTTP header, of the characters that ingress-nginx takes.
public record HeaderName(String value) implements Token {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    public HeaderName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a header name");
        }
    }

    /// Letters, digits, `-` and `_`.
    public static Parsed<HeaderName> parse(String text) {
        return FORM.matcher(text).matches()
                ? Parsed.valid(new HeaderName(text))
                : Parsed.invalid("not a header name", "use letters, digits, - and _ only");
    }

    @Override
    public String token() {
        return value;
    }
}
