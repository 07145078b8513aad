package dev.brama.kube;

import java.time.Duration;
import java.util.Optional;

/// The rules of the election, for one candidate, without its requests.
///
/// Time is what a clock counts that nobody sets, in nanoseconds. A Lease counts as alive for its
/// length after the moment at which this candidate *saw* it change, so the wall clocks of other
/// machines may be wrong by any amount. A leader gives up after half of the length without a
/// renewal, counted from before it asked for the last one, so it always gives up before another may
/// take over.
final class Candidacy {
    private final String identity;
    private final Duration ttl;
    private Optional<LeaseRecord.Pulse> seen = Optional.empty();
    private long seenAt;
    // Read by other threads: they ask whether this is the leader.
    private volatile boolean won;
    private volatile long wonAt;

    /// What to do with the Lease.
    enum Move {
        CREATE,
        TAKE,
        RENEW,
        WAIT
    }

    Candidacy(String identity, Duration ttl) {
        this.identity = identity;
        this.ttl = ttl;
    }

    /// What to do about what was read.
    ///
    /// @param lease the Lease; absent where there is none
    /// @param now when the answer came
    Move next(Optional<LeaseRecord> lease, long now) {
        if (lease.isEmpty()) {
            seen = Optional.empty();
            return Move.CREATE;
        }
        LeaseRecord record = lease.get();
        if (record.holder().isEmpty()) {
            return Move.TAKE;
        }
        if (record.holder().equals(identity)) {
            return Move.RENEW;
        }
        // Whatever this candidate believed, another one holds it.
        won = false;
        Optional<LeaseRecord.Pulse> pulse = Optional.of(record.pulse());
        if (!pulse.equals(seen)) {
            seen = pulse;
            seenAt = now;
        }
        return now - seenAt > record.ttl(ttl).toNanos() ? Move.TAKE : Move.WAIT;
    }

    /// The Lease was written.
    ///
    /// @param asked when the request was about to be sent
    void written(long asked) {
        wonAt = asked;
        won = true;
    }

    /// The Lease was given back.
    void released() {
        won = false;
    }

    boolean leads(long now) {
        return won && now - wonAt < giveUp().toNanos();
    }

    /// How long until it leads no more, unless it renews; zero where it does not lead.
    Duration rest(long now) {
        return leads(now) ? giveUp().minusNanos(now - wonAt) : Duration.ZERO;
    }

    private Duration giveUp() {
        return ttl.dividedBy(2);
    }
}
