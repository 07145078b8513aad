package dev.brama.layer2;

import java.time.Duration;

/// The times of the quorum, in nanoseconds.
///
/// A voter keeps a promise for `take` after it *received* a beat; the holder relies on it for
/// `hold` after it *sent* that beat. What lies in between is for clocks that run apart (at 200 ppm
/// each 0.3 ms in this time) and for a thread that is held up between its look at the deadline and
/// the sending.
///
/// As long as all voters answer, beats are rare: each wakes every speaker. Between one that was
/// answered and the end of `hold` there are four more all the same, as one that was not is followed
/// by the next after `again`. So an address is lost only where all four are.
///
/// @param beat how often each speaker that holds something shows that it lives; others do it about
///   half as often
/// @param again how soon it does so once more where a voter has not answered, or something is open
/// @param hold how long a holder relies on an acknowledged beat
/// @param take how long a voter keeps what it promised
/// @param quarantine how long a voter that starts promises nothing, as it has forgotten what the
///   process before it promised
/// @param step how much longer each further candidate waits before it claims
/// @param patience how long a claim may stay undecided
public record Timing(
        long beat, long again, long hold, long take, long quarantine, long step, long patience) {
    /// What speakers use. All must use the same.
    public static final Timing USUAL =
            new Timing(
                    millis(200),
                    millis(100),
                    millis(550),
                    millis(700),
                    millis(700),
                    millis(150),
                    millis(300));

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
