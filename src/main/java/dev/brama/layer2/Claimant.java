package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Message.Beat;
import dev.brama.layer2.Message.BeatAck;
import dev.brama.layer2.Message.Claim;
import dev.brama.layer2.Message.ClaimAnswer;
import dev.brama.layer2.Message.Release;
import dev.brama.layer2.Message.ReleaseAck;
import dev.brama.layer2.Message.Verdict;
import dev.brama.layer2.Message.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks the voters for addresses, and knows until when it may answer for them.
///
/// What counts of a voter is the newest beat that it acknowledged, by the time at which that beat
/// was *sent*. It counts for an address only while the voter's grant of it stands: a voter that
/// took something away, or is another process now, says so by its revision or by being another
/// peer, and then all its grants are void here.
final class Claimant {
    private static final int REMEMBERED_BEATS = 64;

    private final PeerId self;
    private final Charter charter;
    private final Timing timing;
    private final List<Ballot> ballots = new ArrayList<>();
    private final SortedMap<IpAddress, Bid> bids = new TreeMap<>();
    private long beats;
    private long attempts;
    private Holdings holdings = Holdings.NONE;

    /// What a voter said.
    private static final class Ballot {
        private final String node;
        private @Nullable PeerId peer;
        private long revision;
        private long vacancies = -1;
        private long acked = Authority.NEVER;
        // The newest beats that it was sent and that it answered.
        private long asked;
        private long answered;
        // When it was last answered a beat of its own: that shows as well that this speaker lives.
        private long shown = Authority.NEVER;
        private final long[] sent = new long[REMEMBERED_BEATS];
        private final long[] numbers = new long[REMEMBERED_BEATS];
        // What was given back and not yet confirmed.
        private final SortedMap<IpAddress, Wish> returns = new TreeMap<>();

        Ballot(String node) {
            this.node = node;
        }

        void reset(@Nullable PeerId other) {
            peer = other;
            revision = 0;
            vacancies = -1;
            acked = Authority.NEVER;
            asked = 0;
            answered = 0;
            shown = Authority.NEVER;
            returns.clear();
            Arrays.fill(numbers, 0);
        }
    }

    /// An address that is wanted or held.
    private static final class Bid {
        private final long attempt;
        private final long started;
        private long epoch;
        private long touched;
        private boolean held;
        private int granters;
        private int refusers;
        private Optional<PeerId> rival = Optional.empty();
        private Optional<PeerId> former = Optional.empty();

        Bid(long attempt, long started, long epoch) {
            this.attempt = attempt;
            this.started = started;
            this.touched = started;
            this.epoch = epoch;
        }

        void refuse(int voter, boolean refused) {
            refusers = refused ? refusers | 1 << voter : refusers & ~(1 << voter);
        }
    }

    /// What became of claims.
    sealed interface Turn {
        /// It is held from now on.
        record Gained(IpAddress address, long epoch) implements Turn {}

        /// It is held no more, though it was not given back.
        record Lost(IpAddress address, Optional<PeerId> rival) implements Turn {}

        /// It is not to be had; absent rival: it could not be decided.
        record Refused(IpAddress address, Optional<PeerId> rival) implements Turn {}

        /// Another one has the grant of a voter, and it is open who gets more.
        record Contested(IpAddress address, PeerId rival) implements Turn {}

        /// Something may have become free, and nobody said what.
        record Stirred() implements Turn {}
    }

    /// @param out what to send
    /// @param turns what became of claims
    record Step(List<Outgoing> out, List<Turn> turns) {
        static final Step NOTHING = new Step(List.of(), List.of());
    }

    Claimant(PeerId self, Charter charter, Timing timing) {
        this.self = self;
        this.charter = charter;
        this.timing = timing;
        charter.voters().forEach(node -> ballots.add(new Ballot(node)));
    }

    Holdings holdings() {
        return holdings;
    }

    /// What it holds or claims.
    SortedSet<IpAddress> addresses() {
        return new TreeSet<>(bids.keySet());
    }

    /// What it holds, with the epochs; its deadlines may be over.
    SortedMap<IpAddress, Long> held() {
        SortedMap<IpAddress, Long> held = new TreeMap<>();
        bids.forEach((address, bid) -> {
            if (bid.held) {
                held.put(address, bid.epoch);
            }
        });
        return held;
    }

    /// That process is at the other end now.
    List<Outgoing> met(PeerId peer, long now) {
        int voter = indexOf(peer.node());
        if (voter < 0 || peer.equals(ballots.get(voter).peer)) {
            return List.of();
        }
        forget(voter, peer);
        List<Outgoing> out = new ArrayList<>();
        beat(voter, ++beats, now, out);
        return out;
    }

    /// The connection to that node's speaker ended. It may believe that this process did, so what
    /// it granted does not count any more.
    void lost(String node) {
        int voter = indexOf(node);
        if (voter >= 0) {
            forget(voter, null);
        }
    }

    private void forget(int voter, @Nullable PeerId other) {
        ballots.get(voter).reset(other);
        voidGrants(voter);
        refresh();
    }

    private int indexOf(String node) {
        for (int i = 0; i < ballots.size(); i++) {
            if (ballots.get(i).node.equals(node)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether nothing is held, wanted or still to be confirmed: then no voter keeps anything for
    /// this speaker, and it need not show so often that it lives.
    boolean isIdle() {
        return bids.isEmpty() && !isReturning();
    }

    private boolean isReturning() {
        for (Ballot ballot : ballots) {
            if (!ballot.returns.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /// How long it is until the next beat. A claim comes with a beat of its own.
    long pace() {
        if (isIdle()) {
            // With every second beat of one that holds something, and a little later without. One
            // that is lost is repeated before a voter's patience ends.
            return isAwaiting() ? timing.beat() : 2 * timing.beat() + timing.beat() / 4;
        }
        return isAwaiting() || isReturning() || isUndecided() ? timing.again() : timing.beat();
    }

    /// Whether a voter that is connected has not answered its newest beat: either may be lost.
    private boolean isAwaiting() {
        for (Ballot ballot : ballots) {
            if (ballot.peer != null && ballot.answered < ballot.asked) {
                return true;
            }
        }
        return false;
    }

    private boolean isUndecided() {
        for (Bid bid : bids.values()) {
            if (!bid.held) {
                return true;
            }
        }
        return false;
    }

    /// That process was answered a beat.
    void shown(PeerId peer, long now) {
        int voter = indexOf(peer.node());
        if (voter >= 0 && peer.equals(ballots.get(voter).peer)) {
            ballots.get(voter).shown = now;
        }
    }

    /// Whether that voter has just seen that this speaker lives, and will again before its patience
    /// ends, even if it asks no more from now on.
    private boolean isShown(Ballot ballot, long now) {
        return !self.equals(ballot.peer)
                && ballot.shown != Authority.NEVER
                && now - ballot.shown < timing.beat() + timing.again() / 10;
    }

    /// Shows every voter that this speaker lives, asks again what was not answered, and gives up
    /// claims that stay undecided.
    Step beat(long now) {
        List<Turn> turns = new ArrayList<>();
        bids.forEach((address, bid) -> {
            if (!bid.held && now - bid.started >= timing.patience()) {
                turns.add(new Turn.Refused(address, Optional.empty()));
            } else if (bid.held && hasLostTouch(address, bid, now)) {
                turns.add(new Turn.Lost(address, Optional.empty()));
            }
        });
        List<Outgoing> out = new ArrayList<>(withdraw(turns));
        boolean idle = isIdle();
        long number = ++beats;
        for (int voter = 0; voter < ballots.size(); voter++) {
            // Nothing is held that it would have to keep.
            if (!idle || !isShown(ballots.get(voter), now)) {
                beat(voter, number, now, out);
            }
        }
        return new Step(out, turns);
    }

    /// Whether a majority has been out of reach for so long that somebody else may have some of its
    /// votes: two that each keep what they have would bar each other for ever.
    private boolean hasLostTouch(IpAddress address, Bid bid, long now) {
        long deadline = holdings.deadline(address);
        if (deadline != Authority.NEVER && now - deadline < 0) {
            bid.touched = now;
        }
        return now - bid.touched >= timing.take();
    }

    private void beat(int voter, long number, long now, List<Outgoing> out) {
        Ballot ballot = ballots.get(voter);
        PeerId peer = ballot.peer;
        if (peer == null) {
            return;
        }
        int slot = (int) (number % REMEMBERED_BEATS);
        ballot.numbers[slot] = number;
        ballot.sent[slot] = now;
        ballot.asked = number;
        out.add(new Outgoing(peer, new Beat(charter.version(), number)));
        chunks(ballot.returns.values())
                .forEach(wishes -> out.add(new Outgoing(peer, returned(wishes))));
        ask(voter, out);
    }

    private Release returned(List<Wish> wishes) {
        return new Release(charter.version(), wishes, Optional.empty());
    }

    /// Asks for what this voter has not granted.
    private void ask(int voter, List<Outgoing> out) {
        List<Wish> wishes = new ArrayList<>();
        bids.forEach((address, bid) -> {
            if ((bid.granters & 1 << voter) == 0) {
                wishes.add(wish(address, bid));
            }
        });
        claim(ballots.get(voter), wishes, out);
    }

    private void claim(Ballot ballot, List<Wish> wishes, List<Outgoing> out) {
        PeerId peer = ballot.peer;
        if (peer != null) {
            chunks(wishes)
                    .forEach(chunk ->
                            out.add(new Outgoing(peer, new Claim(charter.version(), chunk))));
        }
    }

    private static Wish wish(IpAddress address, Bid bid) {
        return new Wish(address, bid.attempt, bid.epoch);
    }

    private static List<List<Wish>> chunks(Collection<Wish> wishes) {
        List<Wish> all = List.copyOf(wishes);
        List<List<Wish>> chunks = new ArrayList<>();
        for (int i = 0; i < all.size(); i += Message.MOST_ADDRESSES) {
            chunks.add(all.subList(i, Math.min(all.size(), i + Message.MOST_ADDRESSES)));
        }
        return chunks;
    }

    /// Claims addresses.
    ///
    /// @param former who gave an address up just now
    /// @param wall the wall clock in milliseconds: epochs grow even where all voters forgot them
    List<Outgoing> claim(
            Collection<IpAddress> addresses,
            Function<IpAddress, Optional<PeerId>> former,
            long now,
            long wall) {
        boolean fresh = false;
        for (IpAddress address : addresses) {
            if (!bids.containsKey(address)) {
                Bid bid = new Bid(++attempts, now, wall);
                bid.former = former.apply(address);
                bids.put(address, bid);
                fresh = true;
                // The claim is of a later attempt than what was given back, so it replaces it.
                ballots.forEach(ballot -> ballot.returns.remove(address));
            }
        }
        List<Outgoing> out = new ArrayList<>();
        if (fresh) {
            long number = ++beats;
            for (int voter = 0; voter < ballots.size(); voter++) {
                beat(voter, number, now, out);
            }
        }
        return out;
    }

    /// Gives addresses back, held or only claimed. They are not held any more when this returns.
    ///
    /// @param successor who should claim them
    List<Outgoing> release(Collection<IpAddress> addresses, Optional<PeerId> successor) {
        List<Wish> wishes = new ArrayList<>();
        for (IpAddress address : addresses) {
            Bid bid = bids.remove(address);
            if (bid != null) {
                Wish wish = wish(address, bid);
                wishes.add(wish);
                ballots.stream()
                        .filter(ballot -> ballot.peer != null)
                        .forEach(ballot -> ballot.returns.put(address, wish));
            }
        }
        refresh();
        List<Outgoing> out = new ArrayList<>();
        for (List<Wish> chunk : chunks(wishes)) {
            Release release = new Release(charter.version(), chunk, successor.map(PeerId::node));
            for (Ballot ballot : ballots) {
                PeerId peer = ballot.peer;
                if (peer != null && !successor.equals(Optional.of(peer))) {
                    out.add(new Outgoing(peer, release));
                }
            }
            // Last: it claims at once, and who does not know of the release yet would refuse.
            successor.ifPresent(peer -> out.add(new Outgoing(peer, release)));
        }
        return out;
    }

    Step on(PeerId from, Message message) {
        int voter = indexOf(from.node());
        if (message.version() != charter.version()
                || voter < 0
                || !from.equals(ballots.get(voter).peer)) {
            return Step.NOTHING;
        }
        return switch (message) {
            case BeatAck ack -> acknowledged(voter, ack);
            case ClaimAnswer answer -> answered(voter, answer);
            case ReleaseAck ack -> {
                for (Wish wish : ack.wishes()) {
                    ballots.get(voter).returns.remove(wish.address(), wish);
                }
                yield Step.NOTHING;
            }
            case Beat _, Claim _, Release _, Message.Vacant _ -> Step.NOTHING;
        };
    }

    private Step acknowledged(int voter, BeatAck ack) {
        Ballot ballot = ballots.get(voter);
        if (!isOfThisRevision(voter, ack.revision())) {
            return Step.NOTHING;
        }
        int slot = (int) Math.floorMod(ack.number(), (long) REMEMBERED_BEATS);
        if (ack.number() > 0 && ballot.numbers[slot] == ack.number()) {
            ballot.answered = Math.max(ballot.answered, ack.number());
            long sent = ballot.sent[slot];
            if (ballot.acked == Authority.NEVER || sent - ballot.acked > 0) {
                ballot.acked = sent;
                holdings = holdings.with(deadlines());
            }
        }
        boolean stirred = ballot.vacancies >= 0 && ballot.vacancies < ack.vacancies();
        ballot.vacancies = ack.vacancies();
        return stirred ? new Step(List.of(), List.of(new Turn.Stirred())) : Step.NOTHING;
    }

    /// A voter told that something is free: what it refused is asked again.
    List<Outgoing> vacant(PeerId from, long vacancies) {
        int voter = indexOf(from.node());
        if (voter < 0 || !from.equals(ballots.get(voter).peer)) {
            return List.of();
        }
        Ballot ballot = ballots.get(voter);
        ballot.vacancies = Math.max(ballot.vacancies, vacancies);
        List<Wish> wishes = new ArrayList<>();
        bids.forEach((address, bid) -> {
            if ((bid.refusers & 1 << voter) != 0) {
                bid.refusers &= ~(1 << voter);
                wishes.add(wish(address, bid));
            }
        });
        List<Outgoing> out = new ArrayList<>();
        claim(ballot, wishes, out);
        return out;
    }

    /// That process gave addresses up: voters that still name it as the holder do not know yet.
    void formerly(PeerId former) {
        bids.values().forEach(bid -> bid.former = Optional.of(former));
    }

    private boolean isOfThisRevision(int voter, long revision) {
        Ballot ballot = ballots.get(voter);
        if (revision > ballot.revision) {
            ballot.revision = revision;
            ballot.acked = Authority.NEVER;
            voidGrants(voter);
            refresh();
        }
        return revision == ballot.revision;
    }

    private void voidGrants(int voter) {
        bids.values()
                .forEach(bid -> {
                    bid.granters &= ~(1 << voter);
                    bid.refusers &= ~(1 << voter);
                });
    }

    private Step answered(int voter, ClaimAnswer answer) {
        if (!isOfThisRevision(voter, answer.revision())) {
            return Step.NOTHING;
        }
        List<Turn> turns = new ArrayList<>();
        List<IpAddress> raised = new ArrayList<>();
        for (Verdict verdict : answer.verdicts()) {
            Bid bid = bids.get(verdict.address());
            if (bid == null || bid.attempt != verdict.attempt()) {
                continue;
            }
            if (verdict.holder().isEmpty()) {
                if (verdict.epoch() >= bid.epoch) {
                    bid.epoch = verdict.epoch() + 1;
                    raised.add(verdict.address());
                }
                continue;
            }
            count(voter, bid, verdict.holder().get());
            decide(verdict.address(), bid).ifPresent(turns::add);
        }
        List<Outgoing> out = new ArrayList<>(withdraw(turns));
        refresh();
        List<Wish> wishes = new ArrayList<>();
        for (IpAddress address : raised) {
            Bid bid = bids.get(address);
            if (bid != null) {
                wishes.add(wish(address, bid));
            }
        }
        // Those that granted it already have to know the higher epoch, too.
        ballots.forEach(ballot -> claim(ballot, wishes, out));
        return new Step(out, turns);
    }

    private void count(int voter, Bid bid, PeerId holder) {
        if (holder.equals(self)) {
            bid.granters |= 1 << voter;
            bid.refuse(voter, false);
        } else {
            bid.granters &= ~(1 << voter);
            // Of one that is known to be gone that voter will soon hear, and then tell.
            bid.refuse(voter, bid.held || !bid.former.equals(Optional.of(holder)));
            bid.rival = Optional.of(holder);
        }
    }

    private Optional<Turn> decide(IpAddress address, Bid bid) {
        if (Integer.bitCount(bid.granters) >= charter.majority()) {
            if (bid.held) {
                return Optional.empty();
            }
            bid.held = true;
            return Optional.of(new Turn.Gained(address, bid.epoch));
        }
        if (Integer.bitCount(bid.refusers) <= ballots.size() - charter.majority()) {
            return bid.held || bid.refusers == 0
                    ? Optional.empty()
                    : bid.rival.map(rival -> new Turn.Contested(address, rival));
        }
        return Optional.of(
                bid.held
                        ? new Turn.Lost(address, bid.rival)
                        : new Turn.Refused(address, bid.rival));
    }

    /// Gives back what was granted of claims that failed.
    private List<Outgoing> withdraw(List<Turn> turns) {
        List<IpAddress> failed = new ArrayList<>();
        for (Turn turn : turns) {
            switch (turn) {
                case Turn.Lost(IpAddress address, _) -> failed.add(address);
                case Turn.Refused(IpAddress address, _) -> failed.add(address);
                case Turn.Gained _, Turn.Contested _, Turn.Stirred _ -> {}
            }
        }
        return failed.isEmpty() ? List.of() : release(failed, Optional.empty());
    }

    private void refresh() {
        Map<IpAddress, Integer> granters = new HashMap<>();
        bids.forEach((address, bid) -> {
            if (Integer.bitCount(bid.granters) >= charter.majority()) {
                granters.put(address, bid.granters);
            }
        });
        holdings = Holdings.of(granters, deadlines());
    }

    private long[] deadlines() {
        long[] acked = new long[ballots.size()];
        for (int voter = 0; voter < acked.length; voter++) {
            acked[voter] = ballots.get(voter).acked;
        }
        return Holdings.deadlines(acked, charter.majority(), timing.hold());
    }
}
