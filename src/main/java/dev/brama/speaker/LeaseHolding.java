package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Seat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds addresses by the Lease of this node and by a table of who has which address.
///
/// ```
///   own Lease renewed ──> deadline moves on ─────────────┐
///   table says: this node ──> held ──────────────────────┴─> may answer
///   another's Lease unchanged for long ──> taken from it ──> table changed ──> held here
/// ```
///
/// Never two: a holder relies on its Lease for [#HOLD] after it *sent* the renewal. Who wants an
/// address of a silent node first replaces that node's Lease in the version that was silent for
/// [#TAKE] on its own clock, so that no renewal of it can succeed any more; then it replaces the
/// table in the version read before the Lease was. A node that comes back writes the table itself
/// before it relies on it, so that a taker who saw it gone must look again.
///
/// Its methods belong to one thread; the deadlines are for any.
final class LeaseHolding implements Authority {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    /// How long a holder relies on a renewal after it was sent.
    static final Duration HOLD = Duration.ofSeconds(2);

    /// How long a Lease must be silent before it is taken away.
    static final Duration TAKE = Duration.ofMillis(2500);

    private static final Duration STEP = Duration.ofMillis(400);

    private final String node;
    private final SpeakerStore store;
    private final String table;
    private final LeaseBook book;
    private final Grants.Listener listener;
    private final Map<IpAddress, Long> freeSince = new HashMap<>();
    private final Map<IpAddress, Long> resting = new HashMap<>();
    private Collection<Seat> seats = List.of();
    private boolean isWritten;
    private SortedMap<IpAddress, Entry> known = Collections.emptySortedMap();
    private volatile View view = View.NOTHING;

    /// @param deadline of all that is held
    private record View(SortedMap<IpAddress, Grants.Held> held, long deadline) {
        static final View NOTHING = new View(Collections.emptySortedMap(), NEVER);
    }

    /// A line of the table: `node epoch since`.
    private record Entry(String node, long epoch, long since) {
        static final Entry NONE = new Entry("", 0, 0);

        static Entry read(String text) {
            String[] words = text.split(" ", -1);
            try {
                return new Entry(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
                // Written by hand; nobody has the address then.
                return NONE;
            }
        }

        String text() {
            return node + " " + epoch + " " + since;
        }
    }

    /// @param table the name of the ConfigMap
    LeaseHolding(
            String node,
            SpeakerStore store,
            String table,
            LeaseBook book,
            Grants.Listener listener) {
        this.node = node;
        this.store = store;
        this.table = table;
        this.book = book;
        this.listener = listener;
    }

    @Override
    public long deadline(IpAddress address) {
        View now = view;
        return now.held().containsKey(address) ? now.deadline() : NEVER;
    }

    SortedMap<IpAddress, Grants.Held> held() {
        return view.held();
    }

    /// Who has what, by the table.
    SortedMap<IpAddress, String> holders() {
        SortedMap<IpAddress, String> holders = new TreeMap<>();
        known.forEach((address, entry) -> {
            if (!entry.node().isEmpty()) {
                holders.put(address, entry.node());
            }
        });
        return holders;
    }

    void seats(Collection<Seat> newer) {
        seats = List.copyOf(newer);
    }

    /// These are not wanted before that moment.
    void rest(Collection<IpAddress> addresses, long until) {
        addresses.forEach(address -> resting.put(address, until));
    }

    /// The Lease of this node was renewed.
    ///
    /// @param sent when the renewal that succeeded was sent
    void renewed(long sent) {
        view = new View(view.held(), sent + HOLD.toNanos());
    }

    /// The Lease is not this process's any more, or the charter does not go by Leases: nothing is
    /// held from now on.
    void drop() {
        isWritten = false;
        silence(Set.copyOf(view.held().keySet()), Optional.empty());
        view = View.NOTHING;
        known = Collections.emptySortedMap();
    }

    private void silence(Collection<IpAddress> addresses, Optional<String> rival) {
        if (addresses.isEmpty()) {
            return;
        }
        SortedMap<IpAddress, Grants.Held> held = new TreeMap<>(view.held());
        held.keySet().removeAll(addresses);
        view = new View(held, view.deadline());
        addresses.forEach(address -> listener.lost(address, rival));
    }

    /// Looks at the table and changes it as far as this node should; to be called while the own
    /// Lease is good.
    ///
    /// @return whether to come again at once
    boolean round(long now, long wall) throws IOException {
        Record before = store.read(table);
        // After the table: a node that came back in between has changed the table, too.
        book.read(store.leases(), now);
        SortedMap<IpAddress, Entry> entries = read(before);
        SortedMap<IpAddress, Entry> after = new TreeMap<>(entries);
        boolean fenced = false;
        for (Seat seat : seats) {
            for (IpAddress address : seat.addresses()) {
                fenced |= decide(seat, address, after, now, wall);
            }
        }
        Set<IpAddress> seated = new TreeSet<>();
        seats.forEach(seat -> seated.addAll(seat.addresses()));
        for (Map.Entry<IpAddress, Entry> entry : entries.entrySet()) {
            if (!seated.contains(entry.getKey()) && entry.getValue().node().equals(node)) {
                after.remove(entry.getKey());
            }
        }
        Set<IpAddress> leaving = new TreeSet<>(view.held().keySet());
        leaving.removeIf(address -> isMine(after.get(address)));
        // Silent first, then known to others.
        silence(leaving, Optional.empty());
        if (!isWritten || !after.equals(entries)) {
            if (!write(before, after, now)) {
                return true;
            }
            isWritten = true;
        }
        known = after;
        take(after);
        return fenced;
    }

    private boolean isMine(@Nullable Entry entry) {
        return entry != null && entry.node().equals(node);
    }

    private void take(SortedMap<IpAddress, Entry> entries) {
        SortedMap<IpAddress, Grants.Held> held = new TreeMap<>(view.held());
        Set<IpAddress> gained = new TreeSet<>();
        entries.forEach((address, entry) -> {
            if (isMine(entry) && !held.containsKey(address)) {
                held.put(address, new Grants.Held(entry.epoch(), entry.since()));
                gained.add(address);
            }
        });
        if (!gained.isEmpty()) {
            view = new View(held, view.deadline());
            gained.forEach(listener::gained);
        }
    }

    /// @return whether a Lease was taken from somebody
    private boolean decide(
            Seat seat, IpAddress address, SortedMap<IpAddress, Entry> entries, long now, long wall)
            throws IOException {
        Entry entry = entries.getOrDefault(address, Entry.NONE);
        boolean wants =
                seat.order().contains(node) && resting.getOrDefault(address, now) - now <= 0;
        if (isMine(entry)) {
            freeSince.remove(address);
            if (!wants) {
                String next = successor(seat, now);
                entries.put(address, new Entry(next, entry.epoch() + 1, wall));
            }
            return false;
        }
        boolean free = entry.node().isEmpty() || !book.isHeld(entry.node());
        if (!free && book.isSilent(entry.node(), TAKE, now)) {
            return fence(entry.node());
        }
        if (!free || !wants) {
            freeSince.remove(address);
            return false;
        }
        long since = freeSince.computeIfAbsent(address, _ -> now);
        if (now - since >= STEP.toNanos() * rank(seat, now)) {
            freeSince.remove(address);
            entries.put(address, new Entry(node, Math.max(entry.epoch() + 1, wall), wall));
        }
        return false;
    }

    private boolean fence(String other) throws IOException {
        Optional<NodeLease> lease = book.lease(other);
        if (lease.isEmpty()) {
            return false;
        }
        LOG.warn("node {} is silent: its addresses are taken over", other);
        return store.put(other, lease, "", lease.get().notes(), Instant.now()).isPresent();
    }

    private long rank(Seat seat, long now) {
        Set<String> alive = book.alive(TAKE, now);
        return seat.order().stream()
                .takeWhile(other -> !other.equals(node))
                .filter(alive::contains)
                .count();
    }

    private String successor(Seat seat, long now) {
        Set<String> alive = book.alive(TAKE, now);
        return seat.order().stream()
                .filter(other -> !other.equals(node) && alive.contains(other))
                .findFirst()
                .orElse("");
    }

    /// Hands all over.
    void leave(long now, long wall) throws IOException {
        SortedMap<IpAddress, Grants.Held> held = view.held();
        silence(Set.copyOf(held.keySet()), Optional.empty());
        for (int i = 0; i < 5 && !held.isEmpty(); i++) {
            Record before = store.read(table);
            book.read(store.leases(), now);
            SortedMap<IpAddress, Entry> after = read(before);
            for (Seat seat : seats) {
                for (IpAddress address : seat.addresses()) {
                    Entry entry = after.getOrDefault(address, Entry.NONE);
                    if (isMine(entry)) {
                        after.put(
                                address, new Entry(successor(seat, now), entry.epoch() + 1, wall));
                    }
                }
            }
            if (write(before, after, now)) {
                return;
            }
        }
    }

    /// @return whether nobody else was quicker
    private boolean write(Record before, SortedMap<IpAddress, Entry> after, long now)
            throws IOException {
        SortedMap<String, String> data = new TreeMap<>();
        after.forEach((address, entry) -> data.put(key(address), entry.text()));
        data.put("writer", node + "-" + now);
        return store.write(table, before, data).isPresent();
    }

    private static SortedMap<IpAddress, Entry> read(Record record) {
        SortedMap<IpAddress, Entry> entries = new TreeMap<>();
        record.data()
                .forEach((key, text) ->
                        IpAddress.parse(key.replace('_', ':'))
                                .ifPresent(address -> entries.put(address, Entry.read(text))));
        return entries;
    }

    // Keys of a ConfigMap hold no colons.
    private static String key(IpAddress address) {
        return address.toString().replace(':', '_');
    }
}
