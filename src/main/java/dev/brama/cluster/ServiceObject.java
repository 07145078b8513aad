package dev.brama.cluster;

import java.util.List;
import java.util.Optional;

/// A Service.
///
/// @param id its namespace and name
/// @param clusterIp `spec.clusterIP`; absent for headless Services and ExternalName
/// @param externalName `spec.externalName`, present exactly for type ExternalName
/// @param ports `spec.ports`
public record ServiceObject(
        NamespacedName id,
        Optional<String> clusterIp,
        Optional<String> externalName,
        List<ServicePort> ports) {
    public ServiceObject {
        ports = List.copyOf(ports);
    }

    /// One entry of `spec.ports`.
    ///
    /// @param name the port's name; empty where it has none
    /// @param port 1 to 65535
    /// @param targetPort the port of the Pods, by number or container port name
    /// @param protocol `TCP`, `UDP` or `SCTP`
    public record ServicePort(String name, int port, PortRef targetPort, String protocol) {}
}
