package dev.brama.problem;

/// Shows a piece of a user's text inside a message: short, on one line, free of control characters.
public final class Excerpt {
    private static final int MAX_CHARS = 60;
    private static final int MAX_LINE = 400;

    private Excerpt() {}

    /// Another program's message on one line: control characters become spaces, at most 400
    /// characters stay.
    public static String line(String message) {
        String line = message.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "...";
    }

    /// The text in double quotes; at most 60 characters of it, control characters as `\\u` escapes.
    public static String of(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int end = Math.min(text.length(), MAX_CHARS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                shown.append("\\n");
            } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        if (end < text.length()) {
            shown.append("\"... (").append(text.length()).append(" characters)");
            return shown.toString();
        }
        return shown.append('"').toString();
    }
}
