package dev.brama.cluster;

import java.util.List;

/// One entry of `address-pools` in the ConfigMap that MetalLB read until 0.12.
///
/// @param place where it is written
/// @param name its name
/// @param protocol `layer2` or `bgp`
/// @param addresses ranges and networks as written
/// @param autoAssign `auto-assign`
/// @param avoidBuggyIps `avoid-buggy-ips`
public record LegacyAddressPool(
        Place place,
        String name,
        String protocol,
        List<String> addresses,
        boolean autoAssign,
        boolean avoidBuggyIps) {
    public LegacyAddressPool {
        addresses = List.copyOf(addresses);
    }
}
