package dev.brama.endpoints;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A name under which the peers of one upstream are asked for.
final class PeerName {
    // Flags with recursion desired, then one question.
    private static final int PLAIN_QUERY = 0x0100_0001;

    private final String question;
    private final ByteBuffer message;
    private volatile @Nullable Roster roster;
    private volatile boolean answered;
    private volatile boolean retired;
    // For the server's thread.
    private final List<Asker> askers = new ArrayList<>(1);

    PeerName(String question) {
        this.question = question;
        byte[] name = question.getBytes(StandardCharsets.ISO_8859_1);
        this.message = ByteBuffer.allocate(DnsQuery.HEADER + name.length + 4);
        message.putInt(2, PLAIN_QUERY);
        message.put(DnsQuery.HEADER, name);
        message.putInt(DnsQuery.HEADER + name.length, DnsAnswers.SRV << 16 | DnsQuery.INTERNET);
    }

    String question() {
        return question;
    }

    /// Whether a message, from its position on, is nginx's question for this name under this
    /// number, byte for byte. For the server's thread.
    boolean isAskedBy(ByteBuffer asked, int id) {
        message.putShort(0, (short) id);
        return asked.mismatch(message) < 0;
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
        askers.removeIf(asker -> asker.isGone(now));
        return askers.isEmpty() && (retired || roster == null);
    }
}
