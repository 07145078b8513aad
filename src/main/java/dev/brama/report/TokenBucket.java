package dev.brama.report;

import java.time.Duration;
import java.time.Instant;

/// Allows a burst, and then something now and then.
public final class TokenBucket {
    private final int size;
    private final Duration refill;
    private double tokens;
    private Instant filled;

    /// @param size how many tokens it holds; it starts full
    /// @param refill how long one token takes to come back
    public TokenBucket(int size, Duration refill, Instant now) {
        this.size = size;
        this.refill = refill;
        this.tokens = size;
        this.filled = now;
    }

    /// Takes one token, if more than those to keep are there.
    public boolean take(Instant now, int keep) {
        if (!holds(now, keep)) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    /// Whether more tokens than those to keep are there.
    public boolean holds(Instant now, int keep) {
        // A clock that was set back fills nothing, and nobody waits for it to catch up.
        Duration passed = Duration.between(filled, now);
        if (!passed.isNegative()) {
            tokens = Math.min(size, tokens + (double) passed.toNanos() / refill.toNanos());
        }
        filled = now;
        return tokens >= keep + 1;
    }

    /// How long until one token is there; zero if one is.
    public Duration untilNext(Instant now) {
        return holds(now, 0)
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.ceil((1 - tokens) * refill.toNanos()));
    }
}
