package dev.brama.kube;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.Cached.Version;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// Makes of an object what is kept of it.
@FunctionalInterface
interface CachedReader {
    Cached read(Fields object);

    /// Reads objects of a kind that manifests hold too, as manifests are read.
    static CachedReader of(Kind kind) {
        return object -> {
            ObjectReader reader = new ObjectReader("the API server");
            reader.readItem(object, kind);
            Content content =
                    reader.entries().isEmpty()
                            ? new Content.OfNothing()
                            : reader.entries().getFirst().content().forIngresses();
            return new Cached(
                    id(object),
                    version(object),
                    content,
                    kind == Kind.INGRESS ? addresses(object) : List.of(),
                    reader.findings().stream().map(Finding::problem).toList());
        };
    }

    /// Reads of objects of a kind only what is asked for.
    static CachedReader of(Kind kind, BiFunction<Form, Metadata, Content> content) {
        return object -> {
            Findings found = Findings.of(id(object).as(kind.title()));
            Form root = Form.of(found, object);
            Content read = content.apply(root, Metadata.read(root.child("metadata"), kind));
            return new Cached(
                    id(object),
                    version(object),
                    found.hasErrors() ? new Content.OfNothing() : read,
                    List.of(),
                    found.found().stream().map(Finding::problem).toList());
        };
    }

    /// Keeps of each object only that it is there.
    static CachedReader stubs() {
        return object ->
                new Cached(
                        id(object), version(object), new Content.OfNothing(), List.of(), List.of());
    }

    /// The namespace and name of an object.
    static NamespacedName id(Fields object) {
        Fields metadata = child(object, "metadata");
        return new NamespacedName(text(metadata, "namespace"), text(metadata, "name"));
    }

    /// Which one it is.
    static Version version(Fields object) {
        Fields metadata = child(object, "metadata");
        return new Version(text(metadata, "uid"), text(metadata, "resourceVersion"));
    }

    private static List<LoadBalancerAddress> addresses(Fields object) {
        Fields balancer = child(child(object, "status"), "loadBalancer");
        List<LoadBalancerAddress> addresses = new ArrayList<>();
        if (balancer.values().get("ingress") instanceof Items items) {
            for (Value item : items.values()) {
                if (item instanceof Fields address) {
                    addresses.add(
                            new LoadBalancerAddress(
                                    text(address, "hostname"), text(address, "ip")));
                }
            }
        }
        return addresses;
    }

    private static Fields child(Fields object, String field) {
        return object.values().get(field) instanceof Fields child
                ? child
                : new Fields(java.util.Map.of(), List.of(), 0);
    }

    private static String text(Fields object, String field) {
        return object.values().get(field) instanceof Scalar scalar ? scalar.text() : "";
    }
}
