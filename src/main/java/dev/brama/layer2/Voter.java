package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Message.Beat;
import dev.brama.layer2.Message.BeatAck;
import dev.brama.layer2.Message.Cause;
import dev.brama.layer2.Message.Claim;
import dev.brama.layer2.Message.ClaimAnswer;
import dev.brama.layer2.Message.Release;
import dev.brama.layer2.Message.ReleaseAck;
import dev.brama.layer2.Message.Vacant;
import dev.brama.layer2.Message.Verdict;
import dev.brama.layer2.Message.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Keeps promises: what it granted to one speaker it grants to nobody else before that one has been
/// silent for long enough, has given it back, or is proven to have ended.
///
/// Nothing of this is written to a disk. A voter that starts therefore promises nothing until all
/// that its predecessor may have promised has run out.
final class Voter {
    // Far more than anybody announces; a bound so that no bug of a peer can fill the heap.
    private static final int MOST_EPOCHS = 100_000;

    private final Charter charter;
    private final Timing timing;
    private final long awake;
    private final Map<PeerId, Promise> promises = new TreeMap<>();
    private final Map<IpAddress, Grant> grants = new HashMap<>();
    private final Map<IpAddress, Long> epochs = new HashMap<>();
    private long revisions;
    private long vacancies;

    /// @param revision under which it was granted
    private record Grant(PeerId holder, long attempt, long revision) {}

    /// What this voter knows of a speaker.
    private static final class Promise {
        private long heard;
        private long revision;
        private boolean ended;
        private boolean lapsed;
        // When its earlier grants ceased to count for it.
        private long disowned;
        private boolean isDisowned;

        Promise(long heard, long revision) {
            this.heard = heard;
            this.revision = revision;
        }
    }

    /// @param started when this process could first hear anybody
    Voter(Charter charter, Timing timing, long started) {
        this.charter = charter;
        this.timing = timing;
        this.awake = started + timing.quarantine();
    }

    List<Outgoing> on(PeerId from, Message message, long now) {
        if (message.version() != charter.version() || now - awake < 0) {
            return List.of();
        }
        return switch (message) {
            case Beat beat -> beat(from, beat, now);
            case Claim claim -> claim(from, claim, now);
            case Release release -> release(from, release);
            case BeatAck _ -> {
                // It lives, and may leave it at that: who holds nothing has nothing to renew.
                var _ = lives(from, now);
                yield List.of();
            }
            case ClaimAnswer _, ReleaseAck _, Vacant _ -> List.of();
        };
    }

    private List<Outgoing> beat(PeerId from, Beat beat, long now) {
        Promise promise = lives(from, now);
        return promise == null
                ? List.of()
                : List.of(
                        new Outgoing(
                                from,
                                new BeatAck(
                                        charter.version(),
                                        beat.number(),
                                        promise.revision,
                                        vacancies)));
    }

    /// @return what is promised to it; nothing where it has ended
    private @Nullable Promise lives(PeerId from, long now) {
        Promise promise = promises.get(from);
        if (promise == null) {
            // Revisions of all speakers come from one counter, so that a speaker whose promise was
            // forgotten here never meets an old number again.
            promise = new Promise(now, ++revisions);
            promises.put(from, promise);
        }
        if (promise.ended) {
            // On its way when the process ended: to keep anything for it would only cost time.
            return null;
        }
        promise.heard = now;
        promise.lapsed = false;
        return promise;
    }

    private boolean isKept(PeerId holder, long now) {
        Promise promise = promises.get(holder);
        return promise != null && !promise.ended && now - promise.heard < timing.take();
    }

    private List<Outgoing> claim(PeerId from, Claim claim, long now) {
        Promise promise = promises.get(from);
        if (promise == null || !isKept(from, now)) {
            return List.of();
        }
        List<Outgoing> out = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (Wish wish : claim.wishes()) {
            Grant grant = grants.get(wish.address());
            if (grant != null && !grant.holder().equals(from) && !isKept(grant.holder(), now)) {
                lapse(grant.holder(), out);
                grant = null;
            }
            verdicts.add(verdict(from, wish, grant, promise.revision));
        }
        out.add(new Outgoing(from, new ClaimAnswer(charter.version(), promise.revision, verdicts)));
        return out;
    }

    private Verdict verdict(PeerId from, Wish wish, @Nullable Grant grant, long revision) {
        IpAddress address = wish.address();
        long known = epochs.getOrDefault(address, 0L);
        if (grant != null && !grant.holder().equals(from)) {
            return new Verdict(address, wish.attempt(), known, Optional.of(grant.holder()));
        }
        // The same holder may raise its epoch; only another one must.
        if (wish.epoch() < known || (grant == null && epochs.size() >= MOST_EPOCHS)) {
            return new Verdict(address, wish.attempt(), known, Optional.empty());
        }
        epochs.put(address, wish.epoch());
        grants.put(address, new Grant(from, wish.attempt(), revision));
        return new Verdict(address, wish.attempt(), wish.epoch(), Optional.of(from));
    }

    private List<Outgoing> release(PeerId from, Release release) {
        List<Outgoing> out = new ArrayList<>();
        boolean freed = false;
        for (Wish wish : release.wishes()) {
            Grant grant = grants.get(wish.address());
            if (grant != null && grant.holder().equals(from) && grant.attempt() <= wish.attempt()) {
                grants.remove(wish.address());
                freed = true;
            }
        }
        out.add(new Outgoing(from, new ReleaseAck(charter.version(), release.wishes())));
        if (freed) {
            tellVacant(from, Cause.RELEASED, out);
        }
        return out;
    }

    /// The process sends nothing any more: what it was granted is free at once.
    List<Outgoing> ended(PeerId peer, long now) {
        List<Outgoing> out = new ArrayList<>();
        Promise promise = promises.get(peer);
        if (promise == null) {
            // Its first beat may still be on its way.
            promise = new Promise(now, ++revisions);
            promises.put(peer, promise);
        }
        promise.ended = true;
        lapse(peer, out);
        return out;
    }

    /// A new connection to that process: it lives, whatever was thought of it, and relies on
    /// nothing any more that it was granted over an earlier one. But it may not have come to that
    /// yet, so what it does not claim again stays with it for as long as any promise.
    void met(PeerId peer, long now) {
        Promise promise = promises.get(peer);
        if (promise != null) {
            promise.ended = false;
            promise.revision = ++revisions;
            promise.disowned = now;
            promise.isDisowned = true;
        }
    }

    /// Frees what speakers did not claim again after a new connection.
    private void free(long now, List<Outgoing> out) {
        List<PeerId> overdue = new ArrayList<>();
        promises.forEach((peer, promise) -> {
            if (promise.isDisowned && now - promise.disowned >= timing.take()) {
                promise.isDisowned = false;
                overdue.add(peer);
            }
        });
        for (PeerId peer : overdue) {
            Promise promise = promises.get(peer);
            long revision = promise == null ? 0 : promise.revision;
            boolean freed =
                    grants.values()
                            .removeIf(grant ->
                                    grant.holder().equals(peer) && grant.revision() != revision);
            if (freed) {
                tellVacant(peer, Cause.RELEASED, out);
            }
        }
    }

    /// Takes everything from a speaker that has no claim to it any more.
    private void lapse(PeerId former, List<Outgoing> out) {
        grants.values().removeIf(grant -> grant.holder().equals(former));
        Promise promise = promises.get(former);
        if (promise != null) {
            // Whatever is acknowledged from here on is acknowledged without those grants.
            promise.revision = ++revisions;
            promise.lapsed = true;
        }
        tellVacant(former, Cause.GONE, out);
    }

    private void tellVacant(PeerId former, Cause cause, List<Outgoing> out) {
        vacancies++;
        promises.forEach((peer, promise) -> {
            if (!peer.equals(former) && !promise.ended && !promise.lapsed) {
                out.add(
                        new Outgoing(
                                peer, new Vacant(charter.version(), vacancies, former, cause)));
            }
        });
    }

    /// Tells of speakers that have been silent for too long; see [#next].
    List<Outgoing> tick(long now) {
        List<PeerId> silent = new ArrayList<>();
        promises.forEach((peer, promise) -> {
            if (!promise.lapsed && now - promise.heard >= timing.take()) {
                silent.add(peer);
            }
        });
        List<Outgoing> out = new ArrayList<>();
        silent.forEach(peer -> lapse(peer, out));
        free(now, out);
        // A promise without grants is nothing to keep; revisions never repeat.
        promises.values().removeIf(promise -> now - promise.heard > 100 * timing.take());
        return out;
    }

    /// When [#tick] will have something to do, if nobody is heard before.
    long next(long now) {
        long next = Long.MAX_VALUE;
        for (Promise promise : promises.values()) {
            if (!promise.lapsed) {
                next = Math.min(next, Math.max(0, promise.heard + timing.take() - now));
            }
            if (promise.isDisowned) {
                next = Math.min(next, Math.max(0, promise.disowned + timing.take() - now));
            }
        }
        return next;
    }

    /// Whether it still waits until its predecessor's promises have run out.
    boolean isInQuarantine(long now) {
        return now - awake < 0;
    }
}
