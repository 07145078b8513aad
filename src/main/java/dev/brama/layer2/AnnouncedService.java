package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A Service of type LoadBalancer, and what becomes of it on the LAN.
///
/// @param service which one
/// @param addresses that it has; none while it is pending
/// @param refusal why it has none, if it has none
/// @param answering who may answer, and who does
/// @param strangers MACs of others who answer for an address
public record AnnouncedService(
        NamespacedName service,
        List<IpAddress> addresses,
        Optional<String> refusal,
        Answering answering,
        Map<IpAddress, String> strangers) {
    public AnnouncedService {
        addresses = List.copyOf(addresses);
        strangers = Map.copyOf(strangers);
    }

    /// Who may answer, and who does.
    ///
    /// @param isAdvertised whether an advertisement is for the Service
    /// @param interfaces that the advertisements name; none: every one that can
    /// @param candidates nodes that may hold its addresses
    /// @param obstacles what keeps the other nodes from it, in words that stand before its name
    /// @param apart Services of the same address for which other nodes may answer, so that none may
    ///   for all
    /// @param holder the node that answers
    public record Answering(
            boolean isAdvertised,
            Set<String> interfaces,
            SortedSet<String> candidates,
            SortedMap<String, String> obstacles,
            SortedSet<NamespacedName> apart,
            Holder holder) {
        /// Of a Service that has no address.
        public static final Answering NONE =
                new Answering(
                        false,
                        Set.of(),
                        new TreeSet<>(),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        new Holder.Nobody());

        public Answering {
            interfaces = Set.copyOf(interfaces);
            candidates = Collections.unmodifiableSortedSet(new TreeSet<>(candidates));
            obstacles = Collections.unmodifiableSortedMap(new TreeMap<>(obstacles));
            apart = Collections.unmodifiableSortedSet(new TreeSet<>(apart));
        }
    }
}
