package dev.brama.speaker;

import dev.brama.address.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Remembers for a while who else claimed an address of this node. For any thread.
final class Strangers {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private final Map<IpAddress, Stranger> seen = new ConcurrentHashMap<>();

    private record Stranger(String card, Instant seen) {}

    void claimed(IpAddress address, String card, Instant now) {
        seen.put(address, new Stranger(card, now));
    }

    /// Who claimed the address within the last five minutes.
    Optional<String> of(IpAddress address, Instant now) {
        seen.values().removeIf(one -> one.seen().plus(REMEMBERED).isBefore(now));
        return Optional.ofNullable(seen.get(address)).map(Stranger::card);
    }
}
