package dev.brama.endpoints;

import dev.brama.syntax.HostPort;
import java.nio.ByteBuffer;
import java.util.List;

/// The peers of an upstream at one time, and the messages that tell them. Each is equal to itself
/// only.
final class Roster {
    private final List<HostPort> peers;
    private final byte[] byUdp;
    private final byte[] byTcp;

    private Roster(List<HostPort> peers, byte[] byUdp, byte[] byTcp) {
        this.peers = peers;
        this.byUdp = byUdp;
        this.byTcp = byTcp;
    }

    /// @param peers at least one
    static Roster of(String question, List<HostPort> peers) {
        byte[] whole = DnsAnswers.peers(question, peers);
        byte[] brief =
                whole.length > DnsAnswers.LONGEST_BY_UDP ? DnsAnswers.truncated(question) : whole;
        return new Roster(List.copyOf(peers), brief, whole);
    }

    List<HostPort> peers() {
        return peers;
    }

    /// What nginx can read by UDP; may say only that TCP is to be used. Not to be changed.
    byte[] byUdp() {
        return byUdp;
    }

    /// All that is told. Not to be changed.
    byte[] byTcp() {
        return byTcp;
    }

    /// How many peers are told.
    int count() {
        return ByteBuffer.wrap(byTcp).getShort(6) & 0xffff;
    }

    /// Whether there are more than a message holds.
    boolean isCut() {
        return count() < peers.size();
    }
}
