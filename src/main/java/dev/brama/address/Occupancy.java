package dev.brama.address;

import dev.brama.cluster.LoadBalancerService.Port;
import dev.brama.cluster.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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

    /// The addresses of a group, for each set of ports those that were not found to have one of
    /// them yet. Ports are only ever added, so what is struck out once is so for good.
    private static final class Open {
        private final NavigableSet<IpAddress> all = new TreeSet<>();
        private final Map<Set<Port>, NavigableSet<IpAddress>> byPorts = new HashMap<>();

        void add(IpAddress address) {
            if (all.add(address)) {
                byPorts.values().forEach(open -> open.add(address));
            }
        }

        NavigableSet<IpAddress> of(Set<Port> ports) {
            return byPorts.computeIfAbsent(ports, _ -> new TreeSet<>(all));
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
            groups.computeIfAbsent(Group.of(terms), _ -> new Open()).add(address);
        }
    }

    void remove(IpAddress address, NamespacedName service) {
        users.computeIfPresent(
                address,
                (_, list) -> {
                    list.removeIf(user -> user.service().equals(service));
                    return list.isEmpty() ? null : list;
                });
        // Rare; what was struck out may be open again.
        groups.values()
                .forEach(open -> {
                    open.byPorts.clear();
                    if (!users.containsKey(address)) {
                        open.all.remove(address);
                    }
                });
    }

    /// The lowest address of a range that this Service may share with those who have it.
    Optional<IpAddress> shareable(IpRange range, SharingTerms terms) {
        Open group = terms.key().isEmpty() ? null : groups.get(Group.of(terms));
        if (group == null) {
            return Optional.empty();
        }
        Iterator<IpAddress> candidates =
                group.of(terms.ports()).subSet(range.first(), true, range.last(), true).iterator();
        while (candidates.hasNext()) {
            steps++;
            IpAddress candidate = candidates.next();
            if (obstacle(candidate, terms).isEmpty()) {
                return Optional.of(candidate);
            }
            candidates.remove();
        }
        return Optional.empty();
    }

    /// How many addresses were looked at.
    long steps() {
        return steps;
    }
}
