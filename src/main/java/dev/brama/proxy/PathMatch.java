package dev.brama.proxy;

import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Regex;

/// Which paths a location answers for.
public sealed interface PathMatch {
    /// This path and no other.
    record ExactPath(LocationPath path) implements PathMatch {}

    /// Every path that starts with these characters; the longest such location wins.
    record PrefixPath(LocationPath path) implements PathMatch {}

    /// Every path that the expression matches, letters of any case; the first such location wins.
    record RegexPath(Regex expression) implements PathMatch {}
}
