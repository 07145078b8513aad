package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.MacAddress;
import java.util.Set;

/// An interface of this node, as far as announcing goes.
///
/// @param name such as `eth0`
/// @param mac of its card; [MacAddress#NONE] where it has none
/// @param fitness whether it can announce
/// @param heardAt when a peer or a gateway was last heard here, on the speaker's clock, or when the
///   first was to be asked; `Long.MAX_VALUE` where none is asked
/// @param gateways which answered when they were asked last
/// @param counted since the start
public record InterfaceState(
        String name,
        MacAddress mac,
        InterfaceRules.Fitness fitness,
        long heardAt,
        Set<IpAddress> gateways,
        Counted counted) {
    public InterfaceState {
        gateways = Set.copyOf(gateways);
    }
}
