package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When this speaker should claim which address.
///
/// Whoever holds an address keeps it, so there is nothing to claim while somebody does. When it may
/// be free, the best node claims at once and each further one a step later. Nothing of this is
/// needed for safety: claims at the wrong time are refused.
final class Succession {
    // How long nobody waits for a speaker that does not answer.
    private static final int STEPS_ABSENT = 20;
    // Acknowledgements tell of whatever became free; this is for the case that even this fails. Of
    // hundreds of addresses, each asked for again costs more than all else.
    private static final int STEPS_TO_ASK_AGAIN = 200;
    // Claims that fail make others try, whose claims may fail, too: none is repeated at once.
    private static final int LEAST_REST = 8;

    private final String self;
    private final long step;
    private final SortedMap<IpAddress, Wanted> wanted = new TreeMap<>();
    private final Map<IpAddress, Seat> seats = new HashMap<>();
    private final Map<String, Long> absent = new HashMap<>();

    private static final class Wanted {
        private Seat seat;
        private boolean has;
        private long due;
        private long rest = Authority.NEVER;
        private long tries;
        private boolean offered;
        private @Nullable PeerId holder;
        private @Nullable PeerId former;

        Wanted(Seat seat, long due) {
            this.seat = seat;
            this.due = due;
        }
    }

    Succession(String self, long step) {
        this.self = self;
        this.step = step;
    }

    /// These seats are to be filled, as far as this node may.
    ///
    /// @return what this node must not hold any more
    SortedSet<IpAddress> seats(Collection<Seat> newer, long now) {
        SortedSet<IpAddress> gone = new TreeSet<>(wanted.keySet());
        seats.clear();
        for (Seat seat : newer) {
            seat.addresses().forEach(address -> seats.put(address, seat));
            if (!seat.order().contains(self)) {
                continue;
            }
            for (IpAddress address : seat.addresses()) {
                gone.remove(address);
                Wanted known = wanted.get(address);
                if (known == null) {
                    wanted.put(address, new Wanted(seat, now + delay(seat, now)));
                } else {
                    known.seat = seat;
                }
            }
        }
        wanted.keySet().removeAll(gone);
        return gone;
    }

    private long delay(Seat seat, long now) {
        absent.values().removeIf(until -> now - until >= 0);
        return step * seat.rank(self, absent.keySet());
    }

    /// Everything may be claimed anew.
    ///
    /// @param kept what this node held before: it comes first
    /// @param open when voters that start now begin to promise: who asked sooner would be between
    ///   two tries then, and another node, whose turn is later, be the first to be heard
    void renewed(Set<IpAddress> kept, long now, long open) {
        wanted.forEach((address, want) -> {
            want.holder = null;
            want.has = false;
            want.due = kept.contains(address) ? now : open + delay(want.seat, now);
        });
    }

    /// The speaker of that node does not answer: nobody waits for it for a while.
    void gone(String node, long now) {
        if (!node.equals(self)) {
            absent.put(node, now + STEPS_ABSENT * step);
        }
    }

    /// That process does not hold any more what it held, or part of it.
    void vacated(PeerId former, long now) {
        wanted.forEach((_, want) -> {
            if (want.holder == null || want.holder.equals(former)) {
                want.holder = null;
                soon(want, now + delay(want.seat, now));
            }
        });
    }

    /// A new connection to a speaker of that node.
    void present(String node) {
        absent.remove(node);
    }

    /// Somebody lost something, but it is not known what.
    void stirred(long now) {
        wanted.values().forEach(want -> soon(want, now + delay(want.seat, now)));
    }

    /// Its holder wants this node to have it.
    void offered(PeerId former, Collection<IpAddress> addresses, long now) {
        for (IpAddress address : addresses) {
            Wanted want = wanted.get(address);
            if (want != null) {
                want.holder = null;
                want.former = former;
                want.offered = true;
                soon(want, now);
            }
        }
    }

    private static void soon(Wanted want, long due) {
        if (!want.has && (want.due - due > 0)) {
            want.due = due;
        }
    }

    /// This node has it, or asks for it.
    void gained(IpAddress address) {
        Wanted want = wanted.get(address);
        if (want != null) {
            want.has = true;
            want.holder = null;
            want.former = null;
            want.offered = false;
            want.tries = 0;
        }
    }

    /// Somebody else has it.
    void refused(IpAddress address, Optional<PeerId> holder, long now) {
        Wanted want = wanted.get(address);
        if (want == null) {
            return;
        }
        want.has = false;
        want.holder = holder.orElse(null);
        want.tries++;
        // A voter may not know yet that this one is gone.
        boolean settled =
                holder.isPresent()
                        && !absent.containsKey(holder.get().node())
                        && !holder.get().equals(want.former);
        want.former = null;
        long turn = want.offered ? 0 : delay(want.seat, now);
        long again = settled ? STEPS_TO_ASK_AGAIN * step : turn;
        want.offered &= !settled;
        long least = now + step / LEAST_REST;
        want.rest = want.rest == Authority.NEVER || least - want.rest > 0 ? least : want.rest;
        // Nobody else claims what was offered to this one.
        want.due = now + again + (want.offered ? 0 : spread(address, want.tries));
    }

    /// Whether this node lets that one go first, where both claim.
    boolean yields(IpAddress address, PeerId rival) {
        Seat seat = seats.get(address);
        Wanted want = wanted.get(address);
        if (seat == null || want == null) {
            return true;
        }
        if (rival.equals(want.former)) {
            // The voter only does not know yet that this one gave it up.
            return false;
        }
        int theirs = seat.order().indexOf(rival.node());
        return theirs >= 0 && theirs < seat.order().indexOf(self);
    }

    /// Who gave it up last, if nobody was seen to have it since.
    Optional<PeerId> former(IpAddress address) {
        Wanted want = wanted.get(address);
        return want == null ? Optional.empty() : Optional.ofNullable(want.former);
    }

    /// Not before that moment.
    void resting(Collection<IpAddress> addresses, long until) {
        for (IpAddress address : addresses) {
            Wanted want = wanted.get(address);
            if (want != null) {
                want.has = false;
                want.rest = until;
                want.due = until;
            }
        }
    }

    /// Two that hinder each other should not try again at the same time. No lots are drawn here, so
    /// the name, the address and the count decide.
    private long spread(IpAddress address, long tries) {
        long mixed = ((self.hashCode() * 31L + address.high()) * 31L + address.low()) * 31L + tries;
        mixed *= 0x9E3779B97F4A7C15L;
        return (mixed >>> 33) % Math.max(1, step);
    }

    /// What is to be claimed now; it counts as asked for.
    SortedSet<IpAddress> due(long now) {
        SortedSet<IpAddress> due = new TreeSet<>();
        wanted.forEach((address, want) -> {
            if (!want.has && now - due(want) >= 0) {
                want.has = true;
                due.add(address);
            }
        });
        return due;
    }

    private static long due(Wanted want) {
        return want.rest != Authority.NEVER && want.rest - want.due > 0 ? want.rest : want.due;
    }

    /// In how many nanoseconds something is due.
    long next(long now) {
        long next = Long.MAX_VALUE;
        for (Wanted want : wanted.values()) {
            if (!want.has) {
                next = Math.min(next, Math.max(0, due(want) - now));
            }
        }
        return next;
    }

    /// Who should have these next: the best node but this for each.
    SortedMap<String, SortedSet<IpAddress>> successors(Collection<IpAddress> addresses, long now) {
        absent.values().removeIf(until -> now - until >= 0);
        SortedMap<String, SortedSet<IpAddress>> bySuccessor = new TreeMap<>();
        for (IpAddress address : addresses) {
            Seat seat = seats.get(address);
            String next = seat == null ? "" : seat.successor(self, absent.keySet()).orElse("");
            bySuccessor.computeIfAbsent(next, _ -> new TreeSet<>()).add(address);
        }
        return bySuccessor;
    }

    /// Addresses that this node has though another has the first one of their seat, by that node:
    /// they belong together.
    SortedMap<String, SortedSet<IpAddress>> misplaced(Set<IpAddress> held) {
        SortedMap<String, SortedSet<IpAddress>> byNode = new TreeMap<>();
        for (IpAddress address : held) {
            Wanted want = wanted.get(address);
            if (want == null) {
                continue;
            }
            List<IpAddress> together = want.seat.addresses();
            Wanted first = wanted.get(together.getFirst());
            if (first != null && first.holder != null && !together.getFirst().equals(address)) {
                byNode.computeIfAbsent(first.holder.node(), _ -> new TreeSet<>()).add(address);
            }
        }
        return byNode;
    }
}
