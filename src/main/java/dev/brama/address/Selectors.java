package dev.brama.address;

import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.Place;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks the lists of names and selectors of a pool or an advertisement.
final class Selectors {
    /// The consequence of a selector that makes no sense, where there was none before.
    static final String NOTHING = "the selector matches nothing";

    private final Place place;
    private final List<Problem> problems;
    private final String consequence;

    /// @param problems where to add what is wrong
    /// @param consequence of a selector that makes no sense
    Selectors(Place place, List<Problem> problems, String consequence) {
        this.place = place;
        this.problems = problems;
        this.consequence = consequence;
    }

    /// Whether all of these selectors make sense.
    static boolean makeSense(List<List<LabelSelector>> several) {
        return several.stream()
                .flatMap(List::stream)
                .allMatch(selector -> selector.fault().isEmpty());
    }

    /// The selectors; one that makes no sense stays among them, and matches nothing.
    List<LabelSelector> checked(String field, List<LabelSelector> selectors) {
        Set<LabelSelector> seen = new HashSet<>();
        for (int i = 0; i < selectors.size(); i++) {
            String path = place.field(field + "[" + i + "]");
            LabelSelector selector = selectors.get(i);
            if (!seen.add(selector)) {
                repeated(path, "the selector");
            }
            check(field + "[" + i + "]", selector);
        }
        return selectors;
    }

    /// Says what makes no sense about a selector.
    void check(String field, LabelSelector selector) {
        selector.fault()
                .ifPresent(fault ->
                        problems.add(
                                Problem.error(
                                        place.object(),
                                        place.field(field) + ".matchExpressions",
                                        Reason.INVALID_FIELD,
                                        fault + "; " + consequence,
                                        "write a key, and an operator of In, NotIn, Exists and"
                                                + " DoesNotExist, with values for the first two"
                                                + " only")));
    }

    /// Warns of names that are there twice.
    void checkNames(String field, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (!seen.add(names.get(i))) {
                repeated(place.field(field + "[" + i + "]"), Excerpt.of(names.get(i)));
            }
        }
    }

    private void repeated(String path, String what) {
        problems.add(
                Problem.warning(
                        place.object(),
                        path,
                        Reason.INEFFECTIVE_SETTING,
                        what + " is there more than once",
                        "keep one of them"));
    }
}
