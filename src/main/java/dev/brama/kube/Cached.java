package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Problem;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.util.List;

/// An object of the API server, stripped to what is used of it.
///
/// @param id its namespace and name; cluster-wide objects have an empty namespace
/// @param resourceVersion its version
/// @param content what it came to
/// @param problems what is wrong with its form
record Cached(NamespacedName id, String resourceVersion, Content content, List<Problem> problems)
        implements KubernetesObject {
    Cached {
        problems = List.copyOf(problems);
    }

    @Override
    public V1ObjectMeta getMetadata() {
        return new V1ObjectMeta()
                .namespace(id.namespace().isEmpty() ? null : id.namespace())
                .name(id.name())
                .resourceVersion(resourceVersion);
    }

    @Override
    public String getApiVersion() {
        return "";
    }

    @Override
    public String getKind() {
        return "";
    }

    /// Whether both mean the same, whatever their versions.
    boolean meansTheSameAs(Cached other) {
        return content.equals(other.content) && problems.equals(other.problems);
    }
}
