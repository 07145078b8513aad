package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.NodeLease;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The table as one node wants it next, and what must be done to Leases of others before it can
/// want more.
final class LeaseDraft {
    private final LeaseTable before;
    private final LeaseBook book;
    private final long take;
    private final long now;
    private final long wall;
    private final SortedMap<IpAddress, LeaseTable.Entry> entries;
    private final SortedMap<String, Ask.PutLease> puts = new TreeMap<>();
    private long epoch;

    /// @param take how long a Lease must be silent, in nanoseconds
    /// @param now after the Leases were read, and the table before them
    LeaseDraft(LeaseTable before, LeaseBook book, long take, long now, long wall) {
        this.before = before;
        this.book = book;
        this.take = take;
        this.now = now;
        this.wall = wall;
        this.entries = new TreeMap<>(before.entries());
        this.epoch = before.epoch();
    }

    String holder(IpAddress address) {
        return entries.getOrDefault(address, LeaseTable.Entry.NONE).node();
    }

    /// Whether nobody relies on it: nobody has it, or the Lease of who has it is nobody's. A Lease
    /// that is silent is taken away first, and one that somebody deleted is made again before: its
    /// process may have been renewing it a moment ago.
    boolean isFree(IpAddress address) {
        String other = holder(address);
        if (other.isEmpty()) {
            return true;
        }
        Optional<NodeLease> lease = book.lease(other);
        if (lease.isEmpty()) {
            puts.put(
                    other,
                    new Ask.PutLease(other, Optional.empty(), LeaseBook.UNKNOWN, new TreeMap<>()));
            return false;
        }
        if (lease.get().holder().isEmpty()) {
            return true;
        }
        if (book.isSilent(other, take, now)) {
            puts.put(other, new Ask.PutLease(other, lease, "", lease.get().notes()));
        }
        return false;
    }

    void give(IpAddress address, String node) {
        entries.put(address, new LeaseTable.Entry(node, ++epoch, wall));
    }

    void forget(IpAddress address) {
        entries.remove(address);
    }

    Collection<Ask.PutLease> puts() {
        return List.copyOf(puts.values());
    }

    boolean isChanged() {
        return !entries.equals(before.entries());
    }

    LeaseTable table() {
        return new LeaseTable(true, epoch, entries);
    }
}
