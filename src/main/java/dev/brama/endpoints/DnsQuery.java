package dev.brama.endpoints;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A message that came to the name server (RFC 1035 section 4).
sealed interface DnsQuery {
    int HEADER = 12;

    /// The class of the internet.
    int INTERNET = 1;

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
        int at = end(message, start + HEADER);
        if (at < 0 || at + 4 > message.limit()) {
            return new Refusal(id, FORMAT_ERROR);
        }
        byte[] bytes = new byte[at - start - HEADER];
        message.get(start + HEADER, bytes);
        String name = lower(bytes);
        int type = message.getShort(at) & 0xffff;
        boolean internet = message.getShort(at + 2) == INTERNET;
        return internet ? new Question(id, name, type) : new Refusal(id, REFUSED);
    }

    /// Where a name ends that begins there; negative where it does not.
    private static int end(ByteBuffer message, int start) {
        int at = start;
        while (at < message.limit()) {
            int length = message.get(at) & 0xff;
            at += 1 + length;
            // A question has nothing before it that a pointer could lead to.
            if (length > 63 || at - start > 255) {
                return -1;
            }
            if (length == 0) {
                return at;
            }
        }
        return -1;
    }

    // No letter looks like the length of a label.
    private static String lower(byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] >= 'A' && name[i] <= 'Z') {
                name[i] = (byte) (name[i] + 32);
            }
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
