package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.EndpointNodes;
import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespaceObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.UnreadEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts single objects together to a [NetworkState].
final class NetworkAssembly {
    private final List<IpAddressPoolObject> pools = new ArrayList<>();
    private final List<L2AdvertisementObject> advertisements = new ArrayList<>();
    private final List<LegacyAddressPool> legacyPools = new ArrayList<>();
    private final List<UnreadEntry> unread = new ArrayList<>();
    private final SortedMap<NamespacedName, LoadBalancerService> services = new TreeMap<>();
    private final SortedMap<String, NodeObject> nodes = new TreeMap<>();
    private final SortedMap<String, NamespaceObject> namespaces = new TreeMap<>();
    private final NavigableMap<NamespacedName, List<EndpointNodes>> endpoints = new TreeMap<>();

    void add(Content content) {
        switch (content) {
            case Content.OfService(var _, var balancer) ->
                    balancer.ifPresent(service -> services.put(service.id(), service));
            case Content.OfLoadBalancer(var service) -> services.put(service.id(), service);
            case Content.OfPool(var pool) -> pools.add(pool);
            case Content.OfAdvertisement(var advertisement) -> advertisements.add(advertisement);
            case Content.OfAddressConfig(var config) -> add(config);
            case Content.OfNode(var node) -> nodes.put(node.name(), node);
            case Content.OfNamespace(var namespace) -> namespaces.put(namespace.name(), namespace);
            case Content.OfEndpointNodes(var slice) ->
                    endpoints
                            .computeIfAbsent(
                                    new NamespacedName(slice.id().namespace(), slice.service()),
                                    _ -> new ArrayList<>())
                            .add(slice);
            case Content.OfIngress _,
                    Content.OfIngressClass _,
                    Content.OfSlice _,
                    Content.OfEndpoints _,
                    Content.OfSecret _,
                    Content.OfConfigMap _,
                    Content.OfNothing _ -> {}
        }
    }

    void add(AddressConfig config) {
        pools.addAll(config.pools());
        advertisements.addAll(config.advertisements());
        legacyPools.addAll(config.legacyPools());
        unread.addAll(config.unread());
    }

    void add(UnreadEntry entry) {
        unread.add(entry);
    }

    NetworkState finished() {
        return new NetworkState(
                pools, advertisements, legacyPools, unread, services, nodes, namespaces, endpoints);
    }
}
