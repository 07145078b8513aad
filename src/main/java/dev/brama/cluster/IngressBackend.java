package dev.brama.cluster;

/// Where an Ingress sends requests.
public sealed interface IngressBackend {
    /// A Service of the Ingress's namespace.
    ///
    /// @param service the Service's name
    /// @param port the Service's port, by number or name
    record ServiceBackend(String service, PortRef port) implements IngressBackend {}

    /// Another object; Brama serves none of these.
    ///
    /// @param kind the object's kind
    /// @param name the object's name
    record ResourceBackend(String kind, String name) implements IngressBackend {}
}
