package dev.brama.speaker;

import dev.brama.address.IpAddress;
import java.util.Set;

/// Asks the network whether somebody uses addresses already.
@FunctionalInterface
public interface AddressProbe {
    /// Those of the addresses for which somebody answers; may take seconds.
    Set<IpAddress> answered(Set<IpAddress> addresses) throws InterruptedException;
}
