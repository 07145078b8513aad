package dev.brama.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Node.
///
/// @param name its name
/// @param labels its labels
/// @param internalIps the `status.addresses` of type InternalIP, in their order
/// @param externalIps the `status.addresses` of type ExternalIP, in their order
/// @param conditions what its conditions say
public record NodeObject(
        String name,
        SortedMap<String, String> labels,
        List<String> internalIps,
        List<String> externalIps,
        Conditions conditions) {
    public NodeObject {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        internalIps = List.copyOf(internalIps);
        externalIps = List.copyOf(externalIps);
    }

    /// A node of which only its addresses count.
    public NodeObject(String name, Optional<String> internalIp, Optional<String> externalIp) {
        this(
                name,
                Collections.emptySortedMap(),
                internalIp.stream().toList(),
                externalIp.stream().toList(),
                Conditions.GOOD);
    }

    /// @param isReady whether condition Ready is True
    /// @param isNetworkUnavailable whether condition NetworkUnavailable is True
    public record Conditions(boolean isReady, boolean isNetworkUnavailable) {
        /// Those of a node in working order.
        public static final Conditions GOOD = new Conditions(true, false);
    }

    /// The first internal address.
    public Optional<String> internalIp() {
        return internalIps.stream().findFirst();
    }

    /// The first external address.
    public Optional<String> externalIp() {
        return externalIps.stream().findFirst();
    }
}
