package dev.brama.report;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Something to write into the cluster.
public sealed interface KubeWrite {
    /// Sets `status.loadBalancer.ingress` of an Ingress.
    ///
    /// @param ingress the Ingress
    /// @param addresses all addresses it is to have; none takes the old ones away
    record SetIngressAddress(NamespacedName ingress, List<LoadBalancerAddress> addresses)
            implements KubeWrite {
        public SetIngressAddress {
            addresses = List.copyOf(addresses);
        }
    }

    /// Sets `status.loadBalancer.ingress` of a Service, and annotations of it.
    ///
    /// @param service the Service
    /// @param resourceVersion of which version this was decided
    /// @param addresses all addresses it is to have; none takes the old ones away
    /// @param annotations what annotations are to say; those without a value are taken away
    record SetServiceAddress(
            NamespacedName service,
            String resourceVersion,
            List<LoadBalancerAddress> addresses,
            SortedMap<String, Optional<String>> annotations)
            implements KubeWrite {
        public SetServiceAddress {
            addresses = List.copyOf(addresses);
            annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        }
    }

    /// Makes an Event, or brings the one that says the same up to date.
    ///
    /// @param notice what it says, and of which object
    /// @param count how often it was seen
    /// @param first when it was seen first
    /// @param last when it was seen last
    record EmitEvent(Notice notice, int count, Instant first, Instant last) implements KubeWrite {}
}
