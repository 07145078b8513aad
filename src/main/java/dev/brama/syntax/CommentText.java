package dev.brama.syntax;

/// Text that can stand in a comment: one line of harmless characters.
///
/// Comments are where CVE-2026-4342 of ingress-nginx got in, so they take no free text.
public record CommentText(String value) {
    public CommentText {
        value = value.length() > 300 ? value.substring(0, 300) + "..." : value;
        value = value.replaceAll("[^A-Za-z0-9 ._/:*-]", "?");
    }

    @Override
    public String toString() {
        return value;
    }
}
