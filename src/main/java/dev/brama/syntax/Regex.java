package dev.brama.syntax;

/// A regular expression in PCRE's language. Whether PCRE takes it, only nginx can tell.
public record Regex(String value) implements Token {
    public Regex {
        if (Quoting.objection(value).isPresent()) {
            throw new IllegalArgumentException("not a text that nginx can hold");
        }
    }

    /// Any text of one line, up to some 3700 bytes.
    public static Parsed<Regex> parse(String text) {
        return Quoting.<Regex>userObjection(text).orElseGet(() -> Parsed.valid(new Regex(text)));
    }

    @Override
    public String token() {
        return Quoting.quote(value);
    }
}
