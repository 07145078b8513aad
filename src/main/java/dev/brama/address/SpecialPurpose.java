package dev.brama.address;

import java.util.List;
import java.util.Optional;

/// Addresses that no host of a LAN can have, by the registries of RFC 6890.
///
/// Link-local addresses of IPv4 are none of these: hosts on one link do reach each other by them.
///
/// @param range the addresses
/// @param purpose what they are for, in words
record SpecialPurpose(IpRange range, String purpose) {
    private static final List<SpecialPurpose> ALL =
            List.of(
                    network("0.0.0.0", 8, "this host on this network"),
                    network("127.0.0.0", 8, "the loopback"),
                    network("224.0.0.0", 4, "multicast"),
                    network("240.0.0.0", 4, "future use and broadcast"),
                    network("::", 127, "no address and the loopback"),
                    network("fe80::", 10, "one link alone"),
                    network("ff00::", 8, "multicast"));

    private static SpecialPurpose network(String address, int prefix, String purpose) {
        return new SpecialPurpose(
                IpRange.network(IpAddress.parse(address).orElseThrow(), prefix), purpose);
    }

    /// The first of these that has an address of a range.
    static Optional<SpecialPurpose> in(IpRange range) {
        return ALL.stream()
                .filter(special -> special.range.family() == range.family())
                .filter(special -> special.range.overlaps(range))
                .findFirst();
    }
}
