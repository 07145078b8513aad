package dev.brama.speaker;

import dev.brama.address.IpAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Notices that a LAN is gone although the link is there: a cable pulled behind the next switch.
///
/// A LAN on which nobody was ever heard says nothing: the nodes may be in different ones. Of two
/// nodes that do not hear each other nobody knows which one is cut off, unless there is a third
/// thing that both heard: their gateway. Who hears it no more, while the other one says that it
/// does, is cut off. Where neither hears it nobody is, so that an address keeps its holder.
///
/// For any thread.
final class Lans {
    // Fewer do not know which of them is cut off.
    private static final int MANY = 3;

    private final long silence;
    private final Map<String, Long> first = new HashMap<>();
    private final Set<String> heard = new HashSet<>();
    private final Map<String, Set<IpAddress>> gateways = new HashMap<>();

    /// What is known of the other speakers.
    ///
    /// @param speakers how many there are, with this one
    /// @param gateways which gateways the others hear
    record Others(int speakers, Set<IpAddress> gateways) {}

    Lans(Duration silence) {
        this.silence = silence.toNanos();
    }

    /// Whether this node should give up what it announces on an interface, because others reach
    /// that LAN and it does not.
    synchronized boolean isCutOff(InterfaceState state, Others others, long now) {
        boolean silent = isSilent(state.name(), state.heardAt(), now);
        Set<IpAddress> known = gateways.computeIfAbsent(state.name(), _ -> new HashSet<>());
        if (!silent) {
            known.addAll(state.gateways());
            return false;
        }
        return others.speakers() >= MANY || !Collections.disjoint(known, others.gateways());
    }

    /// Which gateways this node hears at this moment.
    synchronized Set<IpAddress> gateways(Collection<InterfaceState> states, long now) {
        Set<IpAddress> all = new HashSet<>();
        for (InterfaceState state : states) {
            if (!isSilent(state.name(), state.heardAt(), now)) {
                all.addAll(state.gateways());
            }
        }
        return all;
    }

    /// Whether those that were heard on an interface are heard no more.
    ///
    /// @param heardAt when one was last heard there, or the first was to be asked; `Long.MAX_VALUE`
    ///   where none is asked
    private boolean isSilent(String name, long heardAt, long now) {
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
