package dev.brama.address;

import dev.brama.cluster.IpFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides whether a Service keeps what it holds.
final class Keeper {
    private final Board board;

    Keeper(Board board) {
        this.board = board;
    }

    /// What becomes of what it holds.
    sealed interface Outcome {}

    /// @param holding what it keeps, all or a part
    record Kept(Holding holding) implements Outcome {}

    /// @param message why it keeps nothing
    record Lost(String message) implements Outcome {}

    /// Judges what a Service holds; occupies what it keeps.
    ///
    /// @param held its addresses, one at least
    Outcome judge(ServiceRequest request, List<IpAddress> held) {
        List<IpAddress> usable = ofItsFamilies(request, held);
        if (usable.isEmpty()) {
            return new Lost(
                    "the Service has no cluster address of the family of " + held.getFirst());
        }
        if (!request.addresses().isEmpty() && !new HashSet<>(usable).equals(request.addresses())) {
            return new Lost("the Service asks for " + Texts.list(request.addresses()));
        }
        Optional<AddressPool> pool =
                usable.stream().flatMap(each -> board.rules().poolOf(each).stream()).findFirst();
        if (pool.isEmpty()) {
            return keptByMistake(request, usable);
        }
        List<IpAddress> offered = usable.stream().filter(pool.get()::offers).toList();
        Optional<String> obstacle = obstacle(request, pool.get(), offered);
        if (obstacle.isPresent()) {
            return new Lost(obstacle.get());
        }
        return occupied(request, pool.get().name(), offered);
    }

    private static List<IpAddress> ofItsFamilies(ServiceRequest request, List<IpAddress> held) {
        Set<IpFamily> open = EnumSet.copyOf(request.wanted());
        if (request.policy() == ServiceRequest.Policy.SINGLE) {
            // One of two cluster addresses counts, whichever the held one belongs to.
            open = EnumSet.copyOf(request.families());
        }
        List<IpAddress> usable = new ArrayList<>();
        for (IpAddress address : held) {
            if (open.remove(address.family())) {
                usable.add(address);
            }
        }
        return request.policy() == ServiceRequest.Policy.SINGLE && usable.size() > 1
                ? usable.subList(0, 1)
                : usable;
    }

    /// A pool that lost addresses to a mistake in writing does not take them from who has them.
    private Outcome keptByMistake(ServiceRequest request, List<IpAddress> usable) {
        Optional<String> pool =
                ServiceAnnotation.IP_ALLOCATED_FROM_POOL
                        .of(request.service())
                        .filter(board.rules()::isIncomplete);
        return pool.isPresent()
                ? occupied(request, pool.get(), usable)
                : new Lost("no pool has " + Texts.list(usable));
    }

    private Optional<String> obstacle(
            ServiceRequest request, AddressPool pool, List<IpAddress> offered) {
        if (offered.isEmpty()) {
            return Optional.of("pool " + pool.name() + " avoids addresses that end in .0 and .255");
        }
        if (!request.addresses().isEmpty() && offered.size() < request.addresses().size()) {
            return Optional.of("no pool has " + Texts.list(request.addresses()) + " together");
        }
        if (request.pool().isPresent() && !request.pool().get().equals(pool.name())) {
            return Optional.of("the Service asks for pool " + request.pool().get());
        }
        // Whom a pool with a mistake is for, is not known for certain.
        if (!board.rules().isIncomplete(pool.name())
                && !pool.admits(request.service().id().namespace(), request.service().labels())) {
            return Optional.of("pool " + pool.name() + " is for other Services");
        }
        return Optional.empty();
    }

    private Outcome occupied(ServiceRequest request, String pool, List<IpAddress> addresses) {
        for (IpAddress address : addresses) {
            Optional<String> obstacle = board.occupancy().obstacle(address, request.terms());
            if (obstacle.isPresent()) {
                return new Lost(obstacle.get());
            }
        }
        board.occupy(addresses, request);
        return new Kept(new Holding(pool, addresses, request.terms()));
    }
}
