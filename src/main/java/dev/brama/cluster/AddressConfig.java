package dev.brama.cluster;

import java.util.List;

/// What a ConfigMap or a file says about addresses.
///
/// @param pools `pools`, in the fields of an IPAddressPool
/// @param advertisements `advertisements`, in the fields of an L2Advertisement
/// @param legacyPools `address-pools`
/// @param unread what has a mistake of form
public record AddressConfig(
        List<IpAddressPoolObject> pools,
        List<L2AdvertisementObject> advertisements,
        List<LegacyAddressPool> legacyPools,
        List<UnreadEntry> unread) {
    /// One that says nothing.
    public static final AddressConfig EMPTY =
            new AddressConfig(List.of(), List.of(), List.of(), List.of());

    /// One of which nothing can be read.
    public static AddressConfig of(List<UnreadEntry> unread) {
        return new AddressConfig(List.of(), List.of(), List.of(), unread);
    }

    public AddressConfig {
        pools = List.copyOf(pools);
        advertisements = List.copyOf(advertisements);
        legacyPools = List.copyOf(legacyPools);
        unread = List.copyOf(unread);
    }
}
