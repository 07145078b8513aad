package dev.brama.ingress;

import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.PathMatch;
import dev.brama.settings.Annotations;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.LocationPath;
import dev.brama.syntax.Regex;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the paths of a host become locations of nginx.
///
/// A host is in regular-expression mode as soon as one of its Ingresses asks for it: then each path
/// is an expression, anchored at the start, and the longest text is tried first. Else a Prefix `/p`
/// becomes `/p/` and `= /p`, so that it does not match `/px`.
final class LocationPlan {
    private static final Comparator<DraftLocation> LONGEST_FIRST =
            Comparator.comparingInt((DraftLocation draft) -> draft.path().value().length())
                    .thenComparing(draft -> draft.path().value())
                    .reversed()
                    .thenComparingInt(draft -> draft.kind().isExact() ? 0 : 1);

    private LocationPlan() {}

    /// A path and how nginx matches it.
    record Planned(DraftLocation draft, PathMatch match) {}

    /// The locations of a host, in the order in which they are written.
    static List<Planned> of(List<DraftLocation> drafts, List<Problem> problems) {
        List<DraftLocation> sorted = drafts.stream().sorted(LONGEST_FIRST).toList();
        if (drafts.stream().anyMatch(LocationPlan::asksForRegex)) {
            return sorted.stream()
                    .map(draft ->
                            new Planned(
                                    draft,
                                    new PathMatch.RegexPath(new Regex("^" + draft.path().value()))))
                    .toList();
        }
        return plain(sorted, problems);
    }

    private static boolean asksForRegex(DraftLocation draft) {
        if (draft.isCatchAll()) {
            return false;
        }
        IngressSettings settings = draft.ingress().settings();
        return settings.isOn(Annotations.USE_REGEX)
                || settings.get(Annotations.REWRITE_TARGET)
                        .filter(target -> !target.value().equals(draft.path().value()))
                        .isPresent();
    }

    private static List<Planned> plain(List<DraftLocation> sorted, List<Problem> problems) {
        Map<PathMatch, DraftLocation> locations = new LinkedHashMap<>();
        for (DraftLocation draft : sorted) {
            if (draft.kind().isExact()) {
                locations.put(new PathMatch.ExactPath(draft.path()), draft);
            }
        }
        // A path that is written with the slash comes first to its location: it is the longer text.
        for (DraftLocation draft : sorted) {
            if (!draft.kind().isExact()) {
                claimPrefix(draft, locations, problems);
            }
        }
        // Prefix /p/ is for /p too, says the Kubernetes API; nginx would answer it by a redirect.
        for (DraftLocation draft : sorted) {
            LocationPath path = draft.path();
            if (!draft.kind().isExact() && path.value().endsWith("/") && !path.isRoot()) {
                locations.putIfAbsent(new PathMatch.ExactPath(path.withoutTrailingSlash()), draft);
            }
        }
        List<Planned> planned = new ArrayList<>();
        locations.forEach((match, draft) -> planned.add(new Planned(draft, match)));
        planned.addAll(withoutRedirect(locations));
        planned.sort(Comparator.comparing(Planned::draft, LONGEST_FIRST));
        return planned;
    }

    private static void claimPrefix(
            DraftLocation draft, Map<PathMatch, DraftLocation> locations, List<Problem> problems) {
        LocationPath path = draft.path();
        DraftLocation holder =
                locations.putIfAbsent(new PathMatch.PrefixPath(path.withTrailingSlash()), draft);
        if (holder != null) {
            problems.add(
                    Problem.warning(
                            draft.ingress().ref(),
                            draft.field(),
                            Reason.PATH_CLAIMED,
                            "What is below %s belongs to Ingress %s, which has the path %s."
                                    .formatted(
                                            Excerpt.of(path.value()),
                                            holder.ingress().ref().qualifiedName(),
                                            Excerpt.of(holder.path().value())),
                            "Remove one of the two paths."));
        }
        if (!path.value().endsWith("/")) {
            locations.putIfAbsent(new PathMatch.ExactPath(path), draft);
        }
    }

    /// nginx redirects `/p` to `/p/` where a proxied location ends in a slash, even an exact one.
    /// An Exact path must not catch another path, so `= /p` gets what would answer without it.
    private static List<Planned> withoutRedirect(Map<PathMatch, DraftLocation> locations) {
        List<Planned> extra = new ArrayList<>();
        for (PathMatch.ExactPath bare : bareTwins(locations.keySet())) {
            longestPrefix(bare.path(), locations)
                    .ifPresent(draft -> extra.add(new Planned(draft, bare)));
        }
        return extra;
    }

    /// The paths without a slash that nginx would redirect to an exact path with one.
    static List<PathMatch.ExactPath> bareTwins(Set<PathMatch> matches) {
        List<PathMatch.ExactPath> twins = new ArrayList<>();
        for (PathMatch match : matches) {
            if (match instanceof PathMatch.ExactPath(LocationPath path)
                    && path.value().endsWith("/")
                    && !path.isRoot()
                    && !matches.contains(new PathMatch.PrefixPath(path))) {
                PathMatch.ExactPath bare = new PathMatch.ExactPath(path.withoutTrailingSlash());
                if (!matches.contains(bare)) {
                    twins.add(bare);
                }
            }
        }
        return twins;
    }

    private static Optional<DraftLocation> longestPrefix(
            LocationPath path, Map<PathMatch, DraftLocation> locations) {
        return locations.entrySet().stream()
                .filter(entry ->
                        entry.getKey() instanceof PathMatch.PrefixPath(LocationPath start)
                                && path.value().startsWith(start.value()))
                .max(
                        Comparator.comparingInt(entry ->
                                ((PathMatch.PrefixPath) entry.getKey()).path().value().length()))
                .map(Map.Entry::getValue);
    }
}
