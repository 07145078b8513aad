package dev.brama.controller;

import java.time.Duration;

/// Allows so many events a second in the long run, and some at once after a quiet time. For one
/// thread.
final class TokenBucket {
    private final double perNano;
    private final int burst;
    private double tokens;
    private long last;

    /// @param now a reading of the monotonic clock, in nanoseconds
    TokenBucket(ControllerOptions.Pace pace, long now) {
        this.perNano = pace.perSecond() / 1e9;
        this.burst = pace.burst();
        this.tokens = pace.burst();
        this.last = now;
    }

    /// How long until an event is allowed; zero if one is.
    Duration untilNext(long now) {
        refill(now);
        return tokens >= 1
                ? Duration.ZERO
                : Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
    }

    /// Notes that an event took place.
    void take(long now) {
        refill(now);
        tokens -= 1;
    }

    private void refill(long now) {
        tokens = Math.min(burst, tokens + (now - last) * perNano);
        last = now;
    }
}
