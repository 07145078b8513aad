package dev.brama.syntax;

import java.util.regex.Pattern;

/// A bare word: a keyword, the name of a zone, a path that the program chose.
public record Word(String value) implements Token {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_./@:-]{1,500}");

    public Word {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a bare word");
        }
    }

    /// Letters, digits and `_ . / @ : -`, 1 to 500 of them.
    public static Parsed<Word> parse(String text) {
        return FORM.matcher(text).matches()
                ? Parsed.valid(new Word(text))
                : Parsed.invalid("not a plain word", "use letters, digits and _ . / @ : - only");
    }

    @Override
    public String token() {
        return value;
    }
}
