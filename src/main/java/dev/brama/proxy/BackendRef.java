package dev.brama.proxy;

/// Names a backend: one port of one Service, and what it gets.
///
/// @param namespace the Service's namespace
/// @param service the Service's name
/// @param port the port as the Ingress has it, number or name
/// @param traffic what it gets
public record BackendRef(String namespace, String service, String port, Traffic traffic)
        implements Comparable<BackendRef> {
    /// A backend that gets requests.
    public BackendRef(String namespace, String service, String port) {
        this(namespace, service, port, Traffic.REQUESTS);
    }

    /// The name that ingress-nginx logs: `NAMESPACE-SERVICE-PORT`, for streams with `tcp-` or
    /// `udp-` before it. Not always unique.
    public String logName() {
        return traffic.before(namespace + "-" + service + "-" + port, "-");
    }

    /// A unique name: namespaces and Services hold no underscore.
    public String uniqueName() {
        return traffic.before(namespace + "_" + service + "_" + port, "_");
    }

    @Override
    public int compareTo(BackendRef other) {
        return uniqueName().compareTo(other.uniqueName());
    }
}
