package dev.brama.proxy;

/// Names a backend: one port of one Service.
///
/// @param namespace the Service's namespace
/// @param service the Service's name
/// @param port the port as the Ingress has it, number or name
public record BackendRef(String namespace, String service, String port)
        implements Comparable<BackendRef> {
    /// The name that ingress-nginx logs: `NAMESPACE-SERVICE-PORT`. Not always unique.
    public String logName() {
        return namespace + "-" + service + "-" + port;
    }

    /// A unique name: namespaces and Services hold no underscore.
    public String uniqueName() {
        return namespace + "_" + service + "_" + port;
    }

    @Override
    public int compareTo(BackendRef other) {
        return uniqueName().compareTo(other.uniqueName());
    }
}
