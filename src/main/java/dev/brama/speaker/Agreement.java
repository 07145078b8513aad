package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import dev.brama.layer2.PeerId;
import dev.brama.speaker.LeaseHolding.Turn;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The part of one process in what speakers agree on by the API server, as rounds of questions and
/// answers.
///
/// ```
///   read the table ─> read all Leases ─> renew the own one ─> read the charter ─┬─> follow it, note that
///                                                                               └─> write the table,
///                                       Leases of others, the charter, as far as something is due
/// ```
///
/// The order matters. The table is read before the Leases, so that who came back in between has
/// changed the table. The own Lease is renewed before the charter is read, so that who follows a
/// charter has left a trace. While a quorum votes the table says nothing, and is not read.
///
/// Whoever drives it does what a [Step] says: first the turns, then what it asks for, and passes in
/// what came of it. Nothing here waits. Its methods belong to one thread.
final class Agreement {
    // Less than a round of the quorum, so that each renews the Lease, but for those that a watch
    // began early.
    private static final long FRESH = Duration.ofSeconds(4).toNanos();
    private static final int TRIES_TO_LEAVE = 5;

    private final PeerId self;
    private final LeaseBook book = new LeaseBook();
    private final LeaseHolding holding;
    private final CharterKeeper keeper;
    private final Deque<Ask> due = new ArrayDeque<>();
    private @Nullable Charter charter;
    private long settled;
    private final Set<String> voters = new TreeSet<>();
    private boolean hasRead;
    private String uid = "";
    private long renewAt;
    private boolean isLeaving;
    private int triesToLeave;
    private boolean isPlanned;
    private Outside outside = new Outside(new TreeMap<>(), Optional.empty());
    private Ask asked = new Ask.ReadTable();
    private Record table = Record.NONE;
    private boolean hasTable;
    private long began;
    private boolean isNews;

    /// What counts in a round besides what is at the API server.
    ///
    /// @param notes what this process tells of itself on its Lease
    /// @param nodes all Nodes, if this node leads and they are known
    record Outside(SortedMap<String, String> notes, Optional<Set<String>> nodes) {}

    /// What is to be done next.
    ///
    /// @param turns first, one after the other
    /// @param ask then; empty at the end of a round
    /// @param again whether the next round is due at once
    record Step(List<Turn> turns, Optional<Ask> ask, boolean again) {
        Step {
            turns = List.copyOf(turns);
        }
    }

    /// @param hasKey whether speakers can prove their messages to each other
    Agreement(PeerId self, LeaseTiming timing, boolean hasKey) {
        this.self = self;
        this.holding = new LeaseHolding(self.node(), timing);
        this.keeper = new CharterKeeper(self.node(), book, timing, hasKey);
    }

    LeaseHolding holding() {
        return holding;
    }

    LeaseBook book() {
        return book;
    }

    /// Whom a change of the charter waits for, as far as this node leads; any thread may ask.
    Set<String> awaited() {
        return keeper.awaited();
    }

    /// The charter that is followed.
    Optional<Charter> charter() {
        return Optional.ofNullable(charter);
    }

    /// Begins a round.
    Step begin(Outside outside, long now) {
        this.outside = outside;
        began = now;
        isNews = false;
        isPlanned = false;
        due.clear();
        hasTable = !isVoting();
        return ask(List.of(), hasTable ? new Ask.ReadTable() : new Ask.ReadLeases());
    }

    private boolean isVoting() {
        return charter != null && charter.isVoting();
    }

    /// Begins to hand all over and to give the Lease back; ends as a round does.
    Step leave() {
        isLeaving = true;
        triesToLeave = TRIES_TO_LEAVE;
        isPlanned = false;
        due.clear();
        return ask(holding.drop(), new Ask.ReadTable());
    }

    /// Goes on.
    ///
    /// @param answer to the last ask
    /// @param now after it came
    /// @param wall milliseconds since 1970; only shown
    Step on(Answer answer, long now, long wall) {
        return switch (answer) {
            case Answer.Found(Record record) ->
                    asked instanceof Ask.ReadTable ? table(record) : charter(record, now, wall);
            case Answer.Listed(List<NodeLease> leases) -> leases(leases, now, wall);
            case Answer.Placed(Optional<NodeLease> lease) ->
                    asked instanceof Ask.PutLease put && put.node().equals(self.node())
                            ? renewed(lease, now)
                            : placed(lease, now);
            case Answer.Written(boolean won) -> written(won);
            case Answer.Done _ -> followed();
            case Answer.Failed _ -> {
                if (asked instanceof Ask.WriteTable) {
                    holding.uncertain();
                }
                yield new Step(List.of(), Optional.empty(), false);
            }
        };
    }

    private Step ask(List<Turn> turns, Ask next) {
        asked = next;
        return new Step(turns, Optional.of(next), false);
    }

    private Step next(List<Turn> turns) {
        Ask next = due.poll();
        return next == null ? new Step(turns, Optional.empty(), isNews) : ask(turns, next);
    }

    private Step table(Record record) {
        table = record;
        return ask(List.of(), new Ask.ReadLeases());
    }

    private Step leases(List<NodeLease> leases, long now, long wall) {
        book.read(leases, now);
        if (!hasRead) {
            // The process before this one may have been the only one that followed it.
            hasRead = true;
            settled = book.settled(self.node());
            book.lease(self.node()).map(LeaseBook::voters).ifPresent(voters::addAll);
        }
        Optional<NodeLease> stored = book.lease(self.node());
        boolean isOwn = stored.filter(this::isOwn).isPresent();
        if (isLeaving) {
            stored.filter(this::isOwn)
                    .ifPresent(lease ->
                            due.add(new Ask.PutLease(self.node(), stored, "", lease.notes())));
            if (triesToLeave-- > 0) {
                holding.leave(table, book, now, wall).ifPresent(due::addFirst);
            }
            return next(List.of());
        }
        List<Turn> turns = isOwn ? List.of() : holding.drop();
        boolean isFresh =
                isOwn && isVoting() && now - renewAt < 0 && stored.get().notes().equals(notes());
        return ask(turns, isFresh ? new Ask.ReadCharter() : renewal());
    }

    /// Whether nobody else has had it since this process wrote it: another one, or who takes it
    /// away, writes another holder, and after that this process drops all before it writes.
    private boolean isOwn(NodeLease lease) {
        return lease.holder().equals(self.toString()) && lease.uid().equals(uid);
    }

    private SortedMap<String, String> notes() {
        SortedMap<String, String> notes = new TreeMap<>(outside.notes());
        notes.put(LeaseBook.SETTLED, Long.toString(settled));
        notes.put(LeaseBook.VOTERS, String.join(" ", voters));
        return notes;
    }

    private Ask renewal() {
        return new Ask.PutLease(self.node(), book.lease(self.node()), self.toString(), notes());
    }

    private Step renewed(Optional<NodeLease> lease, long now) {
        if (isLeaving) {
            return next(List.of());
        }
        if (lease.isEmpty()) {
            return new Step(holding.drop(), Optional.empty(), false);
        }
        uid = lease.get().uid();
        book.put(lease.get(), now);
        renewAt = now + FRESH;
        return isNews ? next(List.of()) : ask(List.of(), new Ask.ReadCharter());
    }

    private Step charter(Record record, long now, long wall) {
        Optional<CharterRecord> read = CharterRecord.read(record.data());
        if (read.isPresent() && isNewer(read.get().charter())) {
            Set<IpAddress> kept = holding.held().keySet();
            return ask(holding.drop(), new Ask.Follow(read.get().charter(), kept));
        }
        if (hasTable) {
            holding.tend(table, now).ifPresent(due::add);
        }
        boolean isInForce =
                read.map(CharterRecord::charter).equals(charter())
                        && charter().filter(Charter::isLeasing).isPresent();
        List<Turn> turns;
        if (isInForce) {
            LeaseHolding.Plan plan =
                    holding.plan(table, book, new LeaseHolding.Moment(began, now, wall));
            isPlanned = plan.write().isPresent();
            plan.write().ifPresent(due::add);
            due.addAll(plan.puts());
            isNews = !plan.puts().isEmpty();
            turns = plan.turns();
        } else {
            turns = holding.drop();
        }
        if (outside.nodes().isPresent()) {
            keeper.next(record, settled, outside.nodes().get(), now)
                    .map(next -> new Ask.WriteCharter(record, next))
                    .ifPresent(due::add);
        } else {
            keeper.follows();
        }
        return next(turns);
    }

    /// One that is older than what any speaker has noted was put back by somebody.
    private boolean isNewer(Charter read) {
        return read.version() >= book.newest()
                && (charter == null || read.version() > charter.version());
    }

    private Step followed() {
        if (asked instanceof Ask.Follow(Charter newer, _)) {
            charter = newer;
            settled = newer.version();
            voters.addAll(newer.voters());
            isNews = true;
        }
        return ask(List.of(), renewal());
    }

    private Step placed(Optional<NodeLease> lease, long now) {
        lease.ifPresent(one -> book.put(one, now));
        return next(List.of());
    }

    private Step written(boolean won) {
        if (asked instanceof Ask.WriteCharter) {
            isNews |= won;
            return next(List.of());
        }
        if (isLeaving && !won) {
            due.clear();
            return ask(List.of(), new Ask.ReadTable());
        }
        if (won && isPlanned) {
            return next(holding.written());
        }
        isNews = !isLeaving;
        return next(List.of());
    }
}
