package dev.brama.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// nginx's quoting, as its configuration reader undoes it (`ngx_conf_read_token`).
final class Quoting {
    /// nginx reads its files through a buffer of 4096 bytes, and a token must fit into it.
    static final int MAX_TOKEN_BYTES = 4000;

    /// What a user's text may take: the rest is room for what is put around it on the way to a
    /// token, such as `^`, `~*` or names for captures.
    static final int MAX_USER_BYTES = 3700;

    private static final String TOO_LONG_FIX =
            "use fewer than " + MAX_USER_BYTES + " bytes, nginx holds little more in one value";

    private Quoting() {}

    /// The text in double quotes, such that nginx reads back the very same text.
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// Why a text cannot be a token at all: control characters, broken Unicode, or its length.
    static <T> Optional<Parsed<T>> objection(String text) {
        return objection(text, MAX_TOKEN_BYTES);
    }

    /// Why a user's text cannot be taken; like [#objection(String)], but leaves room around it.
    static <T> Optional<Parsed<T>> userObjection(String text) {
        return objection(text, MAX_USER_BYTES);
    }

    private static <T> Optional<Parsed<T>> objection(String text, int maxBytes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f) {
                return Optional.of(controlCharacter(c));
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of(Parsed.invalid("not valid Unicode", "remove the character"));
            }
        }
        return lengthObjection(text, maxBytes);
    }

    /// Why a text is too long to be a token; counts what quoting adds.
    static <T> Optional<Parsed<T>> lengthObjection(String text) {
        return lengthObjection(text, MAX_TOKEN_BYTES);
    }

    private static <T> Optional<Parsed<T>> lengthObjection(String text, int maxBytes) {
        // No character takes more than three bytes, quoted or not; nearly all texts are short.
        if (3L * text.length() + 2 <= maxBytes) {
            return Optional.empty();
        }
        if (text.length() > maxBytes
                || quote(text).getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            return Optional.of(
                    Parsed.invalid("too long (" + text.length() + " characters)", TOO_LONG_FIX));
        }
        return Optional.empty();
    }

    private static <T> Parsed<T> controlCharacter(char c) {
        String name =
                switch (c) {
                    case '\n' -> "a line break";
                    case '\r' -> "a carriage return";
                    case '\t' -> "a tab";
                    case 0 -> "a NUL character";
                    default -> String.format("the control character U+%04X", (int) c);
                };
        return Parsed.invalid("not one line of text: it holds " + name, "remove " + name);
    }
}
