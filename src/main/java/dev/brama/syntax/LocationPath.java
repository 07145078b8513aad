package dev.brama.syntax;

/// A path that a location matches, compared with the decoded and normalised path of a request.
///
/// nginx expands no variables here, so a dollar sign is just that.
public record LocationPath(String value) implements Token {
    /// The path of everything.
    public static final LocationPath ROOT = new LocationPath("/");

    public LocationPath {
        if (!value.startsWith("/") || Quoting.objection(value).isPresent()) {
            throw new IllegalArgumentException("not a path");
        }
    }

    /// A path that starts with `/`.
    public static Parsed<LocationPath> parse(String text) {
        if (!text.startsWith("/")) {
            return Parsed.invalid("not absolute", "start it with /");
        }
        return Quoting.<LocationPath>userObjection(text)
                .orElseGet(() -> Parsed.valid(new LocationPath(text)));
    }

    /// Whether this is `/`.
    public boolean isRoot() {
        return value.equals("/");
    }

    /// The same path with one `/` at its end.
    public LocationPath withTrailingSlash() {
        return value.endsWith("/") ? this : new LocationPath(value + "/");
    }

    /// The same path without `/` at its end; the root stays.
    public LocationPath withoutTrailingSlash() {
        String cut = value;
        while (cut.length() > 1 && cut.endsWith("/")) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return new LocationPath(cut);
    }

    @Override
    public String token() {
        return Quoting.quote(value);
    }
}
