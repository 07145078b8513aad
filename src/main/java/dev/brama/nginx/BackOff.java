package dev.brama.nginx;

import java.time.Duration;

/// How long to wait before a process that ended is started again: 0.5 s, doubled up to 30 s.
final class BackOff {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofSeconds(30);

    /// Whoever lived this long starts from the first pause again.
    static final Duration HEALTHY = Duration.ofMinutes(1);

    private Duration next = FIRST;

    /// The pause after a life.
    Duration after(Duration life) {
        if (life.compareTo(HEALTHY) >= 0) {
            next = FIRST;
        }
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
