package dev.brama.cluster;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All objects at one moment.
///
/// @param ingresses the Ingresses, in no particular order
/// @param ingressClasses the IngressClasses by name
/// @param services the Services by key
/// @param endpointSlices the EndpointSlices by key of their Service, each list sorted by name
/// @param secrets the Secrets by key
/// @param configMaps the ConfigMaps by key
public record ClusterState(
        List<IngressObject> ingresses,
        SortedMap<String, IngressClassObject> ingressClasses,
        SortedMap<NamespacedName, ServiceObject> services,
        SortedMap<NamespacedName, List<EndpointSliceObject>> endpointSlices,
        SortedMap<NamespacedName, SecretObject> secrets,
        SortedMap<NamespacedName, ConfigMapObject> configMaps) {
    /// A cluster without objects.
    public static final ClusterState EMPTY =
            new ClusterState(
                    List.of(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeMap<>());

    public ClusterState {
        ingresses = List.copyOf(ingresses);
        ingressClasses = copy(ingressClasses);
        services = copy(services);
        endpointSlices = copy(endpointSlices);
        secrets = copy(secrets);
        configMaps = copy(configMaps);
    }

    private static <K, V> SortedMap<K, V> copy(SortedMap<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /// The Service with this key.
    public Optional<ServiceObject> service(NamespacedName id) {
        return Optional.ofNullable(services.get(id));
    }

    /// The EndpointSlices of a Service; empty where there are none.
    public List<EndpointSliceObject> endpointSlices(NamespacedName service) {
        return endpointSlices.getOrDefault(service, List.of());
    }

    /// The Secret with this key.
    public Optional<SecretObject> secret(NamespacedName id) {
        return Optional.ofNullable(secrets.get(id));
    }

    /// The ConfigMap with this key.
    public Optional<ConfigMapObject> configMap(NamespacedName id) {
        return Optional.ofNullable(configMaps.get(id));
    }
}
