package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which Service is to have which address, and what is to be done about it.
///
/// @param writes what is to be written, those that take nothing new first
/// @param standing what is to be told as long as it is so
/// @param probes addresses that are to be asked for on the network before they are given away, and
///   for whom
/// @param holdings what each Service has when all is written
/// @param usage how much of each pool is in use then
/// @param pending the Services that get nothing
public record AllocationPlan(
        List<AddressWrite> writes,
        List<AllocationEvent> standing,
        SortedMap<IpAddress, LoadBalancerService> probes,
        SortedMap<NamespacedName, Holding> holdings,
        List<PoolUsage> usage,
        SortedSet<NamespacedName> pending) {
    public AllocationPlan {
        writes = List.copyOf(writes);
        standing = List.copyOf(standing);
        probes = Collections.unmodifiableSortedMap(new TreeMap<>(probes));
        holdings = Collections.unmodifiableSortedMap(new TreeMap<>(holdings));
        usage = List.copyOf(usage);
        pending = Collections.unmodifiableSortedSet(new TreeSet<>(pending));
    }

    /// Why each of those gets nothing, in words.
    public SortedMap<NamespacedName, String> refusals() {
        SortedMap<NamespacedName, String> refusals = new TreeMap<>();
        probes.forEach((address, service) -> {
            if (pending.contains(service.id())) {
                refusals.put(
                        service.id(),
                        "the network is being asked whether a machine uses " + address);
            }
        });
        standing.stream()
                .filter(AllocationEvent::isRefusal)
                .filter(event -> pending.contains(event.service().id()))
                .forEach(event -> refusals.put(event.service().id(), event.cause()));
        return refusals;
    }

    /// The plan for this moment. The same input makes the same plan, whatever order the objects
    /// come in.
    public static AllocationPlan of(AllocationInput input) {
        return new Allocator(input).plan();
    }
}
