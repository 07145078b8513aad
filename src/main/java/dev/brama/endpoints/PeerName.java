package dev.brama.endpoints;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A name under which the peers of one upstream are asked for.
final class PeerName {
    // nginx repeats a question each 5 s; who has not for so long has ended.
    private static final long GONE = 60_000_000_000L;

    private final String question;
    private volatile @Nullable Roster roster;
    private volatile boolean answered;
    private volatile boolean retired;
    // For the server's thread.
    private final List<Asker> askers = new ArrayList<>(1);

    PeerName(String question) {
        this.question = question;
    }

    String question() {
        return question;
    }

    /// The peers; absent while nobody has told them.
    @Nullable Roster roster() {
        return roster;
    }

    void roster(Roster now) {
        roster = now;
        retired = false;
    }

    /// Notes that no upstream has this name any more. Workers that are about to end still ask.
    void retire() {
        retired = true;
    }

    /// Whether somebody was told the peers.
    boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    List<Asker> askers() {
        return askers;
    }

    Asker asker(SocketAddress address) {
        for (int i = 0; i < askers.size(); i++) {
            if (askers.get(i).address().equals(address)) {
                return askers.get(i);
            }
        }
        Asker fresh = new Asker(address, this);
        askers.add(fresh);
        return fresh;
    }

    /// Forgets who has ended; tells whether the name can be forgotten too.
    boolean sweep(long now) {
        askers.removeIf(asker -> now - asker.lastSeen() > GONE);
        return askers.isEmpty() && (retired || roster == null);
    }
}
