package dev.brama.syntax;

/// Text that means just itself; a dollar sign in it starts no variable.
///
/// nginx has no escape for a dollar sign. The rendered configuration defines a variable
/// `literal_dollar` that holds one.
public record Text(String value) implements Token {
    public Text {
        if (Quoting.objection(value).isPresent()) {
            throw new IllegalArgumentException("not a text that nginx can hold");
        }
    }

    /// Any text of one line, up to some 3700 bytes.
    public static Parsed<Text> parse(String text) {
        return Quoting.<Text>userObjection(text.replace("$", LITERAL_DOLLAR))
                .orElseGet(() -> Parsed.valid(new Text(text)));
    }

    private static final String LITERAL_DOLLAR = "${literal_dollar}";

    @Override
    public String token() {
        return Quoting.quote(value.replace("$", LITERAL_DOLLAR));
    }
}
