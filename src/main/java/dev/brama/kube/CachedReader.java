package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Scalar;

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
                            : reader.entries().getFirst().content();
            return new Cached(
                    id(object),
                    resourceVersion(object),
                    content,
                    reader.findings().stream().map(Finding::problem).toList());
        };
    }

    /// Keeps of each object only that it is there.
    static CachedReader stubs() {
        return object ->
                new Cached(
                        id(object),
                        resourceVersion(object),
                        new Content.OfNothing(),
                        java.util.List.of());
    }

    /// The namespace and name of an object.
    static NamespacedName id(Fields object) {
        return new NamespacedName(metadata(object, "namespace"), metadata(object, "name"));
    }

    static String resourceVersion(Fields object) {
        return metadata(object, "resourceVersion");
    }

    private static String metadata(Fields object, String field) {
        return object.values().get("metadata") instanceof Fields metadata
                        && metadata.values().get(field) instanceof Scalar scalar
                ? scalar.text()
                : "";
    }
}
