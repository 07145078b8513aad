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
    private final Place place;
    private final List<Problem> problems;

    /// @param problems where to add what is wrong
    Selectors(Place place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
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
            selector.fault()
                    .ifPresent(fault ->
                            problems.add(
                                    Problem.error(
                                            place.object(),
                                            path + ".matchExpressions",
                                            Reason.INVALID_FIELD,
                                            fault + "; the selector matches nothing",
                                            "write an operator of In, NotIn, Exists and"
                                                    + " DoesNotExist, with values for the first two"
                                                    + " only")));
        }
        return selectors;
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
