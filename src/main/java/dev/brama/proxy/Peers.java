package dev.brama.proxy;

import dev.brama.syntax.HostPort;
import java.util.List;

/// Who answers for an upstream.
public sealed interface Peers {
    /// Addresses known now.
    ///
    /// @param addresses at least one, sorted, each once
    record Static(List<HostPort> addresses) implements Peers {
        public Static {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("no addresses");
            }
        }
    }

    /// A DNS name outside the cluster, looked up while serving.
    record External(HostPort name) implements Peers {}
}
