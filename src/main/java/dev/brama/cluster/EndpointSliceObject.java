package dev.brama.cluster;

import java.util.List;
import java.util.Optional;

/// An EndpointSlice of `discovery.k8s.io/v1`, or an Endpoints object brought into this form.
///
/// @param id its namespace and name
/// @param service the name of the Service in the label `kubernetes.io/service-name`
/// @param endpoints the endpoints
/// @param ports the ports that all these endpoints share
public record EndpointSliceObject(
        NamespacedName id, String service, List<Endpoint> endpoints, List<EndpointPort> ports) {
    public EndpointSliceObject {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /// @param addresses IPv4 or IPv6 addresses, without brackets
    /// @param ready `conditions.ready`; absent counts as ready
    /// @param serving `conditions.serving`; absent counts as `ready`
    /// @param terminating `conditions.terminating`
    /// @param zones names in `hints.forZones`
    public record Endpoint(
            List<String> addresses,
            boolean ready,
            boolean serving,
            boolean terminating,
            List<String> zones) {
        public Endpoint {
            addresses = List.copyOf(addresses);
            zones = List.copyOf(zones);
        }

        /// An endpoint that is not about to end, without hints.
        public Endpoint(List<String> addresses, boolean ready) {
            this(addresses, ready, ready, false, List.of());
        }
    }

    /// @param name the name of the Service port; empty where it has none
    /// @param port the port number; absent means every port
    /// @param protocol `TCP`, `UDP` or `SCTP`
    public record EndpointPort(String name, Optional<Integer> port, String protocol) {}
}
