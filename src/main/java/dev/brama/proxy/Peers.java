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

    /// Addresses that the proxy learns while serving, so that changes need no new configuration.
    ///
    /// @param addresses those known now, sorted, each once; may be empty
    record Resolved(List<HostPort> addresses) implements Peers {
        public Resolved {
            addresses = List.copyOf(addresses);
        }
    }

    /// A DNS name outside the cluster, looked up while serving.
    record External(HostPort name) implements Peers {}
}
