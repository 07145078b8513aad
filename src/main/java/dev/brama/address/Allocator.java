package dev.brama.address;

import static java.util.Comparator.comparing;

import dev.brama.address.AllocationInput.Memory;
import dev.brama.cluster.IpFamily;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes one plan: first whoever holds something is heard, then whoever wants something.
///
/// ```
///   holds and may keep it ──> kept ──> a second family is wanted ──> added, of the same pool
///   holds and may not ──────> lost ─┐
///   holds nothing ──────────────────┴─> chosen ──> not asked for yet ──> probe, and wait
///                                                └─ otherwise ─────────> written
/// ```
final class Allocator {
    /// Of those who wait, whoever names an address comes first, so that nobody gets it by chance.
    private static final Comparator<ServiceRequest> WAITING =
            comparing((ServiceRequest request) -> request.addresses().isEmpty())
                    .thenComparing(
                            request -> request.service().version().created().orElse(Instant.MAX))
                    .thenComparing(request -> request.service().id());

    private final AllocationInput input;
    private final Board board;
    private final Keeper keeper;
    private final Chooser chooser;
    private final SortedMap<NamespacedName, ServiceRequest> requests = new TreeMap<>();
    private final Map<NamespacedName, List<IpAddress>> held = new HashMap<>();
    private final SortedMap<NamespacedName, Holding> holdings = new TreeMap<>();
    private final Map<NamespacedName, List<AllocationEvent>> happened = new HashMap<>();
    private final List<AllocationEvent> standing = new ArrayList<>();
    private final SortedMap<IpAddress, LoadBalancerService> probes = new TreeMap<>();
    private final SortedSet<NamespacedName> pending = new TreeSet<>();
    private final List<LoadBalancerService> ours = new ArrayList<>();

    Allocator(AllocationInput input) {
        this.input = input;
        this.board = new Board(input);
        this.keeper = new Keeper(board);
        this.chooser = new Chooser(board);
    }

    AllocationPlan plan() {
        input.state().services().values().forEach(this::read);
        holders().forEach(this::keep);
        List.copyOf(holdings.keySet()).forEach(this::complete);
        requests.values().stream()
                .filter(request -> !holdings.containsKey(request.service().id()))
                .sorted(WAITING)
                .toList()
                .forEach(this::choose);
        List<AddressWrite> writes = new ArrayList<>();
        ours.forEach(service -> write(service).ifPresent(writes::add));
        writes.sort(comparing(Allocator::takesSomethingNew));
        return new AllocationPlan(writes, standing, probes, holdings, usage(), pending);
    }

    /// How many addresses were looked at to find free ones.
    long steps() {
        return board.steps();
    }

    private static boolean takesSomethingNew(AddressWrite write) {
        return !addresses(write.service()).containsAll(write.addresses());
    }

    private void read(LoadBalancerService service) {
        List<IpAddress> addresses = addresses(service);
        if (!service.isLoadBalancer()) {
            // What is left of a time when it was one is cleared, if it was ours.
            if (isTraced(service)) {
                ours.add(service);
                lose(service, addresses, "the Service is no load balancer any more");
            }
            return;
        }
        if (!service.wishes().loadBalancerClass().equals(input.loadBalancerClass())) {
            SharingTerms nobodys = new SharingTerms("", "", Set.of());
            addresses.forEach(address -> board.occupancy().put(address, service.id(), nobodys));
            return;
        }
        ours.add(service);
        warnOfOldKeys(service);
        switch (ServiceRequest.read(service)) {
            case ServiceRequest.Sound(ServiceRequest request) -> {
                requests.put(service.id(), request);
                if (!addresses.isEmpty()) {
                    held.put(service.id(), addresses);
                }
            }
            case ServiceRequest.Unsound(String reason, String message) -> {
                pending.add(service.id());
                standing.add(AllocationEvent.failed(service, reason, message));
                lose(service, addresses, message);
            }
        }
    }

    private static boolean isTraced(LoadBalancerService service) {
        return service.annotations().containsKey(ServiceAnnotation.IP_ALLOCATED_FROM_POOL.key())
                || service.annotations()
                        .containsKey(ServiceAnnotation.IP_ALLOCATED_FROM_POOL.oldKey());
    }

    private static List<IpAddress> addresses(LoadBalancerService service) {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (LoadBalancerAddress entry : service.status()) {
            IpAddress.parse(entry.ip()).ifPresent(addresses::add);
        }
        return List.copyOf(addresses);
    }

    private void warnOfOldKeys(LoadBalancerService service) {
        for (ServiceAnnotation annotation : ServiceAnnotation.values()) {
            if (annotation != ServiceAnnotation.IP_ALLOCATED_FROM_POOL
                    && annotation.isOldIn(service)) {
                standing.add(
                        AllocationEvent.warning(
                                service,
                                AllocationEvent.DEPRECATED,
                                "Annotation "
                                        + annotation.oldKey()
                                        + " is deprecated; write "
                                        + annotation.key()));
            }
        }
    }

    /// Those who hold something. Whoever changed the terms on which it shares comes after those who
    /// did not: it loses the address, and not they.
    private List<ServiceRequest> holders() {
        Memory memory = input.memory();
        return requests.values().stream()
                .filter(request -> held.containsKey(request.service().id()))
                .sorted(
                        comparing((ServiceRequest request) -> !isUnchanged(request, memory))
                                .thenComparing(request -> request.service().id()))
                .toList();
    }

    private static boolean isUnchanged(ServiceRequest request, Memory memory) {
        Holding before = memory.holdings().get(request.service().id());
        return before != null && before.terms().equals(request.terms());
    }

    private void keep(ServiceRequest request) {
        LoadBalancerService service = request.service();
        List<IpAddress> addresses = held.getOrDefault(service.id(), List.of());
        switch (keeper.judge(request, addresses)) {
            case Keeper.Kept(Holding holding) -> {
                holdings.put(service.id(), holding);
                freeAllBut(service, addresses, holding.addresses());
                for (IpAddress address : holding.addresses()) {
                    board.nodeWith(address).ifPresent(node -> warnOfNode(service, address, node));
                }
            }
            case Keeper.Lost(String message) -> lose(service, addresses, message);
        }
    }

    private void warnOfNode(LoadBalancerService service, IpAddress address, String node) {
        standing.add(
                AllocationEvent.warning(
                        service,
                        AllocationEvent.CONFLICT,
                        address
                                + " is also the address of node "
                                + node
                                + "; take it out of the pool, or give the node another one"));
    }

    private void lose(LoadBalancerService service, List<IpAddress> addresses, String why) {
        freeAllBut(service, addresses, List.of());
        if (!addresses.isEmpty()) {
            tell(
                    AllocationEvent.normal(
                            service,
                            AllocationEvent.CLEARED,
                            "Cleared assignment of " + quoted(addresses) + ": " + why));
        }
    }

    private void freeAllBut(
            LoadBalancerService service, List<IpAddress> addresses, List<IpAddress> kept) {
        addresses.stream()
                .filter(address -> !kept.contains(address))
                .forEach(address -> board.free(address, service.id()));
    }

    private void tell(AllocationEvent event) {
        happened.computeIfAbsent(event.service().id(), _ -> new ArrayList<>()).add(event);
    }

    /// Adds the family that a Service with two cluster addresses lacks, from the same pool. Who
    /// requires both and cannot have them loses the one, and seeks two elsewhere.
    private void complete(NamespacedName id) {
        ServiceRequest request = requests.get(id);
        Holding holding = holdings.get(id);
        if (request == null
                || holding == null
                || !request.addresses().isEmpty()
                || holding.addresses().size() >= request.wanted().size()) {
            return;
        }
        IpFamily has = holding.addresses().getFirst().family();
        IpFamily lacks = has == IpFamily.IPV4 ? IpFamily.IPV6 : IpFamily.IPV4;
        Optional<AddressPool> pool =
                board.rules().pool(holding.pool()).filter(each -> each.has(lacks));
        Optional<IpAddress> found = pool.flatMap(each -> chooser.more(request, each, lacks));
        if (found.isPresent()) {
            add(request, holding, found.get());
        } else if (request.policy() == ServiceRequest.Policy.REQUIRE_DUAL) {
            holdings.remove(id);
            holding.addresses().forEach(address -> board.occupancy().remove(address, id));
            lose(
                    request.service(),
                    holding.addresses(),
                    "the Service requires both families, and pool "
                            + holding.pool()
                            + " has no "
                            + lacks.token()
                            + " for it");
        } else if (pool.isPresent()) {
            standing.add(
                    AllocationEvent.normal(
                            request.service(),
                            AllocationEvent.ADDITION_FAILED,
                            "Failed to assign an additional address: no "
                                    + lacks.token()
                                    + " address is free in pool "
                                    + holding.pool()));
        }
    }

    private void add(ServiceRequest request, Holding holding, IpAddress address) {
        LoadBalancerService service = request.service();
        boolean waits = board.needsProbe(address);
        board.occupy(List.of(address), request);
        if (waits) {
            probes.put(address, service);
            return;
        }
        List<IpAddress> both = new ArrayList<>(holding.addresses());
        both.add(address);
        holdings.put(service.id(), new Holding(holding.pool(), both, holding.terms()));
        tell(AllocationEvent.normal(service, AllocationEvent.ALLOCATED, assigned(both)));
    }

    private void choose(ServiceRequest request) {
        LoadBalancerService service = request.service();
        switch (chooser.choose(request)) {
            case Chooser.Chosen(Holding holding) -> {
                List<IpAddress> unknown =
                        holding.addresses().stream().filter(board::needsProbe).toList();
                board.occupy(holding.addresses(), request);
                if (unknown.isEmpty()) {
                    holdings.put(service.id(), holding);
                    tell(
                            AllocationEvent.normal(
                                    service,
                                    AllocationEvent.ALLOCATED,
                                    assigned(holding.addresses())));
                } else {
                    unknown.forEach(address -> probes.put(address, service));
                    pending.add(service.id());
                }
            }
            case Chooser.Failed(String message) -> {
                pending.add(service.id());
                standing.add(
                        AllocationEvent.failed(
                                service, AllocationEvent.ALLOCATION_FAILED, message));
            }
        }
    }

    // Begins as MetalLB's does.
    private static String assigned(List<IpAddress> addresses) {
        return "Assigned IP " + quoted(addresses);
    }

    private static String quoted(List<IpAddress> addresses) {
        return "[\""
                + String.join("\" \"", addresses.stream().map(IpAddress::toString).toList())
                + "\"]";
    }

    private Optional<AddressWrite> write(LoadBalancerService service) {
        Optional<Holding> holding = Optional.ofNullable(holdings.get(service.id()));
        List<IpAddress> addresses = holding.map(Holding::addresses).orElse(List.of());
        Optional<String> pool = holding.map(Holding::pool);
        Optional<String> written =
                Optional.ofNullable(
                        service.annotations().get(ServiceAnnotation.IP_ALLOCATED_FROM_POOL.key()));
        boolean isRight =
                service.status().size() == addresses.size()
                        && addresses(service).containsAll(addresses)
                        && written.equals(pool)
                        && (pool.isPresent() || !isTraced(service));
        return isRight
                ? Optional.empty()
                : Optional.of(
                        new AddressWrite(
                                service,
                                addresses,
                                pool,
                                happened.getOrDefault(service.id(), List.of())));
    }

    private List<PoolUsage> usage() {
        Map<String, Set<IpAddress>> used = new HashMap<>();
        Map<String, Integer> services = new HashMap<>();
        holdings.values()
                .forEach(holding -> {
                    used.computeIfAbsent(holding.pool(), _ -> new TreeSet<>())
                            .addAll(holding.addresses());
                    services.merge(holding.pool(), 1, Integer::sum);
                });
        return input.rules().pools().values().stream()
                .map(pool ->
                        new PoolUsage(
                                pool.name(),
                                count(pool, IpFamily.IPV4, used),
                                count(pool, IpFamily.IPV6, used),
                                services.getOrDefault(pool.name(), 0)))
                .toList();
    }

    private static PoolUsage.Count count(
            AddressPool pool, IpFamily family, Map<String, Set<IpAddress>> used) {
        long inUse =
                used.getOrDefault(pool.name(), Set.of()).stream()
                        .filter(address -> address.family() == family)
                        .count();
        return new PoolUsage.Count(pool.size(family), inUse);
    }
}
