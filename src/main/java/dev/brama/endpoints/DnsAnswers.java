package dev.brama.endpoints;

import dev.brama.proxy.PeerNames;
import dev.brama.syntax.HostPort;
import java.nio.ByteBuffer;
import java.util.List;

/// Writes answers (RFC 1035 section 4, RFC 2782), with 0 for the number of the query.
final class DnsAnswers {
    static final int A = 1;
    static final int AAAA = 28;
    static final int SRV = 33;

    static final int SERVER_FAILURE = 2;

    /// nginx reads no more from UDP.
    static final int LONGEST_BY_UDP = 4096;

    static final int LONGEST = 65_535;

    private static final String ZONE = WireName.of(PeerNames.ZONE);

    // The name in the question, where each answer's name is found.
    private static final short QUESTION = (short) 0xc00c;
    private static final int HEADER = DnsQuery.HEADER;
    private static final int AUTHORITATIVE_ANSWER = 0x8400;
    private static final int TRUNCATED = 0x0200;
    private static final int A_DAY = 86_400;

    private DnsAnswers() {}

    /// The peers of an upstream. As many as a message holds: some 1,500.
    ///
    /// Valid for no time at all: nginx then asks again after a second.
    ///
    /// @param question the name that is asked for
    static byte[] peers(String question, List<HostPort> peers) {
        ByteBuffer out = ByteBuffer.allocate(LONGEST);
        begin(out, question, SRV);
        // The targets end in the zone, which stands in the question.
        short zone = (short) (0xc000 | (HEADER + question.length() - ZONE.length()));
        short count = 0;
        for (HostPort peer : peers) {
            String label = PeerLabel.of(peer);
            int data = 6 + 1 + label.length() + 2;
            if (out.remaining() < 12 + data) {
                break;
            }
            record(out, SRV, 0, data);
            out.putShort((short) 0).putShort((short) 1).putShort((short) peer.port());
            out.put((byte) label.length()).put(WireName.bytes(label)).putShort(zone);
            count++;
        }
        return end(out, count, 0);
    }

    /// That the answer is too long for UDP, and is to be asked for by TCP.
    static byte[] truncated(String question) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + question.length() + 4);
        begin(out, question, SRV);
        return end(out, (short) 0, TRUNCATED);
    }

    /// The address of a peer, valid for a day; no record where the address is of another type.
    static byte[] address(DnsQuery.Question question, byte[] address) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + question.name().length() + 4 + 12 + 16);
        begin(out, question.name(), question.type());
        boolean asked = question.type() == (address.length == 4 ? A : AAAA);
        if (asked) {
            record(out, question.type(), A_DAY, address.length);
            out.put(address);
        }
        return end(out, (short) (asked ? 1 : 0), 0);
    }

    /// An answer that says only why there is none.
    static byte[] failure(DnsQuery.Question question, int code) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + question.name().length() + 4);
        begin(out, question.name(), question.type());
        return end(out, (short) 0, code);
    }

    /// The same where not even the question could be read.
    static byte[] refusal(DnsQuery.Refusal refusal) {
        ByteBuffer out = ByteBuffer.allocate(HEADER);
        return out.putShort((short) 0)
                .putShort((short) (AUTHORITATIVE_ANSWER | refusal.code()))
                .array();
    }

    private static void begin(ByteBuffer out, String name, int type) {
        out.putShort((short) 0).putShort((short) 0).putShort((short) 1).putShort((short) 0);
        out.putInt(0).put(WireName.bytes(name)).putShort((short) type).putShort((short) 1);
    }

    private static void record(ByteBuffer out, int type, int seconds, int length) {
        out.putShort(QUESTION).putShort((short) type).putShort((short) 1);
        out.putInt(seconds).putShort((short) length);
    }

    private static byte[] end(ByteBuffer out, short answers, int flags) {
        out.putShort(2, (short) (AUTHORITATIVE_ANSWER | flags)).putShort(6, answers);
        byte[] message = new byte[out.position()];
        out.get(0, message);
        return message;
    }
}
