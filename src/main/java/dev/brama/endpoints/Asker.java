package dev.brama.endpoints;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A worker of nginx that asks for the peers of one upstream again and again.
///
/// ```
///            question                      the peers change, or HOLD is over
/// (answered) --------> held ---------------------------------------------> (answered)
///            \--------> answered at once, where it does not know the peers
/// ```
///
/// For the server's thread.
final class Asker {
    // nginx asks again a second after an answer. Who asks sooner has not seen it: another worker at
    // the same port.
    private static final long SOONEST = 900_000_000L;

    // nginx repeats a question each 5 s; who has not for so long has ended.
    private static final long GONE = 60_000_000_000L;

    private final SocketAddress address;
    private final PeerName name;
    private int id;
    private boolean held;
    private boolean queued;
    private boolean awaited;
    private long deadline;
    private long lastSeen;
    private long answeredAt;
    private @Nullable Roster told;

    Asker(SocketAddress address, PeerName name) {
        this.address = address;
        this.name = name;
    }

    /// What to do with a question.
    enum Reaction {
        ANSWER,
        HOLD,
        /// It is held already.
        NOTHING
    }

    Reaction ask(int newId, long now) {
        lastSeen = now;
        boolean repeated = newId == id;
        if (held && repeated) {
            return Reaction.NOTHING;
        }
        Roster known = told;
        boolean current = known != null && known.equals(name.roster());
        boolean usual = current && !held && !repeated && now - answeredAt >= SOONEST;
        id = newId;
        // A name that is not known yet may be in a moment.
        if (usual || name.roster() == null) {
            held = true;
            return Reaction.HOLD;
        }
        held = false;
        return Reaction.ANSWER;
    }

    /// Whether a message is the question that is held; notes that it came.
    boolean repeats(SocketAddress from, ByteBuffer message, long now) {
        // One that was forgotten and asks again after all is another asker.
        boolean same = held && !isGone(now) && address.equals(from) && name.isAskedBy(message, id);
        if (same) {
            lastSeen = now;
        }
        return same;
    }

    /// Notes that an answer is to be sent; tells whether that is new.
    boolean queue() {
        boolean fresh = !queued;
        queued = true;
        held = false;
        return fresh;
    }

    /// Notes that the answer is sent.
    void answered(@Nullable Roster roster, long now) {
        queued = false;
        told = roster;
        answeredAt = now;
    }

    /// Notes until when it is held.
    ///
    /// @return whether it is to be waited for from now on, and is not already
    boolean holdUntil(long time) {
        deadline = time;
        boolean fresh = !awaited;
        awaited = true;
        return fresh;
    }

    /// Notes that nobody waits for its end any more.
    void leave() {
        awaited = false;
    }

    long deadline() {
        return deadline;
    }

    boolean isHeld() {
        return held;
    }

    /// Whether it has been held for long enough.
    boolean isDue(long now) {
        return held && deadline - now <= 0;
    }

    /// Whether it asks no more.
    boolean isGone(long now) {
        return now - lastSeen > GONE;
    }

    int id() {
        return id;
    }

    SocketAddress address() {
        return address;
    }

    PeerName name() {
        return name;
    }
}
