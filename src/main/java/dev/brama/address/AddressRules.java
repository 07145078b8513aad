package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.Checked;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The pools and advertisements that are in force.
public final class AddressRules {
    /// Rules without a pool.
    public static final AddressRules NONE = new AddressRules(List.of(), List.of(), Set.of(), false);

    private final SortedMap<String, AddressPool> pools;
    private final List<Advertisement> advertisements;
    private final Set<String> incomplete;
    private final boolean mayLackPools;
    private final NavigableMap<IpAddress, Owned> byFirst = new TreeMap<>();

    private record Owned(IpRange range, AddressPool pool) {}

    /// @param incomplete names of pools of which a part could not be used
    /// @param mayLackPools whether there may be pools besides of which nothing is known
    AddressRules(
            Collection<AddressPool> pools,
            List<Advertisement> advertisements,
            Set<String> incomplete,
            boolean mayLackPools) {
        SortedMap<String, AddressPool> byName = new TreeMap<>();
        pools.forEach(pool -> byName.put(pool.name(), pool));
        this.pools = Collections.unmodifiableSortedMap(byName);
        this.advertisements = List.copyOf(advertisements);
        this.incomplete = Set.copyOf(incomplete);
        this.mayLackPools = mayLackPools;
        for (AddressPool pool : pools) {
            for (IpRange range : pool.ranges()) {
                byFirst.put(range.first(), new Owned(range, pool));
            }
        }
    }

    /// The rules that the objects make, without what is wrong with them: a bad pool disturbs no
    /// other one. Where a pool was good before and has a mistake now, its last good addresses stay
    /// in force.
    ///
    /// @param before the rules that were in force until now
    public static Checked<AddressRules> of(NetworkState state, AddressRules before) {
        return new RuleCompiler(state, before).compile();
    }

    /// The pools by name.
    public SortedMap<String, AddressPool> pools() {
        return pools;
    }

    /// The pool of this name.
    public Optional<AddressPool> pool(String name) {
        return Optional.ofNullable(pools.get(name));
    }

    /// The advertisements, in the order of their places.
    public List<Advertisement> advertisements() {
        return advertisements;
    }

    /// Whether a pool of this name is there, or may be there, of which a part could not be used.
    public boolean isIncomplete(String pool) {
        return incomplete.contains(pool) || (mayLackPools && !pools.containsKey(pool));
    }

    /// The pool that the address belongs to.
    public Optional<AddressPool> poolOf(IpAddress address) {
        Map.Entry<IpAddress, Owned> entry = byFirst.floorEntry(address);
        return entry != null && entry.getValue().range().contains(address)
                ? Optional.of(entry.getValue().pool())
                : Optional.empty();
    }

    /// The pool that a Service has the address from: the one that it belongs to, or, where that is
    /// none since its pool has a mistake, the one that it was given from.
    public Optional<AddressPool> poolOf(LoadBalancerService service, IpAddress address) {
        return poolOf(address)
                .or(() ->
                        ServiceAnnotation.IP_ALLOCATED_FROM_POOL
                                .of(service)
                                .filter(this::isIncomplete)
                                .flatMap(this::pool));
    }

    /// The advertisements by which an address of this pool is announced for this Service.
    ///
    /// A Service that may share its address is announced by none that is for some Services only:
    /// for another Service of the same address it would say otherwise.
    public List<Advertisement> advertisementsOf(AddressPool pool, LoadBalancerService service) {
        List<Advertisement> kept =
                advertisements.stream()
                        .filter(each -> each.pools().contains(pool.name()))
                        .filter(each -> each.admitsService(service.labels()))
                        .toList();
        boolean mayShare = !ServiceRequest.sharingKey(service).isEmpty();
        return mayShare && kept.stream().anyMatch(each -> !each.serviceSelectors().isEmpty())
                ? List.of()
                : kept;
    }
}
