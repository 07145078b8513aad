package dev.brama.syntax;

/// Reads one token as nginx does: by the rules of its reader of configuration files, written down
/// once more so that the tests do not trust the code they test.
///
/// A token in double quotes ends at the next double quote that no backslash precedes. A backslash
/// before `"`, `'`, `\`, `t`, `r` or `n` makes one character of two; before any other it stays. A
/// bare token ends at white space, `;` or `{`, and must not start with a quote.
final class NginxLexer {
    private NginxLexer() {}

    /// The text of a token that takes up all of the input.
    ///
    /// @throws IllegalArgumentException where the input is not exactly one token
    static String read(String input) {
        return input.startsWith("\"") ? quoted(input) : bare(input);
    }

    private static String quoted(String input) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < input.length(); i++) {
            char c = input.charAt(i);
            if (c == '"') {
                if (i != input.length() - 1) {
                    throw new IllegalArgumentException("goes on after the closing quote");
                }
                return text.toString();
            }
            if (c == '\\' && i + 1 < input.length()) {
                char next = input.charAt(++i);
                switch (next) {
                    case '"', '\'', '\\' -> text.append(next);
                    case 't' -> text.append('\t');
                    case 'r' -> text.append('\r');
                    case 'n' -> text.append('\n');
                    default -> text.append(c).append(next);
                }
            } else {
                text.append(c);
            }
        }
        throw new IllegalArgumentException("no closing quote");
    }

    private static String bare(String input) {
        if (input.isEmpty() || input.startsWith("'") || input.startsWith("#")) {
            throw new IllegalArgumentException("no bare token");
        }
        for (int i = 0; i < input.length(); i++) {
            if (" \t\r\n;{}\"\\".indexOf(input.charAt(i)) >= 0) {
                throw new IllegalArgumentException("more than one token");
            }
        }
        return input;
    }
}
