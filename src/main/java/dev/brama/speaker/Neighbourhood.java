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
/// @param peers where the others listen
record Neighbourhood(Set<String> speakers, Set<IpAddress> neighbours, Set<Peer> peers) {
    /// Nobody is known yet.
    static final Neighbourhood NONE = new Neighbourhood(Set.of(), Set.of(), Set.of());

    private static final String ADDRESS = "address";
    private static final String LAN = "lan";

    Neighbourhood {
        speakers = Set.copyOf(speakers);
        neighbours = Set.copyOf(neighbours);
        peers = Set.copyOf(peers);
    }

    /// What this node tells of itself.
    ///
    /// @param address where it listens
    /// @param lan addresses of its interfaces
    static SortedMap<String, String> notes(InetAddress address, Collection<IpAddress> lan) {
        SortedMap<String, String> notes = new TreeMap<>();
        notes.put(ADDRESS, address.getHostAddress());
        notes.put(
                LAN,
                lan.stream().sorted().map(IpAddress::toString).collect(Collectors.joining(" ")));
        return notes;
    }

    /// @param self the node that is no neighbour
    /// @param port on which all listen
    static Neighbourhood of(
            Collection<NodeLease> leases, Set<String> alive, String self, int port) {
        Set<IpAddress> neighbours = new TreeSet<>();
        Set<Peer> peers = new HashSet<>();
        for (NodeLease lease : leases) {
            if (lease.node().equals(self)) {
                continue;
            }
            for (String text : lease.notes().getOrDefault(LAN, "").split(" ", -1)) {
                IpAddress.parse(text).ifPresent(neighbours::add);
            }
            address(lease.notes().getOrDefault(ADDRESS, ""))
                    .map(address -> new InetSocketAddress(address, port))
                    .ifPresent(address -> peers.add(new Peer(lease.node(), address)));
        }
        return new Neighbourhood(alive, neighbours, peers);
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
