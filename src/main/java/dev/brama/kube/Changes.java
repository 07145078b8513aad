package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import java.util.Set;

/// What changed in a cluster.
///
/// @param objects whether any object but EndpointSlices did
/// @param services the Services whose EndpointSlices did
public record Changes(boolean objects, Set<NamespacedName> services) {
    public Changes {
        services = Set.copyOf(services);
    }

    /// Whether nothing did.
    public boolean isEmpty() {
        return !objects && services.isEmpty();
    }
}
