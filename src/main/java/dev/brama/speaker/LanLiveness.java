package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.MacAddress;
import dev.brama.layer2.Reactions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether the LAN is there: asks the peers one after the other for their own addresses.
///
/// A cable can be in and the LAN be gone, behind a switch or in one direction. A peer's kernel
/// answers by itself, so nothing of the peer need run. One that answered is asked at its card the
/// next time, so that many nodes do not wake all hosts; one that did not is asked by all.
final class LanLiveness {
    /// Between two questions, whatever the number of peers.
    static final long INTERVAL = 300_000_000L;

    private List<IpAddress> peers = List.of();
    private final Map<IpAddress, MacAddress> cards = new HashMap<>();
    private final Set<IpAddress> owing = new HashSet<>();
    private long due = Announcements.NEVER;
    private int next;

    /// Read by other threads.
    private volatile long heardAt = Announcements.NEVER;

    /// A question to ask.
    ///
    /// @param card where the peer was last, if it answered its last question
    record Question(IpAddress peer, Optional<MacAddress> card) {}

    /// Sets whom to ask. With the first peers silence begins to count, from now on.
    void ask(Collection<IpAddress> whom, long now) {
        List<IpAddress> sorted = List.copyOf(new TreeSet<>(whom));
        if (sorted.equals(peers)) {
            return;
        }
        boolean first = peers.isEmpty();
        peers = sorted;
        cards.keySet().retainAll(peers);
        owing.retainAll(peers);
        if (peers.isEmpty()) {
            due = Announcements.NEVER;
            heardAt = Announcements.NEVER;
        } else if (first) {
            due = now;
            heardAt = now;
        }
    }

    long due() {
        return due;
    }

    /// The question that is due, if one is.
    Optional<Question> step(long now) {
        if (now < due) {
            return Optional.empty();
        }
        due = now + INTERVAL;
        next = (next + 1) % peers.size();
        IpAddress peer = peers.get(next);
        Optional<MacAddress> card =
                owing.add(peer) ? Optional.ofNullable(cards.get(peer)) : Optional.empty();
        return Optional.of(new Question(peer, card));
    }

    /// Looks whether a frame is a peer's answer. Only an answer proves that frames go both ways.
    void look(Frame frame, long now) {
        if (peers.isEmpty()) {
            return;
        }
        Optional<IpAddress> peer = Reactions.answerer(frame, owing);
        peer.ifPresent(answerer -> {
            cards.put(answerer, frame.source());
            owing.remove(answerer);
            heardAt = now;
        });
    }

    /// When a peer was heard last, or when the first was to be asked; [Announcements#NEVER] without
    /// peers.
    long heardAt() {
        return heardAt;
    }
}
