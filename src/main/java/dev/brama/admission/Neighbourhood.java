package dev.brama.admission;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.IngressBackend.ServiceBackend;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.SecretValue;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.ingress.IngressOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// An Ingress and the few objects that it names, so that it alone can be compiled.
final class Neighbourhood {
    private final ClusterState all;
    private final IngressOptions options;
    private final IngressObject ingress;

    Neighbourhood(ClusterState all, IngressOptions options, IngressObject ingress) {
        this.all = all;
        this.options = options;
        this.ingress = ingress;
    }

    /// With the objects that are there.
    ClusterState real() {
        SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
        SortedMap<NamespacedName, List<EndpointSliceObject>> slices = new TreeMap<>();
        SortedMap<NamespacedName, SecretObject> secrets = new TreeMap<>();
        SortedMap<NamespacedName, ConfigMapObject> configMaps = settings();
        Stream.concat(
                        backends().map(backend -> own(backend.service())),
                        options.defaultBackend().stream())
                .forEach(id -> {
                    all.service(id).ifPresent(service -> services.put(id, service));
                    slices.put(id, all.endpointSlices(id));
                });
        ingress.tls().stream()
                .map(entry -> own(entry.secretName()))
                .forEach(id -> all.secret(id).ifPresent(secret -> secrets.put(id, secret)));
        // Annotations name objects of several kinds; which of them, those who read them know.
        namedByAnnotations()
                .forEach(id -> {
                    all.service(id).ifPresent(service -> services.put(id, service));
                    slices.put(id, all.endpointSlices(id));
                    all.secret(id).ifPresent(secret -> secrets.put(id, secret));
                    all.configMap(id).ifPresent(configMap -> configMaps.put(id, configMap));
                });
        return state(services, slices, secrets, configMaps);
    }

    /// With all Services and passwords that it names, as if they were there and in order. What is
    /// wrong even so is wrong with the Ingress itself.
    ClusterState ideal() {
        SortedMap<NamespacedName, SortedSet<String>> ports = new TreeMap<>();
        backends()
                .forEach(backend ->
                        ports.computeIfAbsent(own(backend.service()), _ -> new TreeSet<>())
                                .add(backend.port().toString()));
        SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
        SortedMap<NamespacedName, List<EndpointSliceObject>> slices = new TreeMap<>();
        ports.forEach((id, wanted) -> {
            services.put(id, service(id, wanted));
            slices.put(id, List.of(slice(id, wanted)));
        });
        SortedMap<NamespacedName, SecretObject> secrets = new TreeMap<>();
        SortedMap<String, SecretValue> passwords = new TreeMap<>();
        passwords.put("auth", SecretValue.ofText("user:*"));
        namedByAnnotations()
                .forEach(id -> secrets.put(id, new SecretObject(id, "Opaque", passwords)));
        return state(services, slices, secrets, settings());
    }

    private ClusterState state(
            SortedMap<NamespacedName, ServiceObject> services,
            SortedMap<NamespacedName, List<EndpointSliceObject>> slices,
            SortedMap<NamespacedName, SecretObject> secrets,
            SortedMap<NamespacedName, ConfigMapObject> configMaps) {
        return new ClusterState(
                List.of(ingress), all.ingressClasses(), services, slices, secrets, configMaps);
    }

    private SortedMap<NamespacedName, ConfigMapObject> settings() {
        SortedMap<NamespacedName, ConfigMapObject> configMaps = new TreeMap<>();
        all.configMap(options.configMap()).ifPresent(found -> configMaps.put(found.id(), found));
        return configMaps;
    }

    private NamespacedName own(String name) {
        return new NamespacedName(ingress.id().namespace(), name);
    }

    private Stream<ServiceBackend> backends() {
        Stream<IngressBackend> named =
                Stream.concat(
                        ingress.defaultBackend().stream(),
                        ingress.rules().stream()
                                .flatMap(rule -> rule.paths().stream())
                                .map(IngressObject.IngressPath::backend));
        return named.flatMap(backend ->
                backend instanceof ServiceBackend service ? Stream.of(service) : Stream.empty());
    }

    private List<NamespacedName> namedByAnnotations() {
        List<NamespacedName> named = new ArrayList<>();
        ingress.annotations()
                .forEach((key, text) -> {
                    String value = text.strip();
                    if (key.startsWith(options.annotationsPrefix() + "/")
                            && !value.isEmpty()
                            && value.length() <= 507) {
                        named.add(NamespacedName.parse(value).orElse(own(value)));
                    }
                });
        return named;
    }

    private static ServiceObject service(NamespacedName id, SortedSet<String> wanted) {
        List<ServicePort> ports = new ArrayList<>();
        for (String port : wanted) {
            ports.add(
                    new ServicePort(
                            port,
                            number(port).orElse(ports.size() + 1),
                            new PortRef.Number(8080),
                            "TCP"));
        }
        return new ServiceObject(id, Optional.of("192.0.2.1"), Optional.empty(), ports);
    }

    private static EndpointSliceObject slice(NamespacedName id, SortedSet<String> wanted) {
        return new EndpointSliceObject(
                id,
                id.name(),
                List.of(new Endpoint(List.of("192.0.2.2"), true)),
                wanted.stream()
                        .map(port -> new EndpointPort(port, Optional.of(8080), "TCP"))
                        .toList());
    }

    private static Optional<Integer> number(String port) {
        return port.chars().allMatch(c -> c >= '0' && c <= '9') && port.length() <= 5
                ? Optional.of(Integer.valueOf(port))
                : Optional.empty();
    }
}
