package dev.brama.cluster;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// All objects that decide about addresses and about who announces them, at one moment.
///
/// @param pools the pools, in no particular order
/// @param advertisements the advertisements, in no particular order
/// @param legacyPools pools in the form of old
/// @param unread pools and advertisements with a mistake of form
/// @param services the Services that are load balancers, or have traces of having been
/// @param nodes the Nodes by name
/// @param namespaces the Namespaces by name
/// @param endpoints where the endpoints are, by key of their Service
public record NetworkState(
        List<IpAddressPoolObject> pools,
        List<L2AdvertisementObject> advertisements,
        List<LegacyAddressPool> legacyPools,
        List<UnreadEntry> unread,
        SortedMap<NamespacedName, LoadBalancerService> services,
        SortedMap<String, NodeObject> nodes,
        SortedMap<String, NamespaceObject> namespaces,
        SortedMap<NamespacedName, List<EndpointNodes>> endpoints) {
    /// A cluster without objects.
    public static final NetworkState EMPTY =
            new NetworkState(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());

    public NetworkState {
        pools = List.copyOf(pools);
        advertisements = List.copyOf(advertisements);
        legacyPools = List.copyOf(legacyPools);
        unread = List.copyOf(unread);
        services = copy(services);
        nodes = copy(nodes);
        namespaces = copy(namespaces);
        endpoints = copy(endpoints);
    }

    private static <K, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /// The same with other Services.
    public NetworkState withServices(SortedMap<NamespacedName, LoadBalancerService> others) {
        return new NetworkState(
                pools, advertisements, legacyPools, unread, others, nodes, namespaces, endpoints);
    }

    /// Whether a Service has an endpoint that takes connections, on whatever node.
    public boolean isServing(NamespacedName service) {
        return endpoints.getOrDefault(service, List.of()).stream()
                .anyMatch(EndpointNodes::isServing);
    }

    /// The nodes that have an endpoint of a Service that takes connections.
    public SortedSet<String> servingNodes(NamespacedName service) {
        SortedSet<String> nodesOfService = new TreeSet<>();
        endpoints
                .getOrDefault(service, List.of())
                .forEach(slice -> nodesOfService.addAll(slice.nodes()));
        return nodesOfService;
    }
}
