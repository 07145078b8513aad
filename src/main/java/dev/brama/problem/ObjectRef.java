package dev.brama.problem;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/// Names one object: a Kubernetes object, or a file of manifests.
///
/// @param kind the Kubernetes kind, or `File`
/// @param namespace the namespace, empty for cluster-wide objects and files
/// @param name the name, or the path of the file
public record ObjectRef(String kind, String namespace, String name)
        implements Comparable<ObjectRef> {
    private static final Comparator<ObjectRef> ORDER =
            comparing(ObjectRef::kind)
                    .thenComparing(ObjectRef::namespace)
                    .thenComparing(ObjectRef::name);

    /// A file of manifests.
    public static ObjectRef file(String path) {
        return new ObjectRef("File", "", path);
    }

    /// `namespace/name`, or the name alone where there is no namespace.
    public String qualifiedName() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + qualifiedName();
    }
}
