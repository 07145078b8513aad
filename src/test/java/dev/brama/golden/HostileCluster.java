package dev.brama.golden;

import dev.brama.cluster.Age;
import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.IngressBackend.ResourceBackend;
import dev.brama.cluster.IngressBackend.ServiceBackend;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IngressObject.IngressPath;
import dev.brama.cluster.IngressObject.IngressRule;
import dev.brama.cluster.IngressObject.PathType;
import dev.brama.cluster.IngressObject.TlsEntry;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.SecretValue;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.fixture.KeyedCertificate;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.IngressOptions.StreamSources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A small cluster in which every text can be another, wherever it came from: no reader of
/// manifests stands before it.
final class HostileCluster {
    private static final String PREFIX = "nginx.ingress.kubernetes.io/";
    private static final KeyedCertificate KEYED = KeyedCertificate.of("shop.example.com");

    /// Where TCP services are named.
    static final StreamSources STREAMS =
            new StreamSources(
                    Optional.of(new NamespacedName("infra", "tcp")), Optional.empty(), Set.of());

    /// A text of the cluster; names that refer to one another stay equal.
    enum Slot {
        NAMESPACE("shop"),
        INGRESS("web"),
        CLASS("nginx"),
        CONTROLLER("k8s.io/ingress-nginx"),
        ANNOTATION("example.com/note", PREFIX + "\u0001"),
        HOST("shop.example.com", "*.example.com", ""),
        PATH("/p", "/p/", "/", ""),
        EXACT_PATH("/e", "/e/", "/"),
        SERVICE("web"),
        PORT("http"),
        PORT_OF_SERVICE("http"),
        TARGET_PORT("8080"),
        PROTOCOL("TCP"),
        CLUSTER_IP("10.96.0.1"),
        EXTERNAL_NAME("api.example.com", "192.0.2.1", "localhost"),
        ADDRESS("10.0.0.1"),
        RESOURCE("Bucket"),
        TLS_HOST("shop.example.com"),
        TLS_SECRET("tls"),
        CERTIFICATE(KEYED.chainPem()),
        KEY(KEYED.keyPem()),
        PASSWORDS("ann:$apr1$a$b"),
        USER("ann"),
        HASH("$apr1$a$b"),
        CONFIG_KEY("note"),
        STREAM_PORT("15432"),
        STREAM(
                "shop/web:http",
                "shop/web:http:PROXY",
                "shop/web:http::PROXY",
                "shop/web:http:PROXY:PROXY",
                "shop/external:http");

        private final List<String> harmless;

        Slot(String... harmless) {
            this.harmless = List.of(harmless);
        }

        /// The usual text first.
        List<String> harmless() {
            return harmless;
        }
    }

    private final Map<Slot, String> texts = new EnumMap<>(Slot.class);
    private final Map<String, String> annotations = new TreeMap<>();
    private final SortedMap<String, String> config = new TreeMap<>();

    HostileCluster with(Slot slot, String text) {
        texts.put(slot, text);
        return this;
    }

    HostileCluster annotation(String name, String value) {
        annotations.put(PREFIX + name, value);
        return this;
    }

    HostileCluster annotations(Map<String, String> values) {
        values.forEach(this::annotation);
        return this;
    }

    HostileCluster config(String key, String value) {
        config.put(key, value);
        return this;
    }

    HostileCluster config(Map<String, String> values) {
        config.putAll(values);
        return this;
    }

    ClusterState state() {
        return new ClusterState(
                List.of(main(), guarded("file", "users"), guarded("map", "accounts")),
                new TreeMap<>(
                        Map.of(
                                "nginx",
                                new IngressClassObject("nginx", of(Slot.CONTROLLER), false))),
                services(),
                slices(),
                secrets(),
                configMap());
    }

    /// The Ingresses of many clusters in one, each with a host of its own.
    static ClusterState together(List<HostileCluster> clusters) {
        ClusterState usual = new HostileCluster().state();
        List<IngressObject> ingresses = new ArrayList<>();
        for (HostileCluster cluster : clusters) {
            int number = ingresses.size();
            ingresses.add(
                    cluster.with(Slot.HOST, "host" + number + ".example.com")
                            .with(Slot.INGRESS, "web-" + number)
                            .main());
        }
        return new ClusterState(
                ingresses,
                usual.ingressClasses(),
                usual.services(),
                usual.endpointSlices(),
                usual.secrets(),
                usual.configMaps());
    }

    private String of(Slot slot) {
        return texts.getOrDefault(slot, slot.harmless().getFirst());
    }

    private NamespacedName named(String name) {
        return new NamespacedName(of(Slot.NAMESPACE), name);
    }

    private IngressObject main() {
        Map<String, String> all = new TreeMap<>(annotations);
        all.put(of(Slot.ANNOTATION), "1");
        return new IngressObject(
                named(of(Slot.INGRESS)),
                Age.createdAt(Instant.EPOCH),
                all,
                Optional.of(of(Slot.CLASS)),
                Optional.empty(),
                List.of(new TlsEntry(List.of(of(Slot.TLS_HOST)), of(Slot.TLS_SECRET))),
                List.of(
                        new IngressRule(
                                of(Slot.HOST),
                                List.of(
                                        path(of(Slot.PATH), PathType.PREFIX, of(Slot.SERVICE)),
                                        path(of(Slot.EXACT_PATH), PathType.EXACT, "external"),
                                        new IngressPath(
                                                "/r",
                                                PathType.PREFIX,
                                                new ResourceBackend(
                                                        of(Slot.RESOURCE), of(Slot.RESOURCE)))))));
    }

    private IngressPath path(String path, PathType type, String service) {
        return new IngressPath(
                path, type, new ServiceBackend(service, new PortRef.Name(of(Slot.PORT))));
    }

    private IngressObject guarded(String kind, String secret) {
        return new IngressObject(
                named("auth-" + kind),
                Age.createdAt(Instant.EPOCH),
                Map.of(
                        PREFIX + "auth-type",
                        "basic",
                        PREFIX + "auth-secret-type",
                        "auth-" + kind,
                        PREFIX + "auth-secret",
                        secret),
                Optional.of("nginx"),
                Optional.empty(),
                List.of(),
                List.of(
                        new IngressRule(
                                kind + ".example.com",
                                List.of(path("/", PathType.PREFIX, of(Slot.SERVICE))))));
    }

    private SortedMap<NamespacedName, ServiceObject> services() {
        SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
        ServicePort port =
                new ServicePort(
                        of(Slot.PORT_OF_SERVICE),
                        80,
                        new PortRef.Name(of(Slot.TARGET_PORT)),
                        of(Slot.PROTOCOL));
        ServicePort https = new ServicePort("http", 443, new PortRef.Number(443), "TCP");
        put(services, of(Slot.SERVICE), Optional.of(of(Slot.CLUSTER_IP)), Optional.empty(), port);
        put(services, "errors", Optional.of("10.96.0.2"), Optional.empty(), https);
        put(services, "external", Optional.empty(), Optional.of(of(Slot.EXTERNAL_NAME)), https);
        return services;
    }

    private void put(
            SortedMap<NamespacedName, ServiceObject> services,
            String name,
            Optional<String> clusterIp,
            Optional<String> externalName,
            ServicePort port) {
        services.put(
                named(name),
                new ServiceObject(named(name), clusterIp, externalName, List.of(port)));
    }

    private SortedMap<NamespacedName, List<EndpointSliceObject>> slices() {
        SortedMap<NamespacedName, List<EndpointSliceObject>> slices = new TreeMap<>();
        slices.put(named("errors"), List.of(slice("errors", "http", "10.0.0.2", "TCP")));
        slices.put(
                named(of(Slot.SERVICE)),
                List.of(
                        slice(
                                of(Slot.SERVICE),
                                of(Slot.PORT_OF_SERVICE),
                                of(Slot.ADDRESS),
                                of(Slot.PROTOCOL))));
        return slices;
    }

    private EndpointSliceObject slice(
            String service, String port, String address, String protocol) {
        return new EndpointSliceObject(
                named(service + "-1"),
                service,
                List.of(new Endpoint(List.of(address), true)),
                List.of(new EndpointPort(port, Optional.of(8080), protocol)));
    }

    private SortedMap<NamespacedName, SecretObject> secrets() {
        SortedMap<NamespacedName, SecretObject> secrets = new TreeMap<>();
        put(secrets, of(Slot.TLS_SECRET), "tls.crt", of(Slot.CERTIFICATE), "tls.key", of(Slot.KEY));
        put(secrets, "users", "auth", of(Slot.PASSWORDS), "note", "x");
        put(secrets, "accounts", of(Slot.USER), of(Slot.HASH), "bob", "x");
        return secrets;
    }

    private void put(
            SortedMap<NamespacedName, SecretObject> secrets, String name, String... entries) {
        SortedMap<String, SecretValue> values = new TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            values.put(entries[i], SecretValue.ofText(entries[i + 1]));
        }
        secrets.put(named(name), new SecretObject(named(name), "Opaque", values));
    }

    private SortedMap<NamespacedName, ConfigMapObject> configMap() {
        NamespacedName id = IngressOptions.DEFAULTS.configMap();
        SortedMap<String, String> data = new TreeMap<>(config);
        data.putIfAbsent(of(Slot.CONFIG_KEY), "1");
        NamespacedName tcp = STREAMS.tcp().orElseThrow();
        SortedMap<String, String> ports = new TreeMap<>();
        ports.put(of(Slot.STREAM_PORT), of(Slot.STREAM));
        return new TreeMap<>(
                Map.of(id, new ConfigMapObject(id, data), tcp, new ConfigMapObject(tcp, ports)));
    }

    @Override
    public String toString() {
        return HostileText.shown(texts + " " + annotations + " " + config);
    }
}
