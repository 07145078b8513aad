package dev.brama.cluster;

import dev.brama.problem.ObjectRef;
import java.util.Optional;

/// The key of a namespaced object.
///
/// @param namespace the namespace
/// @param name the object's name
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {
    /// Parses `namespace/name`; empty where the text is not of that form.
    public static Optional<NamespacedName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new NamespacedName(text.substring(0, slash), text.substring(slash + 1)));
    }

    /// This key as a reference to an object of the given kind.
    public ObjectRef as(String kind) {
        return new ObjectRef(kind, namespace, name);
    }

    @Override
    public int compareTo(NamespacedName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
