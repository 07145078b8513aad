package dev.brama.speaker;

import dev.brama.address.AddressWrite;
import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.address.AllocationPlan;
import dev.brama.address.Holding;
import dev.brama.address.IpAddress;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What the allocator remembers from one plan to the next. All of it may be lost: then addresses do
/// not rest, and are asked for once more.
///
/// For one thread. Times are nanoseconds of one clock.
final class AllocationMemory {
    private static final Duration STRANGE = Duration.ofMinutes(1);
    private static final Duration FREE = Duration.ofSeconds(30);

    private final Duration rest;
    private Map<NamespacedName, Holding> holdings = Map.of();
    private final Map<IpAddress, Resting> resting = new HashMap<>();
    private final Map<IpAddress, Long> strangers = new HashMap<>();
    private final Map<IpAddress, Long> free = new HashMap<>();

    private record Resting(NamespacedName owner, long until) {}

    /// @param rest how long a freed address is given to nobody but its last owner
    AllocationMemory(Duration rest) {
        this.rest = rest;
    }

    Memory memory() {
        Map<IpAddress, NamespacedName> owners = new HashMap<>();
        resting.forEach((address, entry) -> owners.put(address, entry.owner()));
        return new Memory(holdings, owners);
    }

    /// @param asks whether anybody asks the network at all
    Probing probing(boolean asks) {
        return new Probing(
                strangers.keySet(), asks ? Optional.of(free.keySet()) : Optional.empty());
    }

    /// Takes what was planned: what somebody had and has no more begins to rest.
    void planned(AllocationPlan plan, long now) {
        Set<IpAddress> held = new HashSet<>();
        plan.holdings().values().forEach(holding -> held.addAll(holding.addresses()));
        long until = now + rest.toNanos();
        holdings.forEach((id, holding) ->
                holding.addresses().stream()
                        .filter(address -> !held.contains(address))
                        .forEach(address -> resting.put(address, new Resting(id, until))));
        for (AddressWrite write : plan.writes()) {
            written(write)
                    .filter(address -> !held.contains(address))
                    .forEach(address ->
                            resting.put(address, new Resting(write.service().id(), until)));
        }
        resting.keySet().removeAll(held);
        holdings = plan.holdings();
    }

    private static Stream<IpAddress> written(AddressWrite write) {
        return write.service().status().stream()
                .map(LoadBalancerAddress::ip)
                .flatMap(ip -> IpAddress.parse(ip).stream());
    }

    /// Takes what came of asking the network.
    void asked(Set<IpAddress> addresses, Set<IpAddress> answered, long now) {
        for (IpAddress address : addresses) {
            if (answered.contains(address)) {
                free.remove(address);
                strangers.put(address, now + STRANGE.toNanos());
            } else {
                strangers.remove(address);
                free.put(address, now + FREE.toNanos());
            }
        }
    }

    /// Forgets what is over.
    ///
    /// @return whether anything that was in the way of somebody is so no more
    boolean forget(long now) {
        free.values().removeIf(until -> until - now <= 0);
        boolean rested = resting.values().removeIf(entry -> entry.until() - now <= 0);
        return strangers.values().removeIf(until -> until - now <= 0) || rested;
    }

    /// Forgets everything, since somebody else planned meanwhile.
    void clear() {
        holdings = Map.of();
        resting.clear();
        strangers.clear();
        free.clear();
    }
}
