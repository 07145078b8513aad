package dev.brama.kube;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Problem;
import java.util.List;

/// An object of the API server, stripped to what is used of it.
///
/// @param id its namespace and name; cluster-wide objects have an empty namespace
/// @param version which one it is
/// @param content what it came to
/// @param addresses `status.loadBalancer.ingress`
/// @param problems what is wrong with its form
record Cached(
        NamespacedName id,
        Version version,
        Content content,
        List<LoadBalancerAddress> addresses,
        List<Problem> problems) {
    /// @param uid tells it from one that had the same name before
    /// @param resourceVersion tells it from what it was before
    record Version(String uid, String resourceVersion) {}

    Cached {
        addresses = List.copyOf(addresses);
        problems = List.copyOf(problems);
    }

    /// The same object, of which nothing is kept but that it is there.
    Cached stub() {
        return new Cached(id, version, new Content.OfNothing(), List.of(), List.of());
    }

    /// Whether nothing is kept of it but that it is there.
    boolean isStub() {
        return content instanceof Content.OfNothing;
    }

    /// Whether both mean the same, whatever their versions. The status is ours to write, and means
    /// nothing.
    boolean meansTheSameAs(Cached other) {
        return content.equals(other.content) && problems.equals(other.problems);
    }
}
