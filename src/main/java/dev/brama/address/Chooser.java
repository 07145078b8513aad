package dev.brama.address;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import dev.brama.cluster.IpFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Chooses addresses for a Service that holds none, or lacks one of a family.
final class Chooser {
    // The priority 0 means no priority, and comes last.
    private static final Comparator<AddressPool> ORDER =
            comparing((AddressPool pool) -> priority(pool) == 0)
                    .thenComparingInt(Chooser::priority)
                    .thenComparing(AddressPool::name);

    private final Board board;
    private final List<AddressPool> pinned;
    private final List<AddressPool> common;

    Chooser(Board board) {
        this.board = board;
        List<AddressPool> automatic =
                board.rules().pools().values().stream()
                        .filter(AddressPool::autoAssign)
                        .sorted(ORDER)
                        .toList();
        this.pinned = automatic.stream().filter(pool -> pool.pinned().isPresent()).toList();
        this.common = automatic.stream().filter(pool -> pool.pinned().isEmpty()).toList();
    }

    private static int priority(AddressPool pool) {
        return pool.pinned().map(AddressPool.Pinning::priority).orElse(0);
    }

    /// What comes of choosing.
    sealed interface Choice {}

    /// @param holding what the Service may have
    record Chosen(Holding holding) implements Choice {}

    /// @param message why there is nothing for it
    record Failed(String message) implements Choice {}

    /// Chooses all that a Service is to have.
    Choice choose(ServiceRequest request) {
        if (board.rules().pools().isEmpty()) {
            return new Failed("no pool of addresses is configured");
        }
        if (!request.addresses().isEmpty()) {
            return asked(request);
        }
        return request.pool().isPresent() ? ofPool(request, request.pool().get()) : any(request);
    }

    /// Chooses one more address of the same pool.
    Optional<IpAddress> more(ServiceRequest request, AddressPool pool, IpFamily family) {
        for (IpRange range : pool.ranges()) {
            if (range.family() == family) {
                Optional<IpAddress> found = board.lowest(pool, range, request);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Choice asked(ServiceRequest request) {
        List<IpAddress> addresses = inOrder(request);
        SortedMap<String, AddressPool> pools = new TreeMap<>();
        for (IpAddress address : addresses) {
            Optional<AddressPool> pool = board.rules().poolOf(address);
            if (pool.isEmpty()) {
                return new Failed("no pool has " + address + ", which the Service asks for");
            }
            if (!pool.get().offers(address)) {
                return new Failed(
                        "pool "
                                + pool.get().name()
                                + " avoids addresses that end in .0 and .255, such as "
                                + address);
            }
            pools.put(pool.get().name(), pool.get());
        }
        if (pools.size() > 1) {
            return new Failed(
                    "the Service asks for addresses of two pools, " + Texts.list(pools.keySet()));
        }
        AddressPool pool = pools.values().iterator().next();
        if (request.pool().isPresent() && !request.pool().get().equals(pool.name())) {
            return new Failed(
                    "the Service asks for pool "
                            + request.pool().get()
                            + " and for "
                            + Texts.list(addresses)
                            + ", which is in pool "
                            + pool.name());
        }
        if (!admits(pool, request)) {
            return new Failed("pool " + pool.name() + " is for other Services");
        }
        for (IpAddress address : addresses) {
            Optional<String> obstacle =
                    board.hindrance(address, request.service().id())
                            .or(() -> board.occupancy().obstacle(address, request.terms()));
            if (obstacle.isPresent()) {
                return new Failed(obstacle.get());
            }
        }
        return new Chosen(new Holding(pool.name(), addresses, request.terms()));
    }

    private static List<IpAddress> inOrder(ServiceRequest request) {
        return request.addresses().stream()
                .sorted(comparingInt(address -> request.families().indexOf(address.family())))
                .toList();
    }

    private Choice ofPool(ServiceRequest request, String name) {
        Optional<AddressPool> named = board.rules().pool(name);
        if (named.isEmpty()) {
            return new Failed(
                    "there is no pool "
                            + name
                            + ", which the Service asks for; there is "
                            + Texts.list(board.rules().pools().keySet()));
        }
        AddressPool pool = named.get();
        if (!admits(pool, request)) {
            return new Failed("pool " + name + " is for other Services");
        }
        return of(request, List.of(pool))
                .<Choice>map(Chosen::new)
                .orElseGet(() -> new Failed(emptiness(request, List.of(pool))));
    }

    private Choice any(ServiceRequest request) {
        List<AddressPool> first = pinned.stream().filter(pool -> admits(pool, request)).toList();
        Optional<Holding> found = of(request, first).or(() -> of(request, common));
        if (found.isPresent()) {
            return new Chosen(found.get());
        }
        List<AddressPool> all = new ArrayList<>(first);
        all.addAll(common);
        return new Failed(
                all.isEmpty()
                        ? "every pool is for other Services or has autoAssign: false"
                        : emptiness(request, all));
    }

    private static boolean admits(AddressPool pool, ServiceRequest request) {
        return pool.admits(request.service().id().namespace(), request.service().labels());
    }

    /// Of pools with both families the first; where both are only preferred, of those with one.
    private Optional<Holding> of(ServiceRequest request, List<AddressPool> pools) {
        Optional<Holding> all = of(request, pools, request.wanted());
        if (all.isPresent() || request.policy() != ServiceRequest.Policy.PREFER_DUAL) {
            return all;
        }
        for (IpFamily family : request.families()) {
            Optional<Holding> one = of(request, pools, List.of(family));
            if (one.isPresent()) {
                return one;
            }
        }
        return Optional.empty();
    }

    private Optional<Holding> of(
            ServiceRequest request, List<AddressPool> pools, List<IpFamily> families) {
        for (AddressPool pool : pools) {
            List<IpAddress> addresses = new ArrayList<>();
            for (IpFamily family : families) {
                more(request, pool, family).ifPresent(addresses::add);
            }
            if (addresses.size() == families.size()) {
                return Optional.of(new Holding(pool.name(), addresses, request.terms()));
            }
        }
        return Optional.empty();
    }

    private static String emptiness(ServiceRequest request, List<AddressPool> pools) {
        List<AddressPool> suitable =
                pools.stream()
                        .filter(pool -> request.wanted().stream().allMatch(pool::has))
                        .toList();
        List<String> names = pools.stream().map(AddressPool::name).toList();
        if (suitable.isEmpty() && request.policy() != ServiceRequest.Policy.PREFER_DUAL) {
            return "the Service needs "
                    + String.join(" and ", request.wanted().stream().map(IpFamily::token).toList())
                    + ", which no pool for it has: "
                    + Texts.list(names);
        }
        return "no address is free in "
                + (names.size() == 1 ? "pool " : "pools ")
                + Texts.list(names);
    }
}
