package dev.brama.endpoints;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Hands answers out at a pace that nginx can follow.
///
/// After a reload a worker asks for all upstreams before it reads a single answer, and its socket
/// holds some 250 of them; what is lost it asks again after 5 s. So while many answers wait, none
/// is sent as long as questions come in, and then only as many at once as the socket holds.
final class Pace {
    private static final int FEW = 64;
    private static final long QUIET = 300_000L;
    private static final long REST = 1_000_000L;
    private static final long LONGEST_WAIT = 50_000_000L;

    // Addresses first: with them nginx completes what it has begun.
    private final Deque<Reply> addresses = new ArrayDeque<>();
    private final Deque<Reply> peers = new ArrayDeque<>();
    private int left = FEW;
    private long lastQuestion;
    private long lastSent;

    void add(Reply reply) {
        if (reply instanceof Reply.Peers) {
            peers.add(reply);
        } else {
            addresses.add(reply);
        }
    }

    void questionAt(long now) {
        lastQuestion = now;
    }

    boolean isEmpty() {
        return addresses.isEmpty() && peers.isEmpty();
    }

    /// The next answer to send; none if it must wait.
    @Nullable Reply next(long now) {
        int waiting = addresses.size() + peers.size();
        if (waiting == 0) {
            return null;
        }
        if (now - lastSent >= REST && (waiting <= FEW || isQuiet(now))) {
            left = FEW;
        }
        if (left <= 0) {
            return null;
        }
        Reply reply = addresses.poll();
        return reply != null ? reply : peers.poll();
    }

    private boolean isQuiet(long now) {
        return now - lastQuestion >= QUIET || now - lastSent >= LONGEST_WAIT;
    }

    /// Notes what an answer takes of the socket.
    void sent(int bytes, long now) {
        left -= 1 + bytes / 256;
        lastSent = now;
    }
}
