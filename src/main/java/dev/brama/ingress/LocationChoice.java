package dev.brama.ingress;

import dev.brama.ingress.RouteExplanation.Candidate;
import dev.brama.proxy.Action;
import dev.brama.proxy.Location;
import dev.brama.proxy.PathMatch;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Regex;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which location of a host nginx takes for a path: the exact one, else the first expression that
/// matches, else the longest prefix.
///
/// @param chosen the location
/// @param others the rest, and why they lost
/// @param addsSlash whether nginx redirects to the same path with a slash instead
record LocationChoice(Optional<Location> chosen, List<Candidate> others, boolean addsSlash) {
    static LocationChoice of(String path, List<Location> locations) {
        Optional<Location> exact = Optional.empty();
        Optional<Location> regex = Optional.empty();
        Optional<Location> prefix = Optional.empty();
        Optional<Location> withSlash = Optional.empty();
        for (Location location : locations) {
            String own = text(location);
            boolean isExact = location.match() instanceof PathMatch.ExactPath;
            if (!matches(path, location)) {
                boolean proxied = location.action() instanceof Action.ProxyTo;
                boolean plain = !(location.match() instanceof PathMatch.RegexPath);
                if (plain && proxied && own.equals(path + "/")) {
                    withSlash = Optional.of(location);
                }
            } else if (isExact) {
                exact = Optional.of(location);
            } else if (location.match() instanceof PathMatch.RegexPath) {
                regex = regex.isEmpty() ? Optional.of(location) : regex;
            } else if (prefix.filter(other -> text(other).length() >= own.length()).isEmpty()) {
                prefix = Optional.of(location);
            }
        }
        boolean addsSlash = exact.isEmpty() && withSlash.isPresent();
        Optional<Location> byPattern = regex.isPresent() ? regex : prefix;
        Optional<Location> chosen = exact.isPresent() ? exact : addsSlash ? withSlash : byPattern;
        List<Candidate> others = new ArrayList<>();
        for (Location location : locations) {
            if (chosen.filter(location::equals).isEmpty()) {
                others.add(new Candidate(location, whyNot(path, location, chosen)));
            }
        }
        return new LocationChoice(chosen, others, addsSlash);
    }

    private static String whyNot(String path, Location location, Optional<Location> chosen) {
        if (!matches(path, location)) {
            return switch (location.match()) {
                case PathMatch.ExactPath _ -> "is another path";
                case PathMatch.PrefixPath _ -> "the path does not start so";
                case PathMatch.RegexPath _ -> "the expression does not match";
            };
        }
        return switch (chosen.map(Location::match).orElse(location.match())) {
            case PathMatch.ExactPath _ -> "matches, but an exact path goes first";
            case PathMatch.RegexPath _ ->
                    "matches, but an expression that is tried earlier does" + " too";
            case PathMatch.PrefixPath _ -> "matches, but a longer path does too";
        };
    }

    private static boolean matches(String path, Location location) {
        return switch (location.match()) {
            case PathMatch.ExactPath(LocationPath own) -> own.value().equals(path);
            case PathMatch.PrefixPath(LocationPath own) -> path.startsWith(own.value());
            case PathMatch.RegexPath(Regex expression) -> finds(expression, path);
        };
    }

    private static String text(Location location) {
        return switch (location.match()) {
            case PathMatch.ExactPath(LocationPath own) -> own.value();
            case PathMatch.PrefixPath(LocationPath own) -> own.value();
            case PathMatch.RegexPath(Regex expression) -> expression.value();
        };
    }

    /// Whether an expression matches; one that Java cannot read counts as not matching.
    static boolean finds(Regex regex, String text) {
        return matcher(regex, text).filter(Matcher::find).isPresent();
    }

    private static Optional<Matcher> matcher(Regex regex, String text) {
        try {
            return Optional.of(
                    Pattern.compile(javaForm(regex.value()), Pattern.CASE_INSENSITIVE)
                            .matcher(text));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    // Names of groups hold no underscore in Java.
    private static String javaForm(String pcre) {
        return pcre.replace("(?<rewrite_", "(?<rewrite");
    }

    /// The path after a rewrite, as far as Java can tell.
    static String rewritten(String path, Action.Rewrite rewrite) {
        Optional<Matcher> matcher = matcher(rewrite.match(), path).filter(Matcher::find);
        if (matcher.isEmpty()) {
            return path;
        }
        String target = rewrite.target().value();
        for (int i = 1; i <= matcher.get().groupCount() && i <= 9; i++) {
            String group = matcher.get().group(i);
            target = target.replace("${rewrite_" + i + "}", group == null ? "" : group);
        }
        return target;
    }

    /// The path as nginx compares it: decoded, without double slashes and dot segments.
    static String normalised(String raw) {
        String decoded;
        try {
            decoded = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            decoded = raw;
        }
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = decoded.split("/", -1);
        for (String part : parts) {
            if (part.equals("..")) {
                segments.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                segments.addLast(part);
            }
        }
        String last = parts[parts.length - 1];
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        String path = "/" + String.join("/", segments);
        return folder && path.length() > 1 ? path + "/" : path;
    }
}
