package dev.brama.address;

import static java.util.Comparator.comparing;

import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.IpAddressPoolObject.ServiceAllocation;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.NamespaceObject;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.Place;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes rules of what is written, and says what is wrong with it.
final class RuleCompiler {
    // What the administrator configured comes before objects, and older objects before newer ones.
    private static final Comparator<IpAddressPoolObject> AGE =
            comparing((IpAddressPoolObject pool) -> pool.created().orElse(Instant.MIN));
    private static final Comparator<IpAddressPoolObject> PRECEDENCE =
            AGE.thenComparing(IpAddressPoolObject::name)
                    .thenComparing(pool -> pool.place().object())
                    .thenComparing(pool -> pool.place().path());

    private final NetworkState state;
    private final AddressRules before;
    private final Remembered remembered;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> incomplete = new HashSet<>();

    RuleCompiler(NetworkState state, AddressRules before) {
        this.state = state;
        this.before = before;
        this.remembered = new Remembered(state, before);
    }

    Checked<AddressRules> compile() {
        Checked<LegacyRules> legacy = LegacyRules.of(state.legacyPools());
        problems.addAll(legacy.problems());
        List<IpAddressPoolObject> written = new ArrayList<>(state.pools());
        written.addAll(legacy.value().pools());
        SortedMap<String, IpAddressPoolObject> named = named(written);
        SortedMap<String, AddressPool> stayed = remembered.pools(named.keySet());
        incomplete.addAll(stayed.keySet());
        Map<String, List<IpRange>> ranges = ranges(named.values(), stayed.values());
        SortedMap<String, AddressPool> pools = new TreeMap<>();
        named.forEach(
                (name, pool) -> pools.put(name, pool(pool, ranges.getOrDefault(name, List.of()))));
        stayed.forEach(
                (name, pool) -> pools.put(name, pool.with(ranges.getOrDefault(name, List.of()))));
        List<L2AdvertisementObject> announced = new ArrayList<>(state.advertisements());
        announced.addAll(legacy.value().advertisements());
        AdvertisementCompiler compiler =
                new AdvertisementCompiler(state, pools, remembered, problems);
        List<Advertisement> read =
                announced.stream()
                        .sorted(
                                comparing((L2AdvertisementObject each) -> each.place().object())
                                        .thenComparing(each -> each.place().path()))
                        .map(compiler::compile)
                        .toList();
        List<Advertisement> advertisements = new ArrayList<>(read);
        advertisements.addAll(remembered.advertisements(read, stayed.values(), pools.keySet()));
        pools.values().forEach(pool -> warnOfSilence(pool, advertisements));
        return new Checked<>(
                new AddressRules(
                        pools.values(), advertisements, incomplete, remembered.mayLackPools()),
                problems);
    }

    private SortedMap<String, IpAddressPoolObject> named(List<IpAddressPoolObject> written) {
        SortedMap<String, IpAddressPoolObject> named = new TreeMap<>();
        for (IpAddressPoolObject pool : written.stream().sorted(PRECEDENCE).toList()) {
            IpAddressPoolObject other = named.putIfAbsent(pool.name(), pool);
            if (other != null) {
                problems.add(
                        Problem.error(
                                pool.place().object(),
                                pool.place().field("name"),
                                Reason.DUPLICATE_OBJECT,
                                "another pool has the name "
                                        + pool.name()
                                        + ", in "
                                        + other.place().object()
                                        + "; this one is left out",
                                "give each pool a name of its own"));
            }
        }
        return named;
    }

    /// The ranges of each pool in the order written; of two that overlap the one that was there
    /// first stays.
    private Map<String, List<IpRange>> ranges(
            Collection<IpAddressPoolObject> named, Collection<AddressPool> stayed) {
        List<RangeClaim> claims = new ArrayList<>();
        stayed.forEach(pool -> claims.addAll(kept(pool, pool.place())));
        named.stream().sorted(PRECEDENCE).forEach(pool -> claims.addAll(claims(pool)));
        RangeClaim.Granting granting = new RangeClaim.Granting(before);
        return granting.grant(claims, this::refuse);
    }

    private void refuse(RangeClaim claim, RangeClaim other) {
        boolean isOwn = claim.pool().equals(other.pool());
        if (isOwn && claim.field().isEmpty()) {
            // What the pool had stands there still, or a part of it does.
            return;
        }
        incomplete.add(claim.pool());
        problems.add(
                Problem.error(
                        claim.place().object(),
                        claim.field().orElse(claim.place().field("addresses")),
                        Reason.ADDRESS_CLAIMED,
                        claim.range()
                                + " overlaps "
                                + other.range()
                                + (isOwn
                                        ? " of the same pool"
                                        : " of pool "
                                                + other.pool()
                                                + " in "
                                                + other.place().object())
                                + (other.range().common(claim.range()).equals(claim.range())
                                        ? "; it is left out"
                                        : "; what both have is left out of it"),
                        isOwn ? "write one range for both" : "give each address to one pool"));
    }

    private List<RangeClaim> claims(IpAddressPoolObject pool) {
        List<RangeClaim> claims = new ArrayList<>();
        boolean isBroken = false;
        List<Problem> faults = new ArrayList<>();
        for (int i = 0; i < pool.addresses().size(); i++) {
            String field = pool.place().field("addresses[" + i + "]");
            switch (RangeText.read(pool.addresses().get(i))) {
                case RangeText.Read(IpRange range) -> claims.add(claim(pool, field, range));
                case RangeText.HostBits(IpRange range, String canonical) -> {
                    claims.add(claim(pool, field, range));
                    problems.add(
                            Problem.warning(
                                    pool.place().object(),
                                    field,
                                    Reason.INVALID_FIELD,
                                    "the address before the slash is one within the network; the"
                                            + " whole of "
                                            + canonical
                                            + " counts",
                                    "write " + canonical + ", or a range if less is meant"));
                }
                case RangeText.Unreadable(String message, String fix) -> {
                    isBroken = true;
                    faults.add(
                            Problem.error(
                                    pool.place().object(),
                                    field,
                                    Reason.INVALID_FIELD,
                                    message,
                                    fix));
                }
            }
        }
        if (pool.addresses().isEmpty()) {
            isBroken = true;
            faults.add(
                    Problem.error(
                            pool.place().object(),
                            pool.place().field("addresses"),
                            Reason.MISSING_FIELD,
                            "the pool has no addresses",
                            "add a network or a range, such as 192.168.1.70-192.168.1.80"));
        }
        return isBroken ? lastGood(pool, claims, faults) : claims;
    }

    /// A pool's claim to a range; warns where no host of a LAN can have its addresses.
    private RangeClaim claim(IpAddressPoolObject pool, String field, IpRange range) {
        SpecialPurpose.in(range)
                .ifPresent(special ->
                        problems.add(
                                Problem.warning(
                                        pool.place().object(),
                                        field,
                                        Reason.INVALID_FIELD,
                                        "%s are for %s; no client in a LAN reaches a Service there"
                                                .formatted(
                                                        special.range().common(range),
                                                        special.purpose()),
                                        "write addresses of the LAN of the nodes")));
        return new RangeClaim(pool.name(), pool.place(), Optional.of(field), range);
    }

    /// What stands in for a pool with a mistake.
    private List<RangeClaim> lastGood(
            IpAddressPoolObject pool, List<RangeClaim> good, List<Problem> faults) {
        incomplete.add(pool.name());
        Optional<AddressPool> known = remembered.pool(pool.name(), pool.place());
        String rest =
                known.isPresent()
                        ? "; the pool keeps the addresses that it had"
                        : good.isEmpty()
                                ? "; the pool is empty"
                                : "; the other addresses of the pool count";
        for (Problem fault : faults) {
            problems.add(
                    Problem.error(
                            fault.object(),
                            fault.field(),
                            fault.reason(),
                            fault.message() + rest,
                            fault.fix()));
        }
        List<RangeClaim> claims = new ArrayList<>(good);
        known.ifPresent(old -> claims.addAll(kept(old, pool.place())));
        return claims;
    }

    private static List<RangeClaim> kept(AddressPool old, Place place) {
        return old.ranges().stream()
                .map(range -> new RangeClaim(old.name(), place, Optional.empty(), range))
                .toList();
    }

    private AddressPool pool(IpAddressPoolObject pool, List<IpRange> ranges) {
        return new AddressPool(
                pool.name(),
                pool.place(),
                pool.labels(),
                ranges,
                pool.autoAssign(),
                pool.avoidBuggyIps(),
                pool.serviceAllocation().flatMap(allocation -> pinning(pool, allocation)));
    }

    private Optional<AddressPool.Pinning> pinning(
            IpAddressPoolObject pool, ServiceAllocation allocation) {
        String path = "serviceAllocation.";
        Optional<AddressPool> old =
                Selectors.makeSense(
                                List.of(
                                        allocation.namespaceSelectors(),
                                        allocation.serviceSelectors()))
                        ? Optional.empty()
                        : senseless(pool);
        Selectors selectors =
                new Selectors(
                        pool.place(),
                        problems,
                        old.isPresent() ? Remembered.STAYS : Selectors.NOTHING);
        selectors.checkNames(path + "namespaces", allocation.namespaces());
        selectors.checked(path + "namespaceSelectors", allocation.namespaceSelectors());
        List<LabelSelector> services =
                selectors.checked(path + "serviceSelectors", allocation.serviceSelectors());
        if (old.isPresent()) {
            return old.get().pinned();
        }
        Optional<Set<String>> namespaces = Optional.empty();
        if (!allocation.namespaces().isEmpty() || !allocation.namespaceSelectors().isEmpty()) {
            Set<String> names = new TreeSet<>(allocation.namespaces());
            state.namespaces().values().stream()
                    .filter(each -> isSelected(each, allocation))
                    .forEach(each -> names.add(each.name()));
            namespaces = Optional.of(names);
            if (names.isEmpty() && !state.namespaces().isEmpty()) {
                problems.add(
                        Problem.warning(
                                pool.place().object(),
                                pool.place().field(path + "namespaceSelectors"),
                                Reason.INEFFECTIVE_SETTING,
                                "no namespace has such labels; the pool serves nobody",
                                "label a namespace, or change the selectors"));
            }
        }
        return Optional.of(new AddressPool.Pinning(allocation.priority(), namespaces, services));
    }

    /// What stands in for a pool with a selector that makes no sense.
    private Optional<AddressPool> senseless(IpAddressPoolObject pool) {
        incomplete.add(pool.name());
        return remembered.pool(pool.name(), pool.place());
    }

    private static boolean isSelected(NamespaceObject namespace, ServiceAllocation allocation) {
        return allocation.namespaceSelectors().stream()
                .anyMatch(selector -> selector.matches(namespace.labels()));
    }

    private void warnOfSilence(AddressPool pool, List<Advertisement> advertisements) {
        if (advertisements.stream().noneMatch(each -> each.pools().contains(pool.name()))) {
            problems.add(
                    Problem.warning(
                            pool.place().object(),
                            "",
                            Reason.NOT_ANNOUNCED,
                            "no advertisement is for pool "
                                    + pool.name()
                                    + "; its addresses are assigned, but nobody answers for them",
                            "add an L2Advertisement, or the pool to ipAddressPools of one"));
        }
    }
}
