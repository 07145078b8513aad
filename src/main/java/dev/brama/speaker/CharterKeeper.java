package dev.brama.speaker;

import dev.brama.kube.SpeakerStore;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the charter, on the node that leads, in two steps: one that is settling, under which
/// nobody holds anything, and one that is in force once all who might have held something have
/// settled, or cannot hold it any more.
///
/// ```
///   active v ──> settling v+1 ──> all settled, or a majority of the voters and time,
///                                 or Leases taken from the silent ──> active v+2
/// ```
final class CharterKeeper {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final int QUORUM_FROM = 3;

    // Speakers of a new release come up one after the other.
    private static final Duration GATHERING = Duration.ofSeconds(2);

    // Longer than an acknowledged beat counts and a voter keeps its promise.
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final Duration LOST_VOTER = Duration.ofSeconds(60);
    private static final Duration LIVES = Duration.ofSeconds(8);

    private final SpeakerStore store;
    private final String name;
    private final LeaseBook book;
    private final boolean hasKey;
    private long leadsSince = Long.MIN_VALUE;
    private long majoritySince = Long.MIN_VALUE;
    private long majorityVersion;

    /// @param name of the ConfigMap
    /// @param hasKey whether speakers can prove their messages to each other
    CharterKeeper(SpeakerStore store, String name, LeaseBook book, boolean hasKey) {
        this.store = store;
        this.name = name;
        this.book = book;
        this.hasKey = hasKey;
    }

    /// This node does not lead.
    void follows() {
        leadsSince = Long.MIN_VALUE;
    }

    /// Does the next step, if one is due.
    ///
    /// @param nodes all Nodes that there are
    /// @return whether the charter was changed
    boolean lead(Record before, Set<String> nodes, long now) throws IOException {
        if (leadsSince == Long.MIN_VALUE) {
            leadsSince = now;
        }
        Optional<CharterRecord> known = CharterRecord.read(before.data());
        if (known.isEmpty()) {
            if (now - leadsSince < GATHERING.toNanos()) {
                return false;
            }
            Set<String> alive = book.alive(LIVES, now);
            Charter first = wanted(1, Phase.ACTIVE, Mode.LEASE, List.of(), alive, nodes, now);
            return write(before, new CharterRecord(first, Optional.empty()));
        }
        CharterRecord record = known.get();
        Charter charter = record.charter();
        if (charter.phase() == Phase.SETTLING) {
            if (!isSettled(record, nodes, now)) {
                return false;
            }
            Charter next =
                    new Charter(
                            charter.version() + 1, Phase.ACTIVE, charter.mode(), charter.voters());
            return write(before, new CharterRecord(next, record.former()));
        }
        Charter next =
                wanted(
                        charter.version() + 1,
                        Phase.SETTLING,
                        charter.mode(),
                        charter.voters(),
                        book.alive(LIVES, now),
                        nodes,
                        now);
        if (next.mode() == charter.mode() && next.voters().equals(charter.voters())) {
            return false;
        }
        return write(
                before,
                new CharterRecord(
                        next,
                        Optional.of(new CharterRecord.Former(charter.mode(), charter.voters()))));
    }

    private boolean write(Record before, CharterRecord next) throws IOException {
        boolean written = store.write(name, before, next.data()).isPresent();
        if (written) {
            LOG.info(
                    "addresses are held by {}{}, version {}{}",
                    next.charter().mode() == Mode.QUORUM ? "a majority of " : "Leases",
                    String.join(", ", next.charter().voters()),
                    next.charter().version(),
                    next.charter().phase() == Phase.SETTLING ? ", when all have settled" : "");
        }
        return written;
    }

    private Charter wanted(
            long version,
            Phase phase,
            Mode mode,
            List<String> voters,
            Set<String> alive,
            Set<String> nodes,
            long now) {
        List<String> kept = new ArrayList<>();
        List<String> spare = new ArrayList<>(alive);
        spare.removeAll(voters);
        spare.retainAll(nodes);
        for (String voter : voters) {
            boolean lost =
                    !nodes.contains(voter)
                            || (!spare.isEmpty()
                                    && (book.lease(voter).isEmpty()
                                            || book.isSilent(voter, LOST_VOTER, now)));
            if (!lost) {
                kept.add(voter);
            }
        }
        Set<String> all = new TreeSet<>(kept);
        all.addAll(spare);
        boolean quorum =
                hasKey
                        && (mode == Mode.QUORUM
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

    private boolean isSettled(CharterRecord record, Set<String> nodes, long now)
            throws IOException {
        Optional<CharterRecord.Former> former = record.former();
        if (former.isEmpty()) {
            return true;
        }
        long version = record.charter().version();
        return switch (former.get().mode()) {
            case QUORUM -> isQuorumSettled(former.get().voters(), version, nodes, now);
            case LEASE -> areLeasesSettled(version, now);
        };
    }

    private boolean isQuorumSettled(
            List<String> voters, long version, Set<String> nodes, long now) {
        // A machine whose Node was deleted is off, says who deleted it.
        long settled =
                voters.stream()
                        .filter(voter -> !nodes.contains(voter) || hasSettled(voter, version))
                        .count();
        if (settled == voters.size()) {
            return true;
        }
        if (settled < voters.size() / 2 + 1) {
            majoritySince = Long.MIN_VALUE;
            return false;
        }
        if (majoritySince == Long.MIN_VALUE || majorityVersion != version) {
            majoritySince = now;
            majorityVersion = version;
        }
        return now - majoritySince >= SETTLED.toNanos();
    }

    private boolean areLeasesSettled(long version, long now) throws IOException {
        boolean all = true;
        for (NodeLease lease : book.leases()) {
            if (lease.holder().isEmpty() || hasSettled(lease.node(), version)) {
                continue;
            }
            all &=
                    book.isSilent(lease.node(), LeaseHolding.TAKE, now)
                            && store.put(
                                            lease.node(),
                                            Optional.of(lease),
                                            "",
                                            lease.notes(),
                                            Instant.now())
                                    .isPresent();
        }
        return all;
    }

    private boolean hasSettled(String node, long version) {
        return book.lease(node)
                .map(lease -> lease.notes().getOrDefault(SpeakerGrants.SETTLED, "0"))
                .filter(text -> text.matches("\\d{1,18}"))
                .filter(text -> Long.parseLong(text) >= version)
                .isPresent();
    }
}
