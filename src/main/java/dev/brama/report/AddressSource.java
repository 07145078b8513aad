package dev.brama.report;

import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the addresses of Ingresses come from.
public sealed interface AddressSource {
    /// The addresses of `--publish-status-address`.
    record Listed(List<LoadBalancerAddress> addresses) implements AddressSource {
        public Listed {
            addresses = List.copyOf(addresses);
        }

        /// Reads the flag: IP addresses and DNS names with commas between; empty where one of them
        /// is neither.
        public static Optional<Listed> parse(String text) {
            List<LoadBalancerAddress> addresses = new ArrayList<>();
            for (String item : text.split(",", -1)) {
                Optional<LoadBalancerAddress> address = LoadBalancerAddress.parse(item.strip());
                if (address.isEmpty()) {
                    return Optional.empty();
                }
                addresses.add(address.get());
            }
            return Optional.of(new Listed(addresses));
        }
    }

    /// The Service of `--publish-service`.
    record OfService(NamespacedName service) implements AddressSource {}

    /// The Nodes that run ready Pods of this controller.
    ///
    /// @param preferred which of a Node's addresses
    record OfNodes(NodeAddress preferred) implements AddressSource {}

    /// Which address of a Node is published.
    enum NodeAddress {
        /// ExternalIP, or InternalIP where there is none.
        EXTERNAL,
        /// InternalIP only; what `--report-node-internal-ip-address` asks for.
        INTERNAL
    }
}
