package dev.brama.ingress;

import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the port of a Service that an Ingress means.
final class ServicePorts {
    private ServicePorts() {}

    /// By number, by name, or by target port, as ingress-nginx finds them.
    ///
    /// @param protocol `TCP` or `UDP`
    static List<ServicePort> of(ServiceObject service, PortRef wanted, String protocol) {
        String text = wanted.toString();
        return Stream.<List<ServicePort>>of(
                        matching(
                                service,
                                protocol,
                                port -> Integer.toString(port.port()).equals(text)),
                        matching(service, protocol, port -> port.name().equals(text)),
                        matching(
                                service,
                                protocol,
                                port -> port.targetPort().toString().equals(text)))
                .filter(ports -> !ports.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<ServicePort> matching(
            ServiceObject service, String protocol, Predicate<ServicePort> wanted) {
        return service.ports().stream()
                .filter(port -> port.protocol().equals(protocol))
                .filter(wanted)
                .toList();
    }
}
