package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.ServiceObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// Puts single objects together to a [ClusterState].
final class StateAssembly {
    private final List<IngressObject> ingresses = new ArrayList<>();
    private final SortedMap<String, IngressClassObject> ingressClasses = new TreeMap<>();
    private final SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
    private final NavigableMap<NamespacedName, List<EndpointSliceObject>> slices = new TreeMap<>();
    private final Map<NamespacedName, List<EndpointSliceObject>> endpoints = new HashMap<>();
    private final SortedMap<NamespacedName, SecretObject> secrets = new TreeMap<>();
    private final SortedMap<NamespacedName, ConfigMapObject> configMaps = new TreeMap<>();

    void add(Content content) {
        switch (content) {
            case Content.OfIngress(var ingress) -> ingresses.add(ingress);
            case Content.OfIngressClass(var found) -> ingressClasses.put(found.name(), found);
            case Content.OfService(var service, var _) -> services.put(service.id(), service);
            case Content.OfSlice(var slice) -> listFor(slice).add(slice);
            case Content.OfEndpoints(var subsets) -> {
                if (!subsets.isEmpty()) {
                    endpoints.put(subsets.getFirst().id(), new ArrayList<>(subsets));
                }
            }
            case Content.OfSecret(var secret) -> secrets.put(secret.id(), secret);
            case Content.OfConfigMap(var configMap) -> configMaps.put(configMap.id(), configMap);
            case Content.OfLoadBalancer _,
                    Content.OfNode _,
                    Content.OfNamespace _,
                    Content.OfPool _,
                    Content.OfAdvertisement _,
                    Content.OfAddressConfig _,
                    Content.OfEndpointNodes _,
                    Content.OfNothing _ -> {}
        }
    }

    ClusterState finished() {
        endpoints.forEach(slices::putIfAbsent);
        slices.values().forEach(list -> list.sort(Comparator.comparing(EndpointSliceObject::id)));
        return new ClusterState(ingresses, ingressClasses, services, slices, secrets, configMaps);
    }

    private List<EndpointSliceObject> listFor(EndpointSliceObject slice) {
        NamespacedName service = new NamespacedName(slice.id().namespace(), slice.service());
        return slices.computeIfAbsent(service, _ -> new ArrayList<>());
    }
}
