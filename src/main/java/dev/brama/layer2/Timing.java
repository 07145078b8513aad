package dev.brama.layer2;

import java.time.Duration;

/// The times of the quorum, in nanoseconds.
///
/// A voter keeps a promise for `take` after it *received* a beat; the holder relies on it for
/// `hold` after it *sent* that beat. What lies in between is for clocks that run apart (at 200 ppm
/// each 0.3 ms in this time) and for a thread that is held up between its look at the deadline and
/// the sending.
///
/// @param beat how often each speaker that holds or wants something shows that it lives; others do
///   it half as often
/// @param hold how long a holder relies on an acknowledged beat
/// @param take how long a voter keeps what it promised
/// @param quarantine how long a voter that starts promises nothing, as it has forgotten what the
///   process before it promised
/// @param step how much longer each further candidate waits before it claims
/// @param patience how long a claim may stay undecided
public record Timing(long beat, long hold, long take, long quarantine, long step, long patience) {
    /// What speakers use. All must use the same.
    public static final Timing USUAL =
            new Timing(
                    millis(100), millis(500), millis(650), millis(650), millis(150), millis(300));

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
