package dev.brama.speaker;

import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import dev.brama.layer2.Timing;
import dev.brama.speaker.CharterRecord.Former;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Changes the charter, on the node that leads, in two steps: one that is settling, under which
/// nobody holds anything, and one that is in force once nobody can hold anything any more by what
/// was in force before.
///
/// ```
///   active v ──> settling v+1 ──> settled ──> active v+2
///   deleted, or older than one that somebody follows ──> settling, far above all known ──> ...
/// ```
///
/// Settled is, after
///
/// - Leases: when this node has seen it settling for `take`. Rounds that began later find it
///   settling; earlier ones are not relied on any more.
/// - a quorum: when a majority of its voters has said so, and what they acknowledged before has run
///   out. Who held something then need not have said anything.
/// - nobody knows what: when all speakers that are known have said so, or all but one, for `take`.
///   Two of those who are silent could be a majority that goes on among itself.
///
/// A version that somebody may follow is never given again: the next one is written only by who has
/// noted the last one on its own Lease, and after a loss far above all that are noted.
final class CharterKeeper {
    // Far more than could have been written by nodes whose Leases are gone.
    static final long LEAP = 100;

    private static final int QUORUM_FROM = 3;

    // No majority of voters is smaller, as there are three at least.
    private static final int LEAST_MAJORITY = 2;

    // Longer than an acknowledged beat counts.
    private static final long SETTLED = Timing.USUAL.take();
    private static final long LOST_VOTER = Duration.ofSeconds(60).toNanos();
    private static final Charter NONE = new Charter(1, Phase.ACTIVE, Mode.LEASE, List.of());
    // A round of the quorum, in which a Lease is renewed, takes five seconds.
    private static final long LIVES = Duration.ofSeconds(12).toNanos();

    private final String self;
    private final LeaseBook book;
    private final LeaseTiming timing;
    private final boolean hasKey;
    private final Since leads = new Since();
    private final Since settling = new Since();
    private final Since enough = new Since();
    private volatile Set<String> awaited = Set.of();

    /// Since when something is as it is.
    private static final class Since {
        private String what = "";
        private long since;

        /// @return for how long it is so, in nanoseconds
        long age(String now, long time) {
            if (!now.equals(what)) {
                what = now;
                since = time;
            }
            return time - since;
        }

        void end() {
            what = "";
        }
    }

    /// @param self the node
    /// @param hasKey whether speakers can prove their messages to each other
    CharterKeeper(String self, LeaseBook book, LeaseTiming timing, boolean hasKey) {
        this.self = self;
        this.book = book;
        this.timing = timing;
        this.hasKey = hasKey;
    }

    /// This node does not lead.
    void follows() {
        leads.end();
        settling.end();
        enough.end();
        awaited = Set.of();
    }

    /// Nodes whose speaker must follow the charter that is settling, as far as this node leads; any
    /// thread may ask.
    Set<String> awaited() {
        return awaited;
    }

    /// The next step, if one is due.
    ///
    /// @param before the charter, read after the Leases
    /// @param followed the newest version that this node has followed; 0 if none
    /// @param nodes all Nodes that there are
    /// @param now after all of it was read
    Optional<CharterRecord> next(Record before, long followed, Set<String> nodes, long now) {
        long led = leads.age("leads", now);
        awaited = Set.of();
        Optional<CharterRecord> known = CharterRecord.read(before.data());
        long newest = Math.max(followed, book.newest());
        if (known.isEmpty() && newest == 0) {
            // Speakers of a new release come up one after the other.
            boolean isSure = led > timing.take() && book.isWatched(timing.take(), now);
            return isSure
                    ? Optional.of(
                            new CharterRecord(
                                    wanted(1, Phase.ACTIVE, NONE, nodes, now), Optional.empty()))
                    : Optional.empty();
        }
        if (known.isEmpty() || known.get().charter().version() < newest) {
            return Optional.of(
                    new CharterRecord(
                            wanted(newest + LEAP, Phase.SETTLING, NONE, nodes, now),
                            Optional.of(new Former.Unknown(List.copyOf(book.speakers())))));
        }
        CharterRecord record = known.get();
        Charter charter = record.charter();
        if (book.settled(self) < charter.version()) {
            // Noted here first, so that it leaves a trace.
            return Optional.empty();
        }
        long version = charter.version() + 1;
        if (charter.phase() == Phase.SETTLING) {
            Charter active = new Charter(version, Phase.ACTIVE, charter.mode(), charter.voters());
            return isSettled(record, before.version(), nodes, now)
                    ? Optional.of(new CharterRecord(active, record.former()))
                    : Optional.empty();
        }
        Charter next = wanted(version, Phase.SETTLING, charter, nodes, now);
        return next.mode() == charter.mode() && next.voters().equals(charter.voters())
                ? Optional.empty()
                : Optional.of(new CharterRecord(next, Optional.of(Former.of(charter))));
    }

    private Charter wanted(
            long version, Phase phase, Charter current, Set<String> nodes, long now) {
        List<String> voters = current.voters();
        List<String> kept = new ArrayList<>();
        List<String> spare = new ArrayList<>(book.alive(LIVES, now));
        spare.removeAll(voters);
        spare.retainAll(nodes);
        for (String voter : voters) {
            boolean isLost =
                    !nodes.contains(voter)
                            || (!spare.isEmpty() && book.isLost(voter, LOST_VOTER, now));
            if (!isLost) {
                kept.add(voter);
            }
        }
        Set<String> all = new TreeSet<>(kept);
        all.addAll(spare);
        boolean quorum =
                hasKey
                        && (current.mode() == Mode.QUORUM
                                ? all.size() >= QUORUM_FROM
                                : spare.size() >= QUORUM_FROM);
        if (!quorum) {
            return new Charter(version, phase, Mode.LEASE, List.of());
        }
        // An even number needs one vote more and bears no more losses.
        int size = all.size() >= Charter.MOST_VOTERS ? Charter.MOST_VOTERS : QUORUM_FROM;
        for (String each : spare) {
            if (kept.size() < size) {
                kept.add(each);
            }
        }
        return new Charter(version, phase, Mode.QUORUM, kept);
    }

    /// @param object the version of the object that says so
    private boolean isSettled(CharterRecord record, String object, Set<String> nodes, long now) {
        Optional<Former> former = record.former();
        if (former.isEmpty()) {
            return true;
        }
        long version = record.charter().version();
        long seen = settling.age(object, now);
        return switch (former.get()) {
            case Former.Leases _ -> seen > timing.take();
            case Former.Quorum(List<String> voters) -> {
                awaited = missing(voters, version, nodes);
                yield lasts(awaited.size() <= (voters.size() - 1) / 2, object, SETTLED, now);
            }
            case Former.Unknown(List<String> speakers) -> {
                Set<String> all = new TreeSet<>(speakers);
                all.addAll(book.speakers());
                awaited = missing(all, version, nodes);
                yield lasts(awaited.size() < LEAST_MAJORITY, object, timing.take(), now);
            }
        };
    }

    /// Who has not settled. A machine whose Node was deleted is off, says who deleted it.
    private Set<String> missing(Collection<String> speakers, long version, Set<String> nodes) {
        Set<String> missing = new TreeSet<>(speakers);
        missing.removeIf(node -> !nodes.contains(node) || !book.isUnsettled(node, version));
        return Collections.unmodifiableSet(missing);
    }

    /// Whether that has been so for some time.
    private boolean lasts(boolean holds, String object, long time, long now) {
        if (!holds) {
            enough.end();
            return false;
        }
        return enough.age(object, now) > time;
    }
}
