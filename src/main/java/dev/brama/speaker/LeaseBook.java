package dev.brama.speaker;

import dev.brama.kube.SpeakerStore.NodeLease;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which Leases are renewed, by this process's own clock: times of other machines are not believed.
final class LeaseBook {
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(NodeLease lease, long changed) {}

    /// Takes what was read.
    void read(Collection<NodeLease> leases, long now) {
        Map<String, Seen> before = Map.copyOf(seen);
        seen.clear();
        for (NodeLease lease : leases) {
            Seen old = before.get(lease.node());
            if (old != null && old.lease().pulse().equals(lease.pulse())) {
                seen.put(lease.node(), new Seen(lease, old.changed()));
            } else {
                seen.put(lease.node(), new Seen(lease, now));
            }
        }
    }

    Optional<NodeLease> lease(String node) {
        return Optional.ofNullable(seen.get(node)).map(Seen::lease);
    }

    Collection<NodeLease> leases() {
        return seen.values().stream().map(Seen::lease).toList();
    }

    /// Whether nothing has changed for so long; that of a Lease nobody has is no silence.
    boolean isSilent(String node, Duration time, long now) {
        Seen one = seen.get(node);
        return one != null
                && !one.lease().holder().isEmpty()
                && now - one.changed() > time.toNanos();
    }

    /// Whether a process may act by the Lease of that node, as far as is known here.
    boolean isHeld(String node) {
        return lease(node).filter(lease -> !lease.holder().isEmpty()).isPresent();
    }

    /// Nodes whose speaker showed that it lives within that time.
    Set<String> alive(Duration time, long now) {
        Set<String> alive = new TreeSet<>();
        seen.forEach((node, one) -> {
            if (!one.lease().holder().isEmpty() && now - one.changed() <= time.toNanos()) {
                alive.add(node);
            }
        });
        return alive;
    }
}
