package dev.brama.syntax;

import java.util.regex.Pattern;

/// Text that can stand in a comment: one line of harmless characters.
///
/// Comments are where CVE-2026-4342 of ingress-nginx got in, so they take no free text.
public record CommentText(String value) {
    private static final Pattern HARMFUL = Pattern.compile("[^A-Za-z0-9 ._/:*-]");

    public CommentText {
        value = value.length() > 300 ? value.substring(0, 300) + "..." : value;
        value = HARMFUL.matcher(value).replaceAll("?");
    }

    @Override
    public String toString() {
        return value;
    }
}
