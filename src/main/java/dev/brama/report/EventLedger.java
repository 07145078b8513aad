package dev.brama.report;

import static java.util.Comparator.comparing;

import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.report.KubeWrite.EmitEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Remembers what was told, and lets out what is to be told next, never faster than the limits.
///
/// What happens is counted, and told again at most once in a while with the count. A problem is
/// told once, and once more when its Event is about to be forgotten. What has to wait is not lost:
/// it is let out later, the newest first, so that whoever has just applied something does not wait
/// behind a thousand old problems.
///
/// Not for use by several threads at once. Time comes in as an argument.
public final class EventLedger {
    /// Of each object's burst, kept for Warnings.
    private static final int KEPT_FOR_WARNINGS = 5;

    private static final Comparator<Entry> NEWS_FIRST =
            comparing(Entry::hasNews)
                    .thenComparing(entry -> entry.last)
                    .reversed()
                    .thenComparing(entry -> entry.notice.object().ref())
                    .thenComparing(entry -> entry.notice.message());

    private final EventLimits limits;
    private final Map<Notice, Entry> entries = new LinkedHashMap<>();
    private final Map<ObjectIdentity, TokenBucket> ofObjects = new HashMap<>();
    private final Map<NamespacedName, Told> recalled = new HashMap<>();
    private final TokenBucket ofAll;

    /// What the cluster remembers of an Event.
    ///
    /// @param count how often it was seen
    /// @param first when it was seen first
    /// @param last when it was seen last
    public record Told(int count, Instant first, Instant last) {}

    private static final class Entry {
        private final Notice notice;
        private Instant first;
        private Instant last;
        private Instant writtenAt = Instant.MIN;
        private int count;
        private int written;
        private boolean standing;
        private boolean occurred;

        Entry(Notice notice, Instant now) {
            this.notice = notice;
            this.first = now;
            this.last = now;
        }

        boolean hasNews() {
            return count > written;
        }

        boolean isTold() {
            return !writtenAt.equals(Instant.MIN);
        }

        /// Whether a time has passed since it was written. A clock that was set back must not
        /// silence it.
        boolean hasRested(Duration rest, Instant now) {
            return now.isBefore(writtenAt) || !now.isBefore(writtenAt.plus(rest));
        }

        void seen(Instant now) {
            count++;
            last = now;
        }

        /// Told by somebody, perhaps an earlier run of this program.
        void adopt(Told told) {
            first = told.first();
            last = told.last();
            count = told.count();
            written = count;
            writtenAt = told.last();
        }
    }

    /// @param now the time of the start
    public EventLedger(EventLimits limits, Instant now) {
        this.limits = limits;
        this.ofAll = new TokenBucket(limits.burst(), limits.refill(), now);
    }

    /// Learns which Events are in the cluster already, so that they are not told anew.
    public void recall(Map<NamespacedName, Told> events) {
        recalled.clear();
        recalled.putAll(events);
        for (Entry entry : entries.values()) {
            Told told = recalled.get(entry.notice.event());
            if (told != null && !entry.isTold()) {
                entry.adopt(told);
            }
        }
    }

    /// Takes the problems that stand now; those not among them stand no more.
    public void stand(List<Notice> notices, Instant now) {
        Set<Notice> standing = new HashSet<>(notices);
        for (Entry entry : entries.values()) {
            if (entry.standing && !standing.contains(entry.notice)) {
                entry.standing = false;
                // Mended before anybody heard of it.
                entry.written = entry.count;
            }
        }
        for (Notice notice : notices) {
            Entry entry = entries.get(notice);
            boolean isSeenAnew = entry == null || !entry.standing;
            if (entry == null) {
                entry = enter(notice, now);
                // It stood when an earlier run told it, and it stands still.
                isSeenAnew = !entry.isTold();
            }
            if (isSeenAnew) {
                entry.seen(now);
            }
            entry.standing = true;
        }
    }

    /// Takes what has just happened.
    public void occur(List<Notice> notices, Instant now) {
        for (Notice notice : notices) {
            Entry known = entries.get(notice);
            Entry entry = known == null ? enter(notice, now) : known;
            entry.occurred = true;
            entry.seen(now);
        }
    }

    private Entry enter(Notice notice, Instant now) {
        Entry entry = new Entry(notice, now);
        Told told = recalled.remove(notice.event());
        if (told != null) {
            entry.adopt(told);
        }
        entries.put(notice, entry);
        return entry;
    }

    /// What may be written now; it counts as written.
    public List<EmitEvent> due(Instant now) {
        forget(now);
        List<EmitEvent> due = new ArrayList<>();
        List<Entry> waiting =
                entries.values().stream()
                        .filter(entry -> isDue(entry, now))
                        .sorted(NEWS_FIRST)
                        .toList();
        for (Entry entry : waiting) {
            if (mayWrite(entry, now)) {
                due.add(emit(entry, now));
            }
        }
        return List.copyOf(due);
    }

    /// Takes back what could not be written; it is tried again after the rest of a repeat.
    public void failed(List<EmitEvent> writes) {
        for (EmitEvent write : writes) {
            Entry entry = entries.get(write.notice());
            if (entry != null && (entry.standing || entry.occurred)) {
                entry.written = Math.min(entry.written, write.count() - 1);
            }
        }
    }

    private boolean isDue(Entry entry, Instant now) {
        if (!entry.isTold()) {
            return entry.hasNews();
        }
        return (entry.hasNews() && entry.hasRested(limits.repeat(), now))
                || (entry.standing && entry.hasRested(limits.refresh(), now));
    }

    private boolean mayWrite(Entry entry, Instant now) {
        TokenBucket ofObject =
                ofObjects.computeIfAbsent(
                        entry.notice.object(),
                        _ -> new TokenBucket(limits.objectBurst(), limits.objectRefill(), now));
        int keptOfObject = entry.notice.type() == Notice.Type.NORMAL ? KEPT_FOR_WARNINGS : 0;
        // What is merely refreshed leaves half of the burst to what is new.
        int keptOfAll = entry.hasNews() ? 0 : limits.burst() / 2;
        return ofObject.holds(now, keptOfObject)
                && ofAll.take(now, keptOfAll)
                && ofObject.take(now, keptOfObject);
    }

    private static EmitEvent emit(Entry entry, Instant now) {
        if (!entry.hasNews()) {
            entry.seen(now);
        }
        entry.written = entry.count;
        entry.writtenAt = now;
        return new EmitEvent(entry.notice, entry.count, entry.first, entry.last);
    }

    private void forget(Instant now) {
        entries.values()
                .removeIf(entry ->
                        !entry.standing
                                && !entry.hasNews()
                                && entry.last.plus(limits.memory()).isBefore(now));
        Set<ObjectIdentity> objects = new HashSet<>();
        entries.keySet().forEach(notice -> objects.add(notice.object()));
        ofObjects.keySet().retainAll(objects);
    }
}
