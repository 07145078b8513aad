package dev.brama.syntax;

/// Whether a browser sends a cookie with requests that another site made it send.
public enum SameSite {
    NONE("None"),
    LAX("Lax"),
    STRICT("Strict");

    private final String word;

    SameSite(String word) {
        this.word = word;
    }

    /// As the attribute of a cookie spells it.
    public String word() {
        return word;
    }
}
