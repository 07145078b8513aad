package dev.brama.address;

import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.Place;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who announces the addresses of which pools, and where.
///
/// @param name its name
/// @param place where it is written
/// @param pools names of the pools, all of which there are
/// @param nodeSelectors of which one must match; none means all nodes
/// @param interfaces names; none means all
/// @param serviceSelectors of which one must match; none means all Services
/// @param preferences nodes that are to be preferred
public record Advertisement(
        String name,
        Place place,
        SortedSet<String> pools,
        List<LabelSelector> nodeSelectors,
        Set<String> interfaces,
        List<LabelSelector> serviceSelectors,
        List<Preference> preferences) {
    public Advertisement {
        pools = Collections.unmodifiableSortedSet(new TreeSet<>(pools));
        nodeSelectors = List.copyOf(nodeSelectors);
        interfaces = Set.copyOf(interfaces);
        serviceSelectors = List.copyOf(serviceSelectors);
        preferences = List.copyOf(preferences);
    }

    /// @param weight 1 to 100
    /// @param nodes the nodes that get it
    public record Preference(int weight, LabelSelector nodes) {}

    /// Whether a node with these labels may announce.
    public boolean admitsNode(Map<String, String> labels) {
        return matchesOne(nodeSelectors, labels);
    }

    /// Whether a Service with these labels is announced.
    public boolean admitsService(Map<String, String> labels) {
        return matchesOne(serviceSelectors, labels);
    }

    private static boolean matchesOne(List<LabelSelector> selectors, Map<String, String> labels) {
        return selectors.isEmpty()
                || selectors.stream().anyMatch(selector -> selector.matches(labels));
    }

    /// The sum of the weights that a node with these labels gets.
    public int weight(Map<String, String> labels) {
        return preferences.stream()
                .filter(preference -> preference.nodes().matches(labels))
                .mapToInt(Preference::weight)
                .sum();
    }
}
