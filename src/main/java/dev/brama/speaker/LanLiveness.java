package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.MacAddress;
import dev.brama.layer2.Reactions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether the LAN is there: asks the peers and the gateways one after the other for their own
/// addresses.
///
/// A cable can be in and the LAN be gone, behind a switch or in one direction. A peer's kernel
/// answers by itself, so nothing of the peer need run. One that answered is asked at its card the
/// next time, so that many nodes do not wake all hosts; one that did not is asked by all. After a
/// question without an answer the next one comes soon, and goes to who answered last: peers that
/// are down are no silence of the LAN, however many there are.
final class LanLiveness {
    /// A LAN on which nobody was heard for so long is silent. Each of four questions may have been
    /// answered then, the first of them within 200 ms.
    static final Duration SILENCE = Duration.ofMillis(700);

    /// Between two questions, whatever the number of peers, in nanoseconds.
    static final long INTERVAL = 500_000_000L;

    /// How long an answer may take until the next question is asked, in nanoseconds; only for a
    /// while, as a LAN on which nobody is must not be asked that often.
    static final long PATIENCE = 60_000_000L;

    private static final long A_WHILE = 1_000_000_000L;

    private List<IpAddress> witnesses = List.of();
    private Set<IpAddress> gateways = Set.of();
    private final Map<IpAddress, MacAddress> cards = new HashMap<>();
    private final Set<IpAddress> owing = new HashSet<>();
    private long due = Announcements.NEVER;
    private long askedAt;
    private int next;
    private int unanswered;
    private boolean isSilent;
    private @Nullable IpAddress lastAnswerer;

    /// Read by other threads.
    private volatile long heardAt = Announcements.NEVER;

    private volatile Set<IpAddress> heardGateways = Set.of();

    /// A question to ask.
    ///
    /// @param card where the peer was last, if it answered its last question
    record Question(IpAddress peer, Optional<MacAddress> card) {}

    /// Sets whom to ask. With the first ones silence begins to count, from now on.
    ///
    /// @param peers other nodes
    /// @param routers gateways, of which it is also told which ones answer
    void ask(Collection<IpAddress> peers, Set<IpAddress> routers, long now) {
        Set<IpAddress> all = new TreeSet<>(peers);
        all.addAll(routers);
        List<IpAddress> sorted = List.copyOf(all);
        if (sorted.equals(witnesses) && routers.equals(gateways)) {
            return;
        }
        boolean first = witnesses.isEmpty();
        witnesses = sorted;
        gateways = Set.copyOf(routers);
        cards.keySet().retainAll(all);
        owing.retainAll(all);
        if (lastAnswerer != null && !all.contains(lastAnswerer)) {
            lastAnswerer = null;
        }
        Set<IpAddress> heard = new HashSet<>(heardGateways);
        heard.retainAll(gateways);
        heardGateways = Set.copyOf(heard);
        if (witnesses.isEmpty()) {
            due = Announcements.NEVER;
            heardAt = Announcements.NEVER;
        } else if (first) {
            due = now;
            heardAt = now;
        }
    }

    /// When [#step] or [#turned] has something to do.
    long due() {
        boolean isQuestioned = due != Announcements.NEVER && unanswered > 0 && !isSilent;
        return isQuestioned ? Math.min(due, silentAt()) : due;
    }

    private long silentAt() {
        return heardAt + SILENCE.toNanos() + 1;
    }

    /// Whether the LAN has become silent, or is heard again, since this was asked last.
    boolean turned(long now) {
        boolean wasSilent = isSilent;
        isSilent = heardAt != Announcements.NEVER && now >= silentAt();
        return isSilent != wasSilent;
    }

    /// The question that is due, if one is.
    Optional<Question> step(long now) {
        if (now < due) {
            return Optional.empty();
        }
        IpAddress asked = whom();
        askedAt = now;
        unanswered++;
        due = now + (now - heardAt < A_WHILE ? PATIENCE : INTERVAL);
        Optional<MacAddress> card = Optional.empty();
        if (owing.add(asked)) {
            card = Optional.ofNullable(cards.get(asked));
        } else {
            forget(asked);
        }
        return Optional.of(new Question(asked, card));
    }

    private IpAddress whom() {
        // Once only: if it went too, all the others are still to be asked.
        if (unanswered == 1 && lastAnswerer != null && !owing.contains(lastAnswerer)) {
            return lastAnswerer;
        }
        next = (next + 1) % witnesses.size();
        return witnesses.get(next);
    }

    private void forget(IpAddress asked) {
        if (heardGateways.contains(asked)) {
            Set<IpAddress> heard = new HashSet<>(heardGateways);
            heard.remove(asked);
            heardGateways = Set.copyOf(heard);
        }
    }

    /// Looks whether a frame is an answer. Only an answer proves that frames go both ways.
    ///
    /// @return whether it is one; then the next question has time, see [#due]
    boolean look(Frame frame, long now) {
        if (owing.isEmpty()) {
            return false;
        }
        Optional<IpAddress> peer = Reactions.answerer(frame, owing);
        if (peer.isEmpty()) {
            return false;
        }
        IpAddress answerer = peer.get();
        cards.put(answerer, frame.source());
        owing.remove(answerer);
        lastAnswerer = answerer;
        unanswered = 0;
        heardAt = now;
        due = askedAt + INTERVAL;
        if (gateways.contains(answerer) && !heardGateways.contains(answerer)) {
            Set<IpAddress> heard = new HashSet<>(heardGateways);
            heard.add(answerer);
            heardGateways = Set.copyOf(heard);
        }
        return true;
    }

    /// When one was heard last, or when the first was to be asked; [Announcements#NEVER] without
    /// any.
    long heardAt() {
        return heardAt;
    }

    /// The gateways that answered the last question they were asked.
    Set<IpAddress> heardGateways() {
        return heardGateways;
    }
}
