package dev.brama.endpoints;

import java.nio.ByteBuffer;

/// A message that came to the name server (RFC 1035 section 4).
sealed interface DnsQuery {
    int HEADER = 12;

    /// A question that can be answered.
    ///
    /// @param id to be given back
    /// @param name in lower case, see [WireName]
    /// @param type such as [DnsAnswers#SRV]
    record Question(int id, String name, int type) implements DnsQuery {}

    /// A query that can only be refused.
    ///
    /// @param code a response code of RFC 1035
    record Refusal(int id, int code) implements DnsQuery {}

    /// What no answer is owed to.
    record Noise() implements DnsQuery {}

    int FORMAT_ERROR = 1;
    int NOT_IMPLEMENTED = 4;
    int REFUSED = 5;

    /// Reads a message; records after the question are passed over.
    static DnsQuery read(ByteBuffer message) {
        int start = message.position();
        if (message.remaining() < HEADER || message.get(start + 2) < 0) {
            return new Noise();
        }
        int id = message.getShort(start) & 0xffff;
        if ((message.get(start + 2) & 0x78) != 0) {
            return new Refusal(id, NOT_IMPLEMENTED);
        }
        if (message.getShort(start + 4) != 1) {
            return new Refusal(id, FORMAT_ERROR);
        }
        StringBuilder name = new StringBuilder(64);
        int at = start + HEADER;
        while (true) {
            if (at >= message.limit()) {
                return new Refusal(id, FORMAT_ERROR);
            }
            int length = message.get(at) & 0xff;
            // A question has nothing before it that a pointer could lead to.
            if (length > 63 || name.length() + length + 1 > 255) {
                return new Refusal(id, FORMAT_ERROR);
            }
            name.append((char) length);
            at++;
            if (length == 0) {
                break;
            }
            if (at + length > message.limit()) {
                return new Refusal(id, FORMAT_ERROR);
            }
            for (int end = at + length; at < end; at++) {
                name.append(lower(message.get(at)));
            }
        }
        if (at + 4 > message.limit()) {
            return new Refusal(id, FORMAT_ERROR);
        }
        int type = message.getShort(at) & 0xffff;
        boolean internet = message.getShort(at + 2) == 1;
        return internet ? new Question(id, name.toString(), type) : new Refusal(id, REFUSED);
    }

    private static char lower(byte letter) {
        return (char) (letter >= 'A' && letter <= 'Z' ? letter + 32 : letter & 0xff);
    }
}
