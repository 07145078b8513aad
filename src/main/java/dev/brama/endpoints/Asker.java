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

    // Flags with recursion desired, then one question.
    private static final int PLAIN_QUERY = 0x0100_0001;
    private static final int INTERNET = 1;

    private final SocketAddress address;
    private final PeerName name;
    private int id;
    private boolean held;
    private boolean queued;
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

    /// Whether a message is the question that is held, byte for byte; notes that it came.
    ///
    /// @param message a header at least, from its position 0 on
    boolean repeats(SocketAddress from, ByteBuffer message, long now) {
        String question = name.question();
        int end = DnsQuery.HEADER + question.length();
        boolean same =
                held
                        && message.getShort(0) == (short) id
                        && message.limit() >= end + 4
                        && message.getInt(2) == PLAIN_QUERY
                        && message.getInt(end) == (DnsAnswers.SRV << 16 | INTERNET)
                        && address.equals(from);
        for (int i = 0; same && i < question.length(); i++) {
            same = (message.get(DnsQuery.HEADER + i) & 0xff) == question.charAt(i);
        }
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

    void holdUntil(long time) {
        deadline = time;
    }

    boolean isHeld() {
        return held;
    }

    /// Whether it has been held for long enough.
    boolean isDue(long now) {
        return held && deadline - now <= 0;
    }

    long lastSeen() {
        return lastSeen;
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
