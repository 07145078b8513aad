package dev.brama.problem;

/// Makes sentences of the parts in which messages, reasons and fixes come.
public final class Sentence {
    private Sentence() {}

    /// The text with a capital at its start and, unless it ends a sentence already, a full stop.
    public static String of(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String capital = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return ".?!".indexOf(text.charAt(text.length() - 1)) >= 0 ? capital : capital + ".";
    }
}
