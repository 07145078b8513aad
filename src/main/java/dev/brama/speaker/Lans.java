package dev.brama.speaker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Notices that a LAN is gone although the link is there: a cable pulled behind the next switch.
///
/// A LAN on which no peer was ever heard says nothing: the nodes may be in different ones.
final class Lans {
    private final long silence;
    private final Map<String, Long> first = new HashMap<>();
    private final Set<String> heard = new HashSet<>();

    Lans(Duration silence) {
        this.silence = silence.toNanos();
    }

    /// Whether peers that were heard on an interface are heard no more.
    ///
    /// @param heardAt when one was last heard there, or the first was to be asked; `Long.MAX_VALUE`
    ///   where none is asked
    boolean isSilent(String name, long heardAt, long now) {
        if (heardAt == Long.MAX_VALUE) {
            first.remove(name);
            return false;
        }
        Long begun = first.putIfAbsent(name, heardAt);
        if (begun != null && begun != heardAt) {
            heard.add(name);
        }
        return heard.contains(name) && now - heardAt > silence;
    }
}
