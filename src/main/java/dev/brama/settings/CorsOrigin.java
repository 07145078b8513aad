package dev.brama.settings;

import dev.brama.syntax.Parsed;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One item of `cors-allow-origin`: `https://app.example.com:8443`, `https://*.example.com`, `null`
/// or `*`.
///
/// @param text the item in lower case
public record CorsOrigin(String text) {
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z][a-z0-9+.-]*://)(\\*\\.)?([a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\\d{1,5})?");

    /// Whether every origin is meant.
    public boolean isAny() {
        return text.equals("*");
    }

    /// An expression that matches exactly the origins meant; `*.` stands for one label.
    ///
    /// Anchored at both ends, where ingress-nginx anchors only the end.
    public String regex() {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return "^null$";
        }
        String label = matcher.group(2) == null ? "" : "[a-z0-9-]+\\.";
        String port = matcher.group(5) == null ? "" : matcher.group(5);
        return "^" + escape(matcher.group(1)) + label + escape(matcher.group(3)) + port + "$";
    }

    /// An origin; letters of any case.
    public static Parsed<CorsOrigin> parse(String item) {
        String text = item.toLowerCase(Locale.ROOT);
        // A scheme, a DNS name of at most 253 characters and a port.
        boolean fits = text.length() <= 300 && FORM.matcher(text).matches();
        if (text.equals("*") || text.equals("null") || fits) {
            return Parsed.valid(new CorsOrigin(text));
        }
        return Parsed.invalid("not an origin", "write scheme://host, scheme://*.domain, null or *");
    }

    private static String escape(String text) {
        return text.replace(".", "\\.").replace("+", "\\+");
    }
}
