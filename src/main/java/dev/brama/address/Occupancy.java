package dev.brama.address;

import static java.util.Comparator.comparingInt;

import dev.brama.cluster.LoadBalancerService.Port;
import dev.brama.cluster.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who has which address, and who may join whom.
final class Occupancy {
    private final Map<IpAddress, List<User>> users = new HashMap<>();
    private final Map<Group, Open> groups = new HashMap<>();
    private long steps;

    private record User(NamespacedName service, SharingTerms terms) {}

    /// Those who can share as far as ports do not stand in the way.
    private record Group(String key, String backend) {
        static Group of(SharingTerms terms) {
            return new Group(terms.key(), terms.backend());
        }
    }

    /// The addresses of a group. For a port that most of them have, those that have it not are kept
    /// at hand: there are few such ports, so that this takes no more memory than the addresses.
    private static final class Open {
        private final NavigableSet<IpAddress> all = new TreeSet<>();
        private final Map<Port, Set<IpAddress>> having = new HashMap<>();
        private final Map<Port, NavigableSet<IpAddress>> lacking = new HashMap<>();

        void add(IpAddress address, Set<Port> ports) {
            if (all.add(address)) {
                lacking.values().forEach(open -> open.add(address));
            }
            for (Port port : ports) {
                having.computeIfAbsent(port, _ -> new HashSet<>()).add(address);
                NavigableSet<IpAddress> open = lacking.get(port);
                if (open != null) {
                    open.remove(address);
                }
            }
        }

        void remove(IpAddress address) {
            all.remove(address);
            having.values().forEach(those -> those.remove(address));
            lacking.clear();
        }

        /// Addresses among which are all that have none of these ports.
        NavigableSet<IpAddress> lacking(Set<Port> ports) {
            Optional<Port> most = ports.stream().max(comparingInt(this::having));
            if (most.isEmpty() || 2 * having(most.get()) < all.size()) {
                return all;
            }
            return lacking.computeIfAbsent(
                    most.get(),
                    port -> {
                        NavigableSet<IpAddress> open = new TreeSet<>(all);
                        having.getOrDefault(port, Set.of()).forEach(open::remove);
                        return open;
                    });
        }

        private int having(Port port) {
            return having.getOrDefault(port, Set.of()).size();
        }
    }

    boolean isUsed(IpAddress address) {
        return users.containsKey(address);
    }

    /// Why this Service may not have the address beside those who have it; empty where it may.
    Optional<String> obstacle(IpAddress address, SharingTerms terms) {
        for (User user : users.getOrDefault(address, List.of())) {
            Optional<String> obstacle = terms.obstacle(user.terms());
            if (obstacle.isPresent()) {
                return Optional.of(
                        address
                                + " is in use by Service "
                                + user.service()
                                + ", and "
                                + obstacle.get());
            }
        }
        return Optional.empty();
    }

    void put(IpAddress address, NamespacedName service, SharingTerms terms) {
        users.computeIfAbsent(address, _ -> new ArrayList<>(1)).add(new User(service, terms));
        if (!terms.key().isEmpty()) {
            groups.computeIfAbsent(Group.of(terms), _ -> new Open()).add(address, terms.ports());
        }
    }

    void remove(IpAddress address, NamespacedName service) {
        users.computeIfPresent(
                address,
                (_, list) -> {
                    list.removeIf(user -> user.service().equals(service));
                    return list.isEmpty() ? null : list;
                });
        // Rare.
        groups.values().forEach(open -> open.remove(address));
        for (User user : users.getOrDefault(address, List.of())) {
            if (!user.terms().key().isEmpty()) {
                groups.computeIfAbsent(Group.of(user.terms()), _ -> new Open())
                        .add(address, user.terms().ports());
            }
        }
    }

    /// The lowest address of a range that this Service may share with those who have it.
    Optional<IpAddress> shareable(IpRange range, SharingTerms terms) {
        Open group = terms.key().isEmpty() ? null : groups.get(Group.of(terms));
        if (group == null) {
            return Optional.empty();
        }
        NavigableSet<IpAddress> candidates =
                group.lacking(terms.ports()).subSet(range.first(), true, range.last(), true);
        for (IpAddress candidate : candidates) {
            steps++;
            if (obstacle(candidate, terms).isEmpty()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /// How many addresses were looked at.
    long steps() {
        return steps;
    }
}
