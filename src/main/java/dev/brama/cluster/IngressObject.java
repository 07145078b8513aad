package dev.brama.cluster;

import dev.brama.problem.ObjectRef;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// An Ingress of `networking.k8s.io/v1`.
///
/// @param id its namespace and name
/// @param age its place in the order oldest first
/// @param annotations all annotations as written, sorted by key
/// @param ingressClassName `spec.ingressClassName`
/// @param defaultBackend `spec.defaultBackend`
/// @param tls `spec.tls`
/// @param rules `spec.rules`
public record IngressObject(
        NamespacedName id,
        Age age,
        Map<String, String> annotations,
        Optional<String> ingressClassName,
        Optional<IngressBackend> defaultBackend,
        List<TlsEntry> tls,
        List<IngressRule> rules) {
    public IngressObject {
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        tls = List.copyOf(tls);
        rules = List.copyOf(rules);
    }

    /// A reference to this object.
    public ObjectRef ref() {
        return id.as("Ingress");
    }

    /// One entry of `spec.tls`.
    ///
    /// @param hosts the hosts as written
    /// @param secretName the Secret with certificate and key; empty means the default certificate
    public record TlsEntry(List<String> hosts, String secretName) {
        public TlsEntry {
            hosts = List.copyOf(hosts);
        }
    }

    /// One entry of `spec.rules`.
    ///
    /// @param host the host as written; empty means every host
    /// @param paths `http.paths`
    public record IngressRule(String host, List<IngressPath> paths) {
        public IngressRule {
            paths = List.copyOf(paths);
        }
    }

    /// One entry of `http.paths`.
    ///
    /// @param path the path as written; may be empty
    /// @param pathType how the path matches
    /// @param backend where the requests go
    public record IngressPath(String path, PathType pathType, IngressBackend backend) {}

    /// `pathType` of the Kubernetes API.
    public enum PathType {
        EXACT,
        PREFIX,
        IMPLEMENTATION_SPECIFIC
    }
}
