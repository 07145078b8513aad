package dev.brama.cluster;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// On which nodes a Service has endpoints that take connections: all that is to be known of an
/// EndpointSlice for who announces an address.
///
/// @param id the namespace and name of the slice
/// @param service the name of its Service
/// @param nodes nodes with an endpoint that is ready or serving
/// @param unplaced how many more such endpoints there are that name no node
public record EndpointNodes(
        NamespacedName id, String service, SortedSet<String> nodes, int unplaced) {
    public EndpointNodes {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }

    /// Whether there is any such endpoint.
    public boolean isServing() {
        return unplaced > 0 || !nodes.isEmpty();
    }
}
