package dev.brama.address;

import dev.brama.cluster.IpFamily;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.Place;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A pool that can be used.
///
/// @param name its name
/// @param place where it is written
/// @param labels its labels
/// @param ranges its addresses in the order written; no two ranges have one in common
/// @param autoAssign whether Services get addresses of it without asking for them
/// @param avoidBuggyIps whether IPv4 addresses that end in .0 or .255 are left out
/// @param pinned which Services it is for; absent for one that is for all
public record AddressPool(
        String name,
        Place place,
        SortedMap<String, String> labels,
        List<IpRange> ranges,
        boolean autoAssign,
        boolean avoidBuggyIps,
        Optional<Pinning> pinned) {
    private static final long LAST_BYTE = 255;

    public AddressPool {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        ranges = List.copyOf(ranges);
    }

    /// Which Services a pool is for.
    ///
    /// @param priority the lowest is asked first, and 0 is the last of all
    /// @param namespaces the namespaces; absent means all. A selector that matches no namespace
    ///   leaves an empty set, which means none
    /// @param serviceSelectors of which one must match; none means all Services
    public record Pinning(
            int priority, Optional<Set<String>> namespaces, List<LabelSelector> serviceSelectors) {
        public Pinning {
            namespaces = namespaces.map(Set::copyOf);
            serviceSelectors = List.copyOf(serviceSelectors);
        }

        boolean admits(String namespace, Map<String, String> labels) {
            return namespaces.map(names -> names.contains(namespace)).orElse(true)
                    && (serviceSelectors.isEmpty()
                            || serviceSelectors.stream()
                                    .anyMatch(selector -> selector.matches(labels)));
        }
    }

    /// The same pool with other addresses.
    AddressPool with(List<IpRange> others) {
        return new AddressPool(name, place, labels, others, autoAssign, avoidBuggyIps, pinned);
    }

    /// Whether a Service of this namespace with these labels may have an address of it.
    public boolean admits(String namespace, Map<String, String> serviceLabels) {
        return pinned.map(pinning -> pinning.admits(namespace, serviceLabels)).orElse(true);
    }

    /// Whether the address is one of this pool that may be used.
    public boolean offers(IpAddress address) {
        return covers(address) && !isAvoided(address);
    }

    /// Whether the address lies within this pool, be it one to avoid or not.
    public boolean covers(IpAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    /// Whether the address is one that old equipment takes for that of a network or a broadcast.
    boolean isAvoided(IpAddress address) {
        long last = address.low() & LAST_BYTE;
        return avoidBuggyIps && address.isV4() && (last == 0 || last == LAST_BYTE);
    }

    /// Whether it has addresses of this family.
    public boolean has(IpFamily family) {
        return ranges.stream().anyMatch(range -> range.family() == family);
    }

    /// How many addresses of a family it offers; all that a `long` can tell where there are more.
    public long size(IpFamily family) {
        long size = 0;
        for (IpRange range : ranges) {
            if (range.family() == family) {
                long more = range.size() - avoided(range);
                size = size > Long.MAX_VALUE - more ? Long.MAX_VALUE : size + more;
            }
        }
        return size;
    }

    private long avoided(IpRange range) {
        if (!avoidBuggyIps || range.family() == IpFamily.IPV6) {
            return 0;
        }
        return multiples(range, 0) + multiples(range, LAST_BYTE);
    }

    /// How many addresses of a range of IPv4 end in this byte.
    private static long multiples(IpRange range, long lastByte) {
        long upTo = Math.floorDiv(range.last().low() - lastByte, LAST_BYTE + 1);
        long before = Math.floorDiv(range.first().low() - 1 - lastByte, LAST_BYTE + 1);
        return upTo - before;
    }
}
