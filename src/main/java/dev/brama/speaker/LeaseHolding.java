package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Seat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What this node holds by its Lease and by the table of who has which address.
///
/// ```
///   round: table read, Lease renewed, charter read ──> deadline moves on ─┐
///   table says: this node ──> held ───────────────────────────────────────┴─> may answer
///   another's Lease silent ──> taken from it ──> table changed ──> held here
/// ```
///
/// Never two, by these rules; `hold` and `take` are those of [LeaseTiming]:
///
/// 1. A holder relies on a round until `hold` after the round *began*. In it the Lease was still of
///    this process and was renewed, the charter was the one that it follows, and the table was open
///    and named this node.
/// 2. Who wants what another node has first takes that node's Lease away, in the version that was
///    silent for `take`. From then on no renewal succeeds, and the last one that did began longer
///    than `hold` ago. A Lease that is missing proves nothing: it is made again in the name of
///    nobody, and falls silent as any other.
/// 3. Then it replaces the table in the version that it had read before it read the Leases. A node
///    that comes back writes the table before it relies on it, so one of the two must look again.
///    The same goes for a node that does not know whether its last write of the table was done.
/// 4. A table that was deleted, or put back from a copy, is closed, and by rule 1 nobody relies on
///    it. Who saw it closed for `take` opens it, empty; by then nobody relies on an earlier one.
///
/// Nothing here waits or asks; its methods belong to one thread, the deadlines are for any.
final class LeaseHolding implements Authority {
    private final String node;
    private final LeaseTiming timing;
    private final Map<IpAddress, Long> freeSince = new HashMap<>();
    private final Map<IpAddress, Long> resting = new HashMap<>();
    private Collection<Seat> seats = List.of();
    private boolean isWritten;
    private Record closed = Record.NONE;
    private long closedSince;
    private long newestEpoch;
    private LeaseTable intended = new LeaseTable(false, 0, Collections.emptySortedMap());
    private long intendedDeadline = NEVER;
    private volatile SortedMap<IpAddress, String> holders = Collections.emptySortedMap();
    private volatile View view = View.NOTHING;

    /// @param deadline of all that is held
    private record View(SortedMap<IpAddress, Grants.Held> held, long deadline) {
        static final View NOTHING = new View(Collections.emptySortedMap(), NEVER);
    }

    /// What became of an address.
    sealed interface Turn {
        IpAddress address();

        record Gained(IpAddress address) implements Turn {}

        record Lost(IpAddress address) implements Turn {}
    }

    /// Moments of a round.
    ///
    /// @param began before anything was asked
    /// @param now after all that is judged was read
    /// @param wall milliseconds since 1970; only shown
    record Moment(long began, long now, long wall) {}

    /// What comes of a round; in this order.
    ///
    /// @param turns what is to be silenced or announced before anything is written
    /// @param write the next table, if it is to change
    /// @param puts what is to be done to Leases of others; then it is time to look again
    record Plan(List<Turn> turns, Optional<Ask.WriteTable> write, Collection<Ask.PutLease> puts) {
        Plan {
            turns = List.copyOf(turns);
            puts = List.copyOf(puts);
        }
    }

    LeaseHolding(String node, LeaseTiming timing) {
        this.node = node;
        this.timing = timing;
    }

    @Override
    public long deadline(IpAddress address) {
        View now = view;
        return now.held().containsKey(address) ? now.deadline() : NEVER;
    }

    /// What it holds; whether it still may answer, the deadlines say.
    SortedMap<IpAddress, Grants.Held> held() {
        return view.held();
    }

    /// Who has what, by the table.
    SortedMap<IpAddress, String> holders() {
        return holders;
    }

    void seats(Collection<Seat> newer) {
        seats = List.copyOf(newer);
    }

    /// These are not wanted before that moment.
    void rest(Collection<IpAddress> addresses, long until) {
        addresses.forEach(address -> resting.put(address, until));
    }

    /// The Lease is not this process's any more, or the charter is not by Leases or not the one
    /// that is followed: nothing is held from now on.
    List<Turn> drop() {
        isWritten = false;
        List<Turn> turns = silence(Set.copyOf(view.held().keySet()));
        view = View.NOTHING;
        holders = Collections.emptySortedMap();
        return turns;
    }

    private List<Turn> silence(Collection<IpAddress> addresses) {
        SortedMap<IpAddress, Grants.Held> held = new TreeMap<>(view.held());
        held.keySet().removeAll(addresses);
        view = new View(held, view.deadline());
        return addresses.stream().<Turn>map(Turn.Lost::new).toList();
    }

    /// A table was read, whatever addresses are held by.
    ///
    /// @param now after it was read
    /// @return how it is made or opened, if it is time for that
    Optional<Ask.WriteTable> tend(Record record, long now) {
        LeaseTable table = LeaseTable.read(record);
        newestEpoch = Math.max(newestEpoch, table.epoch());
        if (table.isOpen()) {
            closed = Record.NONE;
            return Optional.empty();
        }
        LeaseTable empty = new LeaseTable(false, newestEpoch, Collections.emptySortedMap());
        if (record.uid().isEmpty()) {
            return Optional.of(new Ask.WriteTable(record, empty.data("", writer(now))));
        }
        if (!record.equals(closed)) {
            closed = record;
            closedSince = now;
        }
        return now - closedSince > timing.take()
                ? Optional.of(new Ask.WriteTable(record, empty.data(record.uid(), writer(now))))
                : Optional.empty();
    }

    /// Judges what was read in a round in which the Lease of this node was renewed and the charter
    /// is in force.
    Plan plan(Record record, LeaseBook book, Moment moment) {
        LeaseTable before = LeaseTable.read(record);
        if (!before.isOpen()) {
            return new Plan(drop(), Optional.empty(), List.of());
        }
        LeaseDraft draft = new LeaseDraft(before, book, timing.take(), moment.now(), moment.wall());
        Set<IpAddress> seated = new TreeSet<>();
        for (Seat seat : seats) {
            seated.addAll(seat.addresses());
            seat.addresses().forEach(address -> decide(draft, book, seat, address, moment.now()));
        }
        for (IpAddress address : before.entries().keySet()) {
            if (!seated.contains(address) && draft.holder(address).equals(node)) {
                draft.forget(address);
            }
        }
        LeaseTable after = draft.table();
        Set<IpAddress> leaving = new TreeSet<>(view.held().keySet());
        leaving.removeIf(address -> isMine(before, address) && isMine(after, address));
        // Silent first, then known to others.
        List<Turn> turns = new ArrayList<>(silence(leaving));
        intended = after;
        intendedDeadline = moment.began() + timing.hold();
        view = new View(view.held(), intendedDeadline);
        holders = holders(after);
        if (isWritten && !draft.isChanged()) {
            turns.addAll(take());
            return new Plan(turns, Optional.empty(), draft.puts());
        }
        return new Plan(
                turns,
                Optional.of(
                        new Ask.WriteTable(record, after.data(record.uid(), writer(moment.now())))),
                draft.puts());
    }

    /// The write of the last plan was done: what it says of this node counts.
    List<Turn> written() {
        isWritten = true;
        return take();
    }

    /// Nobody knows whether the last write was done, or will be done yet: it may give away what the
    /// table still says to be this node's.
    void uncertain() {
        isWritten = false;
    }

    private List<Turn> take() {
        SortedMap<IpAddress, Grants.Held> held = new TreeMap<>(view.held());
        List<Turn> turns = new ArrayList<>();
        intended.entries()
                .forEach((address, entry) -> {
                    if (entry.node().equals(node) && !held.containsKey(address)) {
                        held.put(address, new Grants.Held(entry.epoch(), entry.since()));
                        turns.add(new Turn.Gained(address));
                    }
                });
        view = new View(held, intendedDeadline);
        return turns;
    }

    private boolean isMine(LeaseTable table, IpAddress address) {
        return table.entries().getOrDefault(address, LeaseTable.Entry.NONE).node().equals(node);
    }

    private static SortedMap<IpAddress, String> holders(LeaseTable table) {
        SortedMap<IpAddress, String> holders = new TreeMap<>();
        table.entries()
                .forEach((address, entry) -> {
                    if (!entry.node().isEmpty()) {
                        holders.put(address, entry.node());
                    }
                });
        return Collections.unmodifiableSortedMap(holders);
    }

    private void decide(LeaseDraft draft, LeaseBook book, Seat seat, IpAddress address, long now) {
        boolean wants =
                seat.order().contains(node) && resting.getOrDefault(address, now) - now <= 0;
        if (draft.holder(address).equals(node)) {
            freeSince.remove(address);
            if (!wants) {
                // Who never answered for it does not pass it on, or two that both cannot would for
                // ever.
                boolean isHeld = view.held().containsKey(address);
                draft.give(address, isHeld ? successor(seat, book, now) : "");
            }
            return;
        }
        if (!draft.isFree(address) || !wants) {
            freeSince.remove(address);
            return;
        }
        long since = freeSince.computeIfAbsent(address, _ -> now);
        if (now - since >= timing.step() * rank(seat, book, now)) {
            freeSince.remove(address);
            draft.give(address, node);
        }
    }

    private long rank(Seat seat, LeaseBook book, long now) {
        Set<String> alive = book.alive(timing.take(), now);
        return seat.order().stream()
                .takeWhile(other -> !other.equals(node))
                .filter(alive::contains)
                .count();
    }

    private String successor(Seat seat, LeaseBook book, long now) {
        Set<String> alive = book.alive(timing.take(), now);
        return seat.order().stream()
                .filter(other -> !other.equals(node) && alive.contains(other))
                .findFirst()
                .orElse("");
    }

    /// Hands all over; to be called after [#drop].
    Optional<Ask.WriteTable> leave(Record record, LeaseBook book, long now, long wall) {
        LeaseTable before = LeaseTable.read(record);
        LeaseDraft draft = new LeaseDraft(before, book, timing.take(), now, wall);
        for (Seat seat : seats) {
            for (IpAddress address : seat.addresses()) {
                if (draft.holder(address).equals(node)) {
                    draft.give(address, successor(seat, book, now));
                }
            }
        }
        return before.isOpen() && draft.isChanged()
                ? Optional.of(
                        new Ask.WriteTable(record, draft.table().data(record.uid(), writer(now))))
                : Optional.empty();
    }

    private String writer(long now) {
        return node + "-" + now;
    }
}
