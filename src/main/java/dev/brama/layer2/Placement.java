package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which node should have which addresses while nobody has them.
///
/// Every speaker computes the same from the same objects. A node that has an address keeps it,
/// whatever comes out here.
public final class Placement {
    private Placement() {}

    /// A Service that wants to be announced.
    ///
    /// @param addresses its one or two
    /// @param weights the nodes that may answer for it, and how much each is preferred
    public record Demand(List<IpAddress> addresses, Map<String, Integer> weights) {
        public Demand {
            addresses = List.copyOf(addresses);
            weights = Map.copyOf(weights);
        }

        /// Without preferences.
        public static Demand of(List<IpAddress> addresses, Set<String> nodes) {
            Map<String, Integer> weights = new HashMap<>();
            nodes.forEach(node -> weights.put(node, 0));
            return new Demand(addresses, weights);
        }
    }

    /// One seat for all that must be together: Services that share an address, and the addresses of
    /// one Service. A node must be fit for all of them; those that no node is fit for do not count.
    public static List<Seat> seats(Collection<Demand> demands) {
        List<Demand> counting =
                demands.stream()
                        .filter(demand -> !demand.weights().isEmpty())
                        .filter(demand -> !demand.addresses().isEmpty())
                        .toList();
        SortedMap<IpAddress, SortedSet<IpAddress>> together = together(counting);
        SortedMap<IpAddress, Map<String, Integer>> fitness = new TreeMap<>();
        for (Demand demand : counting) {
            IpAddress any = demand.addresses().getFirst();
            IpAddress first = together.getOrDefault(any, new TreeSet<>(Set.of(any))).first();
            fitness.merge(first, demand.weights(), Placement::both);
        }
        List<Seat> seats = new ArrayList<>();
        fitness.forEach((first, weights) -> {
            if (!weights.isEmpty()) {
                seats.add(
                        new Seat(
                                List.copyOf(together.getOrDefault(first, new TreeSet<>())),
                                order(first, weights)));
            }
        });
        return seats;
    }

    private static Map<String, Integer> both(Map<String, Integer> one, Map<String, Integer> other) {
        Map<String, Integer> both = new HashMap<>();
        one.forEach((node, weight) -> {
            Integer more = other.get(node);
            if (more != null) {
                both.put(node, weight + more);
            }
        });
        return both;
    }

    /// For each address all that go with it.
    private static SortedMap<IpAddress, SortedSet<IpAddress>> together(List<Demand> demands) {
        SortedMap<IpAddress, SortedSet<IpAddress>> together = new TreeMap<>();
        for (Demand demand : demands) {
            SortedSet<IpAddress> group = new TreeSet<>(demand.addresses());
            for (IpAddress address : demand.addresses()) {
                group.addAll(together.getOrDefault(address, new TreeSet<>()));
            }
            group.forEach(address -> together.put(address, group));
        }
        return together;
    }

    private static List<String> order(IpAddress first, Map<String, Integer> weights) {
        Map<String, byte[]> hashes = new HashMap<>();
        weights.keySet().forEach(node -> hashes.put(node, hash(node, first)));
        return weights.keySet().stream()
                .sorted(
                        Comparator.comparingInt((String node) -> -weights.getOrDefault(node, 0))
                                .thenComparing(
                                        node -> hashes.getOrDefault(node, new byte[0]),
                                        Arrays::compareUnsigned)
                                .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /// As MetalLB hashes, so that a move to Brama moves no address.
    private static byte[] hash(String node, IpAddress address) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest((node + "#" + address).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
