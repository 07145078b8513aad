package dev.brama.speaker;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How a speaker behaves on its interfaces.
///
/// @param rules which interfaces are used
/// @param refresh between announcements of an IPv4 address that is held for long; zero for none
/// @param reception what the network card is asked to pass on
/// @param clock nanoseconds, the one that deadlines are told by
public record AnnouncerSettings(
        InterfaceRules rules, Duration refresh, Reception reception, LongSupplier clock) {
    /// Between announcements, unless told otherwise.
    public static final Duration REFRESH = Duration.ofSeconds(60);

    /// What a network card is asked to pass on.
    public enum Reception {
        /// What is sent to its MAC, to all, and to the groups that are needed.
        FILTERED,
        /// Everything: some Wi-Fi cards and virtual switches lose frames to groups otherwise.
        PROMISCUOUS
    }

    public AnnouncerSettings {
        if (refresh.isNegative()) {
            throw new IllegalArgumentException("a refresh every " + refresh);
        }
    }
}
