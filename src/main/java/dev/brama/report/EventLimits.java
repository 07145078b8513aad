package dev.brama.report;

import java.time.Duration;

/// How often Events may be written.
///
/// @param objectBurst how many writes one object may cause at once
/// @param objectRefill and after that, one in this time
/// @param burst how many writes all objects may cause at once
/// @param refill and after that, one in this time
/// @param repeat how long the same Event rests before it is written again, with a count
/// @param refresh how long an Event stands before it is written again because its problem still
///   stands; shorter than the hour after which the API server drops it
/// @param memory how long the count of what happened goes on
public record EventLimits(
        int objectBurst,
        Duration objectRefill,
        int burst,
        Duration refill,
        Duration repeat,
        Duration refresh,
        Duration memory) {
    /// For one object those of other Kubernetes controllers; 1,000 objects are told in 90 s.
    public static final EventLimits DEFAULTS =
            new EventLimits(
                    25,
                    Duration.ofMinutes(5),
                    100,
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(45),
                    Duration.ofHours(1));
}
