package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The part of one speaker in the quorum: its vote, its claims, and when it makes them.
///
/// Whoever drives it passes in what happens, in the order in which it happens, one at a time, and
/// calls [#tick] after each. What comes out is to be sent, but first the new [#holdings] are to be
/// made known to the threads that send on the LAN: a message may say that they stopped.
///
/// ```
///   beats ──> voters keep promises ──> acks ──> deadlines move on
///   silence, release, end of a process ──> vacant ──> the next one claims ──> grants
/// ```
public final class QuorumMember {
    // So long nothing need be due: whoever drives this looks after its connections in between.
    private static final int LONGEST_SLEEP = 3;

    private final PeerId self;
    private final Timing timing;
    private final long started;
    private final Succession succession;
    private final SortedMap<String, PeerId> peers = new TreeMap<>();
    private Collection<Seat> seats = List.of();
    private SortedSet<IpAddress> kept = new TreeSet<>();
    private @Nullable Charter charter;
    private @Nullable Voter voter;
    private @Nullable Claimant claimant;
    private long beaten;
    private boolean isInCompany;

    /// What happened to addresses of this speaker.
    public sealed interface Change {
        /// It holds the address from now on.
        record Gained(IpAddress address, long epoch) implements Change {}

        /// It holds the address no more.
        ///
        /// @param rival who has it now, as far as it is known
        record Lost(IpAddress address, Optional<PeerId> rival) implements Change {}
    }

    /// What comes of one input.
    public record Step(List<Outgoing> out, List<Change> changes) {
        static final Step NOTHING = new Step(List.of(), List.of());

        public Step {
            out = List.copyOf(out);
            changes = List.copyOf(changes);
        }

        /// Whether others are told that something is not held any more: the threads that send must
        /// have seen it before.
        public boolean givesBack() {
            for (Outgoing each : out) {
                if (each.message() instanceof Message.Release) {
                    return true;
                }
            }
            return false;
        }
    }

    /// @param started when this process could first hear others; no other process of this node can
    ///   hear them from then on
    public QuorumMember(PeerId self, Timing timing, long started) {
        this.self = self;
        this.timing = timing;
        this.started = started;
        this.succession = new Succession(self.node(), timing.step());
        peers.put(self.node(), self);
    }

    /// The deadlines at this moment; any thread may ask what is returned.
    public Authority holdings() {
        return claimant == null ? Holdings.NONE : claimant.holdings();
    }

    /// What it holds, with the epochs. Whether it may still answer, the deadlines say.
    public SortedMap<IpAddress, Long> held() {
        return claimant == null ? new TreeMap<>() : claimant.held();
    }

    /// The charter that it follows.
    public Optional<Charter> charter() {
        return Optional.ofNullable(charter);
    }

    /// A charter was read; an older one than known changes nothing. After one that is settling this
    /// speaker holds and promises nothing any more.
    public Step charter(Charter newer, long now) {
        if (charter != null && (newer.version() <= charter.version() || newer.equals(charter))) {
            return Step.NOTHING;
        }
        List<Change> changes = new ArrayList<>();
        SortedMap<IpAddress, Long> before = held();
        before.keySet().forEach(address -> changes.add(new Change.Lost(address, Optional.empty())));
        kept.addAll(before.keySet());
        charter = newer;
        claimant = null;
        voter = null;
        if (!newer.isVoting()) {
            return new Step(List.of(), changes);
        }
        long open = Math.max(now + timing.step(), started + timing.quarantine());
        succession.renewed(kept, now, open);
        kept = new TreeSet<>();
        Work work = new Work(now);
        work.changes.addAll(changes);
        if (newer.voters().contains(self.node())) {
            voter = new Voter(newer, timing, started);
        }
        claimant = new Claimant(self, newer, timing);
        peers.values().forEach(peer -> work.send(requireClaimant().met(peer, now)));
        beaten = now;
        return work.done();
    }

    /// Held under Leases before the next charter, so first claimants under it.
    public void kept(Set<IpAddress> addresses) {
        kept.addAll(addresses);
    }

    private Claimant requireClaimant() {
        if (claimant == null) {
            throw new IllegalStateException("no quorum");
        }
        return claimant;
    }

    /// What is to be held by this node or another.
    public Step seats(Collection<Seat> newer, long now) {
        seats = List.copyOf(newer);
        SortedSet<IpAddress> gone = succession.seats(seats, now);
        if (claimant == null || gone.isEmpty()) {
            return Step.NOTHING;
        }
        gone.retainAll(claimant.addresses());
        Work work = new Work(now);
        work.handOver(gone);
        return work.done();
    }

    /// Gives everything back, each to the best of the others.
    public Step leave(long now) {
        succession.seats(withoutSelf(), now);
        Work work = new Work(now);
        if (claimant != null) {
            work.handOver(claimant.addresses());
        }
        return work.done();
    }

    private List<Seat> withoutSelf() {
        return seats.stream()
                .map(seat ->
                        new Seat(
                                seat.addresses(),
                                seat.order().stream()
                                        .filter(node -> !node.equals(self.node()))
                                        .toList()))
                .toList();
    }

    /// Gives addresses back and does not claim them before that moment.
    public Step rest(Collection<IpAddress> addresses, long until, long now) {
        Work work = new Work(now);
        if (claimant != null) {
            work.handOver(addresses);
        }
        succession.resting(addresses, until);
        return work.done();
    }

    /// There is an authenticated connection to that process.
    public Step met(PeerId peer, long now) {
        peers.put(peer.node(), peer);
        succession.present(peer.node());
        Work work = new Work(now);
        if (voter != null) {
            voter.met(peer, now);
        }
        if (claimant != null) {
            work.send(claimant.met(peer, now));
        }
        return work.done();
    }

    /// The connection to that process ended, and nobody knows why.
    public Step lost(PeerId peer) {
        if (peers.remove(peer.node(), peer) && claimant != null) {
            claimant.lost(peer.node());
        }
        return Step.NOTHING;
    }

    /// That process is proven to send nothing any more.
    public Step ended(PeerId peer, long now) {
        lost(peer);
        Work work = new Work(now);
        if (voter != null) {
            work.send(voter.ended(peer, now));
        }
        succession.gone(peer.node(), now);
        succession.vacated(peer, now);
        if (claimant != null) {
            claimant.formerly(peer);
        }
        return work.done();
    }

    /// A message came; its sender is proven.
    public Step on(PeerId from, Message message, long now) {
        Work work = new Work(now);
        work.take(from, message);
        return work.done();
    }

    /// Does what is due.
    ///
    /// @param wall the wall clock in milliseconds; only epochs are made of it
    public Step tick(long now, long wall) {
        boolean isBeatDue = claimant != null && now - beaten >= pause(claimant);
        isInCompany = false;
        boolean isVoterDue = voter != null && (isBeatDue || voter.next(now) == 0);
        if (!isBeatDue && !isVoterDue && (claimant == null || succession.next(now) > 0)) {
            return Step.NOTHING;
        }
        Work work = new Work(now);
        if (voter != null) {
            work.send(voter.tick(now));
        }
        if (claimant != null) {
            Claimant claims = claimant;
            if (isBeatDue) {
                beaten = now;
                work.follow(claims.beat(now));
                // Not at every tick: this looks at all addresses, and it is not urgent.
                succession
                        .misplaced(claims.held().keySet())
                        .forEach((node, addresses) -> work.handOver(addresses, node));
            }
            SortedSet<IpAddress> due = succession.due(now);
            if (!due.isEmpty()) {
                work.send(claims.claim(due, succession::former, now, wall));
            }
        }
        return work.done();
    }

    /// How old the last beat must be for the next one. Right after another's beat less is enough:
    /// speakers that beat together wake each other once and not at different times.
    private long pause(Claimant claims) {
        long pace = claims.pace();
        return isInCompany ? Math.max(pace / 2, pace - timing.beat()) : pace;
    }

    /// In how many nanoseconds [#tick] is due again; 0 if at once.
    public long next(long now) {
        long next = LONGEST_SLEEP * timing.beat();
        if (voter != null) {
            next = Math.min(next, voter.next(now));
        }
        if (claimant != null) {
            next = Math.min(next, Math.max(0, beaten + claimant.pace() - now));
            next = Math.min(next, succession.next(now));
        }
        return next;
    }

    /// Follows one input until nothing is left to do here, messages to oneself included.
    private final class Work {
        private final long now;
        private final List<Outgoing> out = new ArrayList<>();
        private final List<Change> changes = new ArrayList<>();
        private final Deque<Message> toSelf = new ArrayDeque<>();

        Work(long now) {
            this.now = now;
        }

        void send(List<Outgoing> messages) {
            for (Outgoing each : messages) {
                if (each.to().equals(self)) {
                    toSelf.add(each.message());
                } else {
                    out.add(each);
                }
            }
        }

        void follow(Claimant.Step step) {
            send(step.out());
            for (Claimant.Turn turn : step.turns()) {
                switch (turn) {
                    case Claimant.Turn.Gained(IpAddress address, long epoch) -> {
                        succession.gained(address);
                        changes.add(new Change.Gained(address, epoch));
                    }
                    case Claimant.Turn.Lost(IpAddress address, Optional<PeerId> rival) -> {
                        succession.refused(address, rival, now);
                        changes.add(new Change.Lost(address, rival));
                    }
                    case Claimant.Turn.Refused(IpAddress address, Optional<PeerId> rival) ->
                            succession.refused(address, rival, now);
                    case Claimant.Turn.Contested(IpAddress address, PeerId rival) -> {
                        if (succession.yields(address, rival)) {
                            send(requireClaimant().release(List.of(address), Optional.empty()));
                            succession.refused(address, Optional.of(rival), now);
                        }
                    }
                    case Claimant.Turn.Stirred _ -> succession.stirred(now);
                }
            }
        }

        void handOver(Collection<IpAddress> addresses) {
            succession.successors(addresses, now).forEach((node, theirs) -> handOver(theirs, node));
        }

        void handOver(SortedSet<IpAddress> addresses, String node) {
            Claimant claims = requireClaimant();
            Set<IpAddress> before = claims.held().keySet();
            Optional<PeerId> successor = Optional.ofNullable(peers.get(node));
            send(claims.release(addresses, successor));
            for (IpAddress address : addresses) {
                succession.refused(address, successor, now);
                if (before.contains(address)) {
                    changes.add(new Change.Lost(address, successor));
                }
            }
        }

        void take(PeerId from, Message message) {
            if (charter == null || message.version() != charter.version()) {
                return;
            }
            List<Outgoing> answers = voter == null ? List.of() : voter.on(from, message, now);
            send(answers);
            if (claimant == null) {
                return;
            }
            if (message instanceof Message.Beat && !from.equals(self)) {
                isInCompany = true;
                if (!answers.isEmpty()) {
                    claimant.shown(from, now);
                }
            }
            follow(claimant.on(from, message));
            switch (message) {
                case Message.Vacant(_, long vacancies, PeerId former, Message.Cause cause) -> {
                    claimant.formerly(former);
                    send(claimant.vacant(from, vacancies));
                    if (cause == Message.Cause.GONE) {
                        succession.gone(former.node(), now);
                    }
                    succession.vacated(former, now);
                }
                case Message.Release(_, List<Message.Wish> wishes, Optional<String> successor) -> {
                    if (successor.equals(Optional.of(self.node()))) {
                        claimant.formerly(from);
                        succession.offered(
                                from, wishes.stream().map(Message.Wish::address).toList(), now);
                    }
                }
                case Message.Beat _,
                        Message.BeatAck _,
                        Message.Claim _,
                        Message.ClaimAnswer _,
                        Message.ReleaseAck _ -> {}
            }
        }

        Step done() {
            while (!toSelf.isEmpty()) {
                take(self, toSelf.remove());
            }
            return out.isEmpty() && changes.isEmpty() ? Step.NOTHING : new Step(out, changes);
        }
    }
}
