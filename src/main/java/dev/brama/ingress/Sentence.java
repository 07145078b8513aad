package dev.brama.ingress;

/// Makes sentences of the parts in which reasons and fixes come.
final class Sentence {
    private Sentence() {}

    /// The text with a capital at its start and a full stop at its end.
    static String of(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
