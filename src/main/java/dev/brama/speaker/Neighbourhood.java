package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.NodeLease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What speakers tell of themselves by notes on their Leases.
///
/// @param speakers nodes whose speaker lives, this one perhaps too
/// @param neighbours addresses of the others' interfaces
/// @param gateways that the others hear
/// @param peers where the others listen
record Neighbourhood(
        Set<String> speakers, Set<IpAddress> neighbours, Set<IpAddress> gateways, Set<Peer> peers) {
    /// Nobody is known yet.
    static final Neighbourhood NONE = new Neighbourhood(Set.of(), Set.of(), Set.of(), Set.of());

    private static final String ADDRESS = "address";
    private static final String LAN = "lan";
    private static final String GATEWAYS = "gateways";

    Neighbourhood {
        speakers = Set.copyOf(speakers);
        neighbours = Set.copyOf(neighbours);
        gateways = Set.copyOf(gateways);
        peers = Set.copyOf(peers);
    }

    /// What this node has and hears in its LANs.
    ///
    /// @param addresses of its interfaces
    /// @param gateways that it hears
    record Own(Set<IpAddress> addresses, Set<IpAddress> gateways) {
        Own {
            addresses = Set.copyOf(addresses);
            gateways = Set.copyOf(gateways);
        }
    }

    /// What this node tells of itself.
    ///
    /// @param address where it listens
    /// @param tellsGateways whether it tells those too
    static SortedMap<String, String> notes(InetAddress address, Own own, boolean tellsGateways) {
        SortedMap<String, String> notes = new TreeMap<>();
        notes.put(ADDRESS, address.getHostAddress());
        notes.put(LAN, words(own.addresses()));
        notes.put(GATEWAYS, tellsGateways ? words(own.gateways()) : "");
        return notes;
    }

    private static String words(Set<IpAddress> addresses) {
        return addresses.stream()
                .sorted()
                .map(IpAddress::toString)
                .collect(Collectors.joining(" "));
    }

    /// @param alive nodes whose speaker lives
    /// @param awake those that have shown it so lately that what they hear counts: who may have
    ///   died meanwhile is no reason to give anything up
    /// @param self the node that is no neighbour
    /// @param port on which all listen
    static Neighbourhood of(
            Collection<NodeLease> leases,
            Set<String> alive,
            Set<String> awake,
            String self,
            int port) {
        Set<IpAddress> neighbours = new TreeSet<>();
        Set<IpAddress> gateways = new TreeSet<>();
        Set<Peer> peers = new HashSet<>();
        for (NodeLease lease : leases) {
            if (lease.node().equals(self)) {
                continue;
            }
            neighbours.addAll(addresses(lease, LAN));
            if (awake.contains(lease.node())) {
                gateways.addAll(addresses(lease, GATEWAYS));
            }
            address(lease.notes().getOrDefault(ADDRESS, ""))
                    .map(address -> new InetSocketAddress(address, port))
                    .ifPresent(address -> peers.add(new Peer(lease.node(), address)));
        }
        return new Neighbourhood(alive, neighbours, gateways, peers);
    }

    private static Set<IpAddress> addresses(NodeLease lease, String note) {
        Set<IpAddress> addresses = new TreeSet<>();
        for (String text : lease.notes().getOrDefault(note, "").split(" ", -1)) {
            IpAddress.parse(text).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
