package dev.brama.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A `LabelSelector` of `meta/v1`, as written. All of its parts must hold; one without parts
/// matches everything, and one that makes no sense matches nothing.
///
/// @param matchLabels labels that must be there with these values
/// @param matchExpressions more that must hold
public record LabelSelector(
        SortedMap<String, String> matchLabels, List<Requirement> matchExpressions) {
    public LabelSelector {
        matchLabels = Collections.unmodifiableSortedMap(new TreeMap<>(matchLabels));
        matchExpressions = List.copyOf(matchExpressions);
    }

    /// One that wants these labels and nothing else.
    public static LabelSelector ofLabels(Map<String, String> labels) {
        return new LabelSelector(new TreeMap<>(labels), List.of());
    }

    /// One entry of `matchExpressions`.
    ///
    /// @param key the label
    /// @param operator `In`, `NotIn`, `Exists` or `DoesNotExist`
    /// @param values for `In` and `NotIn`
    public record Requirement(String key, String operator, List<String> values) {
        public Requirement {
            values = List.copyOf(values);
        }

        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case "In" -> value != null && values.contains(value);
                // As Kubernetes has it, a label that is missing is not among the values.
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                case "DoesNotExist" -> value == null;
                default -> false;
            };
        }

        Optional<String> fault() {
            if (key.isEmpty()) {
                return Optional.of("an expression names no label");
            }
            return switch (operator) {
                case "In", "NotIn" ->
                        values.isEmpty()
                                ? Optional.of("operator " + operator + " has no values")
                                : Optional.empty();
                case "Exists", "DoesNotExist" ->
                        values.isEmpty()
                                ? Optional.empty()
                                : Optional.of("operator " + operator + " takes no values");
                default -> Optional.of("the operator is none of In, NotIn, Exists, DoesNotExist");
            };
        }
    }

    /// What makes no sense about it.
    public Optional<String> fault() {
        return matchExpressions.stream()
                .flatMap(requirement -> requirement.fault().stream())
                .findFirst();
    }

    /// Whether an object with these labels is meant.
    public boolean matches(Map<String, String> labels) {
        return fault().isEmpty()
                && labels.entrySet().containsAll(matchLabels.entrySet())
                && matchExpressions.stream().allMatch(requirement -> requirement.holds(labels));
    }
}
