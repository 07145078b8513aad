package dev.brama.feature;

import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions.StreamSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Writes manifests. All objects but the settings are of namespace `shop`; all Services have the
/// port 80, called `http`.
final class Yaml {
    static final String CLASS =
            document(
                    Map.of(
                            "apiVersion",
                            "networking.k8s.io/v1",
                            "kind",
                            "IngressClass",
                            "metadata",
                            Map.of("name", "nginx"),
                            "spec",
                            Map.of("controller", "k8s.io/ingress-nginx")));

    /// Where [#streams] puts TCP and UDP services.
    static final StreamSources STREAM_SOURCES =
            new StreamSources(
                    Optional.of(new NamespacedName("shop", "tcp-services")),
                    Optional.of(new NamespacedName("shop", "udp-services")),
                    Set.of());

    private Yaml() {}

    /// The ConfigMap of TCP or UDP services.
    ///
    /// @param protocol `tcp` or `udp`
    /// @param entries ports and values, one after the other
    static String streams(String protocol, Object... entries) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            values.put(entries[i].toString(), entries[i + 1]);
        }
        return document(object("v1", "ConfigMap", protocol + "-services", "data", values));
    }

    /// A Service with the port 80 of UDP, and these ports of loopback as endpoints.
    static String udpService(String name, List<Integer> ports) {
        return service(name, "UDP", ports);
    }

    static IngressYaml ingress(String name) {
        return new IngressYaml(name);
    }

    /// A Service whose endpoints are these.
    static String service(String name, Backend... backends) {
        return service(name, List.of(backends).stream().map(Backend::port).toList());
    }

    /// A Service whose endpoints are these ports of loopback.
    static String service(String name, List<Integer> ports) {
        return service(name, "TCP", ports);
    }

    private static String service(String name, String protocol, List<Integer> ports) {
        Map<String, Object> port =
                Map.of("name", "http", "port", 80, "targetPort", 8080, "protocol", protocol);
        String slices =
                String.join(
                        "",
                        IntStream.range(0, ports.size())
                                .mapToObj(i -> slice(name, i, protocol, ports.get(i)))
                                .toList());
        return document(object("v1", "Service", name, "spec", Map.of("ports", List.of(port))))
                + slices;
    }

    static String externalName(String name, String target, int port) {
        return document(
                object(
                        "v1",
                        "Service",
                        name,
                        "spec",
                        Map.of(
                                "type",
                                "ExternalName",
                                "externalName",
                                target,
                                "ports",
                                List.of(Map.of("name", "http", "port", port)))));
    }

    private static String slice(String service, int number, String protocol, int port) {
        Map<String, Object> slice =
                object("discovery.k8s.io/v1", "EndpointSlice", service + "-" + number);
        slice.put(
                "metadata",
                Map.of(
                        "name",
                        service + "-" + number,
                        "namespace",
                        "shop",
                        "labels",
                        Map.of("kubernetes.io/service-name", service)));
        slice.put("addressType", "IPv4");
        slice.put("ports", List.of(Map.of("name", "http", "port", port, "protocol", protocol)));
        slice.put(
                "endpoints",
                List.of(
                        Map.of(
                                "addresses",
                                List.of("127.0.0.1"),
                                "conditions",
                                Map.of("ready", true))));
        return document(slice);
    }

    static String secret(String name, String... entries) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            values.put(entries[i], entries[i + 1]);
        }
        return document(object("v1", "Secret", name, "stringData", values));
    }

    static String tls(String name, Issued pair) {
        return secret(name, "tls.crt", pair.chainPem(), "tls.key", pair.keyPem());
    }

    /// The controller's settings.
    static String settings(String... entries) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            values.put(entries[i], entries[i + 1]);
        }
        Map<String, Object> object =
                object("v1", "ConfigMap", "ingress-nginx-controller", "data", values);
        object.put(
                "metadata",
                Map.of("name", "ingress-nginx-controller", "namespace", "ingress-nginx"));
        return document(object);
    }

    static Map<String, Object> object(String version, String kind, String name) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", version);
        object.put("kind", kind);
        object.put("metadata", Map.of("name", name, "namespace", "shop"));
        return object;
    }

    private static Map<String, Object> object(
            String version, String kind, String name, String field, Object value) {
        Map<String, Object> object = object(version, kind, name);
        object.put(field, value);
        return object;
    }

    static String document(Map<String, Object> object) {
        return "---\n" + new org.yaml.snakeyaml.Yaml().dump(object);
    }

    /// An Ingress of class `nginx`.
    static final class IngressYaml {
        private final String name;
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private final List<Object> rules = new ArrayList<>();
        private final List<Object> tls = new ArrayList<>();
        private final Map<String, Object> spec = new LinkedHashMap<>();
        private String created = "2026-01-01T00:00:00Z";

        private IngressYaml(String name) {
            this.name = name;
            spec.put("ingressClassName", "nginx");
        }

        IngressYaml with(String annotation, String value) {
            annotations.put("nginx.ingress.kubernetes.io/" + annotation, value);
            return this;
        }

        IngressYaml ofClass(String other) {
            spec.put("ingressClassName", other);
            return this;
        }

        /// @param day of January 2026
        IngressYaml created(int day) {
            created = "2026-01-%02dT00:00:00Z".formatted(day);
            return this;
        }

        IngressYaml prefix(String host, String path, String service) {
            return path(host, path, "Prefix", backend(service));
        }

        IngressYaml exact(String host, String path, String service) {
            return path(host, path, "Exact", backend(service));
        }

        IngressYaml specific(String host, String path, String service) {
            return path(host, path, "ImplementationSpecific", backend(service));
        }

        /// A path whose backend is no Service.
        IngressYaml resource(String host, String path) {
            return path(
                    host,
                    path,
                    "Prefix",
                    Map.of(
                            "resource",
                            Map.of("apiGroup", "shop.example.com", "kind", "Disk", "name", "a")));
        }

        IngressYaml defaultBackend(String service) {
            spec.put("defaultBackend", backend(service));
            return this;
        }

        IngressYaml tls(String secret, String... hosts) {
            tls.add(Map.of("secretName", secret, "hosts", List.of(hosts)));
            return this;
        }

        /// @param service its name, and a colon and the port where that is not 80
        private static Map<String, Object> backend(String service) {
            String[] parts = service.split(":", 2);
            int port = parts.length == 2 ? Integer.parseInt(parts[1]) : 80;
            return Map.of("service", Map.of("name", parts[0], "port", Map.of("number", port)));
        }

        private IngressYaml path(
                String host, String path, String type, Map<String, Object> backend) {
            rules.add(
                    Map.of(
                            "host",
                            host,
                            "http",
                            Map.of(
                                    "paths",
                                    List.of(
                                            Map.of(
                                                    "path",
                                                    path,
                                                    "pathType",
                                                    type,
                                                    "backend",
                                                    backend)))));
            return this;
        }

        @Override
        public String toString() {
            Map<String, Object> object = object("networking.k8s.io/v1", "Ingress", name);
            object.put(
                    "metadata",
                    Map.of(
                            "name", name,
                            "namespace", "shop",
                            "creationTimestamp", created,
                            "annotations", annotations));
            Map<String, Object> whole = new LinkedHashMap<>(spec);
            if (!tls.isEmpty()) {
                whole.put("tls", tls);
            }
            if (!rules.isEmpty()) {
                whole.put("rules", rules);
            }
            object.put("spec", whole);
            return document(object);
        }
    }
}
