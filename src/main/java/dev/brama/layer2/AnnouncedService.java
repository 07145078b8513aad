package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A Service of type LoadBalancer, and what becomes of it on the LAN.
///
/// @param service which one
/// @param addresses that it has; none while it is pending
/// @param refusal why it has none, if it has none
/// @param advertised whether an advertisement is for it
/// @param interfaces that the advertisements name; none: every one that can
/// @param candidates nodes that may hold its addresses
/// @param holder the node that answers
/// @param strangers MACs of others who answer for an address
public record AnnouncedService(
        NamespacedName service,
        List<IpAddress> addresses,
        Optional<String> refusal,
        boolean advertised,
        Set<String> interfaces,
        Set<String> candidates,
        Optional<String> holder,
        Map<IpAddress, String> strangers) {
    public AnnouncedService {
        addresses = List.copyOf(addresses);
        interfaces = Set.copyOf(interfaces);
        candidates = Set.copyOf(candidates);
        strangers = Map.copyOf(strangers);
    }
}
