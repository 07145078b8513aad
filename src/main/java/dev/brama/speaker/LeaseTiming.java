package dev.brama.speaker;

import java.time.Duration;

/// The times of what is agreed by the API server, in nanoseconds.
///
/// @param hold how long a holder relies on a round, from the moment at which it began
/// @param take how long something must not have changed before others count on it that nobody
///   relies on it any more; longer than `hold` by more than clocks run apart in this time
/// @param step how much longer each further candidate waits before it takes what is free
record LeaseTiming(long hold, long take, long step) {
    /// What speakers use. All must use the same.
    static final LeaseTiming USUAL = new LeaseTiming(millis(2000), millis(2500), millis(400));

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
