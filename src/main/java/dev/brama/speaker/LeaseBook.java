package dev.brama.speaker;

import dev.brama.kube.SpeakerStore.NodeLease;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of the Leases, by this process's own clock: times of other machines are not
/// believed.
///
/// Moments passed in are those after an answer came. A Lease that was seen in one version then and
/// is replaced in that version later was not renewed in between.
///
/// A Lease that was deleted says nothing about its process, so it stays in the book.
final class LeaseBook {
    /// Has a Lease that somebody deleted: nobody knows which process acted by it. It is never
    /// renewed, so it is silent after a while as any other.
    static final String UNKNOWN = "unknown";

    /// The note that says which version of the charter its process follows; it follows none before
    /// it, ever.
    static final String SETTLED = "settled";

    /// The note that names all who were voters, as far as its process knows.
    static final String VOTERS = "voters";

    private SortedMap<String, Seen> present = new TreeMap<>();
    private final SortedMap<String, Seen> vanished = new TreeMap<>();
    private Optional<Long> begun = Optional.empty();

    private record Seen(NodeLease lease, long changed) {
        boolean isOf(NodeLease other) {
            return lease.uid().equals(other.uid()) && lease.version().equals(other.version());
        }

        boolean isSilent(long time, long now) {
            return now - changed > time;
        }
    }

    /// Takes what was read.
    void read(Collection<NodeLease> leases, long now) {
        if (begun.isEmpty()) {
            begun = Optional.of(now);
        }
        SortedMap<String, Seen> before = present;
        present = new TreeMap<>();
        for (NodeLease lease : leases) {
            Seen old = before.remove(lease.node());
            enter(lease, old != null && old.isOf(lease) ? old.changed() : now);
        }
        before.forEach((node, seen) -> vanished.put(node, new Seen(seen.lease(), now)));
    }

    /// Takes what was written.
    void put(NodeLease lease, long now) {
        enter(lease, now);
    }

    private void enter(NodeLease lease, long changed) {
        present.put(lease.node(), new Seen(lease, changed));
        if (!lease.holder().equals(UNKNOWN)) {
            vanished.remove(lease.node());
        }
    }

    Optional<NodeLease> lease(String node) {
        return Optional.ofNullable(present.get(node)).map(Seen::lease);
    }

    Collection<NodeLease> leases() {
        return present.values().stream().map(Seen::lease).toList();
    }

    /// Whether nothing has changed for so long; that of a Lease nobody has is no silence.
    ///
    /// @param time in nanoseconds
    boolean isSilent(String node, long time, long now) {
        Seen one = present.get(node);
        return one != null && !one.lease().holder().isEmpty() && one.isSilent(time, now);
    }

    /// Whether nothing was heard of that node for so long, if ever.
    boolean isLost(String node, long time, long now) {
        Seen one = present.get(node);
        if (one == null || one.lease().holder().equals(UNKNOWN)) {
            Seen before = vanished.get(node);
            return before == null ? isWatched(time, now) : before.isSilent(time, now);
        }
        return isSilent(node, time, now);
    }

    /// Whether whoever acts by a Lease must have shown itself here: one that was deleted before is
    /// made again, or its process relies on nothing any more.
    boolean isWatched(long time, long now) {
        return begun.isPresent() && now - begun.get() > time;
    }

    /// Nodes whose speaker showed that it lives within that time.
    ///
    /// @param time in nanoseconds
    Set<String> alive(long time, long now) {
        Set<String> alive = new TreeSet<>();
        present.forEach((node, one) -> {
            String holder = one.lease().holder();
            if (!holder.isEmpty() && !holder.equals(UNKNOWN) && !one.isSilent(time, now)) {
                alive.add(node);
            }
        });
        return alive;
    }

    /// The version of the charter before which that node's speaker follows none any more; 0 where
    /// nothing is known.
    long settled(String node) {
        return Math.max(settled(present.get(node)), settled(vanished.get(node)));
    }

    private static long settled(@Nullable Seen seen) {
        String text = seen == null ? "" : seen.lease().notes().getOrDefault(SETTLED, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    /// The newest charter that any speaker is known to have followed; 0 if none.
    long newest() {
        long newest = 0;
        for (Map<String, Seen> some : List.of(present, vanished)) {
            for (Seen seen : some.values()) {
                newest = Math.max(newest, settled(seen));
            }
        }
        return newest;
    }

    /// All nodes that are known to have, or to have had, a speaker: by Leases, or as voters by what
    /// others noted.
    Set<String> speakers() {
        Set<String> speakers = new TreeSet<>(present.keySet());
        speakers.addAll(vanished.keySet());
        for (Map<String, Seen> some : List.of(present, vanished)) {
            some.values().forEach(seen -> speakers.addAll(voters(seen.lease())));
        }
        return speakers;
    }

    /// The nodes that the process of this Lease has known as voters.
    static Set<String> voters(NodeLease lease) {
        Set<String> voters = new TreeSet<>();
        for (String node : lease.notes().getOrDefault(VOTERS, "").split(" ", -1)) {
            if (!node.isEmpty()) {
                voters.add(node);
            }
        }
        return voters;
    }

    /// Whether the speaker of that node may still follow a charter older than that. Who gives its
    /// Lease back follows none, and who comes back writes its Lease before it follows one.
    boolean isUnsettled(String node, long version) {
        boolean isBack = lease(node).filter(lease -> lease.holder().isEmpty()).isPresent();
        return !isBack && settled(node) < version;
    }
}
