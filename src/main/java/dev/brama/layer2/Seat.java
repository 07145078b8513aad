package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Addresses that go to one node together, and which node should have them while nobody has.
///
/// @param addresses of Services that share addresses or have two; the first decides for all
/// @param order the nodes that may hold them, the best first
public record Seat(List<IpAddress> addresses, List<String> order) {
    public Seat {
        addresses = List.copyOf(addresses);
        order = List.copyOf(order);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a seat without addresses");
        }
    }

    /// How many nodes come before this one.
    ///
    /// @param absent nodes that do not count
    int rank(String node, Set<String> absent) {
        int rank = 0;
        for (String other : order) {
            if (other.equals(node)) {
                return rank;
            }
            if (!absent.contains(other)) {
                rank++;
            }
        }
        return rank;
    }

    /// The best node but one.
    Optional<String> successor(String leaving, Set<String> absent) {
        Set<String> others = new TreeSet<>(order);
        others.remove(leaving);
        others.removeAll(absent);
        return order.stream().filter(others::contains).findFirst();
    }
}
