package dev.brama.address;

import dev.brama.cluster.NamespacedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What is taken, while a plan is made.
final class Board {
    private final AllocationInput input;
    private final Occupancy occupancy = new Occupancy();
    private final Map<String, FreeAddresses> free = new HashMap<>();
    private final Map<IpAddress, String> nodes = new HashMap<>();
    private final Map<IpAddress, NamespacedName> resting;
    private final Map<NamespacedName, Set<IpAddress>> restingOf = new HashMap<>();

    Board(AllocationInput input) {
        this.input = input;
        this.resting = new HashMap<>(input.memory().resting());
        // Who is gone since the last plan freed its addresses just now, and nobody has told so yet.
        input.memory()
                .holdings()
                .forEach((id, holding) ->
                        holding.addresses().forEach(address -> resting.putIfAbsent(address, id)));
        resting.forEach(this::restFor);
        input.state()
                .nodes()
                .values()
                .forEach(node ->
                        Stream.concat(node.internalIps().stream(), node.externalIps().stream())
                                .flatMap(text -> IpAddress.parse(text).stream())
                                .forEach(address -> nodes.put(address, node.name())));
    }

    AddressRules rules() {
        return input.rules();
    }

    Occupancy occupancy() {
        return occupancy;
    }

    /// The node that has this address itself.
    Optional<String> nodeWith(IpAddress address) {
        return Optional.ofNullable(nodes.get(address));
    }

    /// Takes an address out of use; for a while nobody but its last owner gets it.
    void free(IpAddress address, NamespacedName owner) {
        resting.put(address, owner);
        restFor(address, owner);
    }

    private void restFor(IpAddress address, NamespacedName owner) {
        restingOf.computeIfAbsent(owner, _ -> new HashSet<>()).add(address);
    }

    /// Why nobody may have the address newly; empty where only other Services may be in the way.
    Optional<String> hindrance(IpAddress address, NamespacedName service) {
        if (nodes.containsKey(address)) {
            return Optional.of(address + " is the address of node " + nodes.get(address));
        }
        if (input.probing().strangers().contains(address)) {
            return Optional.of(
                    address + " is in use by a machine of the network that is none of the cluster");
        }
        NamespacedName owner = resting.get(address);
        return owner == null || owner.equals(service) || occupancy.isUsed(address)
                ? Optional.empty()
                : Optional.of(
                        address
                                + " was freed by Service "
                                + owner
                                + " just now and rests for a while");
    }

    /// Whether the address is to be asked for on the network before it is given away. One that was
    /// ours a moment ago is not: a node of ours may still answer, and would pass for a stranger.
    boolean needsProbe(IpAddress address) {
        return !occupancy.isUsed(address)
                && !resting.containsKey(address)
                && input.probing().free().map(free -> !free.contains(address)).orElse(false);
    }

    /// The lowest address of a range that a Service may have, alone or beside others.
    Optional<IpAddress> lowest(AddressPool pool, IpRange range, ServiceRequest request) {
        NamespacedName id = request.service().id();
        Optional<IpAddress> alone =
                free.computeIfAbsent(
                                pool.name(),
                                _ ->
                                        new FreeAddresses(address ->
                                                pool.isAvoided(address) || isTaken(address)))
                        .lowest(range);
        Optional<IpAddress> beside =
                occupancy
                        .shareable(range, request.terms())
                        .filter(address -> hindrance(address, id).isEmpty());
        Stream<IpAddress> own =
                restingOf.getOrDefault(id, Set.of()).stream()
                        .filter(address -> range.contains(address) && pool.offers(address))
                        .filter(address -> !occupancy.isUsed(address))
                        .filter(address -> hindrance(address, id).isEmpty());
        return Stream.concat(Stream.concat(alone.stream(), beside.stream()), own)
                .min(IpAddress::compareTo);
    }

    private boolean isTaken(IpAddress address) {
        return occupancy.isUsed(address)
                || nodes.containsKey(address)
                || resting.containsKey(address)
                || input.probing().strangers().contains(address);
    }

    /// How many addresses were looked at to find free ones.
    long steps() {
        return occupancy.steps() + free.values().stream().mapToLong(FreeAddresses::steps).sum();
    }

    void occupy(List<IpAddress> addresses, ServiceRequest request) {
        addresses.forEach(
                address -> occupancy.put(address, request.service().id(), request.terms()));
    }
}
