package dev.brama.report;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import java.time.Instant;
import java.util.List;

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

    /// Makes an Event, or brings the one that says the same up to date.
    ///
    /// @param notice what it says, and of which object
    /// @param count how often it was seen
    /// @param first when it was seen first
    /// @param last when it was seen last
    record EmitEvent(Notice notice, int count, Instant first, Instant last) implements KubeWrite {}
}
