package dev.brama.metrics;

import java.nio.charset.StandardCharsets;

/// One line of the log that nginx writes for the metrics, as it stands in a block of the file.
///
/// An instance is used again for every line and makes no objects while it reads. The template
/// `log.peb` has the fields in the same order.
final class AccessLine {
    static final int INGRESS_HOST = 0;
    static final int STATUS = 1;
    static final int METHOD = 2;
    static final int PATH = 3;
    static final int NAMESPACE = 4;
    static final int INGRESS = 5;
    static final int SERVICE = 6;
    static final int CANARY = 7;
    static final int HOST = 8;
    static final int REQUEST_LENGTH = 9;
    static final int REQUEST_TIME = 10;
    static final int BYTES_SENT = 11;
    static final int CONNECT_TIME = 12;
    static final int HEADER_TIME = 13;
    static final int RESPONSE_TIME = 14;
    private static final int FIELDS = 15;

    /// What [#number] and [#millis] say where nginx wrote `-`.
    static final long ABSENT = -1;

    /// What they say of anything that is no number.
    static final long MALFORMED = -2;

    private static final long MOST = Long.MAX_VALUE / 100_000;

    private byte[] bytes = {};
    private int begin;
    private final int[] ends = new int[FIELDS];
    private int keyHash;

    /// Takes the bytes of a block from here to there; whether they are such a line.
    boolean read(byte[] block, int from, int to) {
        bytes = block;
        begin = from;
        int field = 0;
        int hash = 0;
        int i = from;
        // Hashed on the way: this loop and the next one are most of what a request costs here.
        while (i < to && field <= CANARY) {
            byte c = block[i];
            if (c == '\t') {
                ends[field++] = i;
            }
            hash = hash * 31 + c;
            i++;
        }
        keyHash = hash;
        while (i < to) {
            if (block[i] == '\t') {
                if (field == FIELDS - 1) {
                    return false;
                }
                ends[field++] = i;
            }
            i++;
        }
        ends[field] = to;
        return field == FIELDS - 1;
    }

    private int start(int field) {
        return field == 0 ? begin : ends[field - 1] + 1;
    }

    /// A number made from the bytes of the key.
    int keyHash() {
        return keyHash ^ (keyHash >>> 16);
    }

    /// Where the fields begin by which a series is known.
    int keyStart() {
        return start(INGRESS_HOST);
    }

    /// Where they end.
    int keyEnd() {
        return ends[CANARY];
    }

    /// Whether nginx knew no value, or an empty one.
    boolean isAbsent(int field) {
        int from = start(field);
        int length = ends[field] - from;
        return length == 0 || (length == 1 && bytes[from] == '-');
    }

    /// The text of a field, with the escapes of nginx undone; empty where nginx wrote `-`.
    String text(int field) {
        if (isAbsent(field)) {
            return "";
        }
        byte[] plain = new byte[ends[field] - start(field)];
        int length = 0;
        for (int i = start(field); i < ends[field]; i++) {
            if (isEscape(i, ends[field])) {
                plain[length++] =
                        (byte)
                                ((Character.digit(bytes[i + 2], 16) << 4)
                                        | Character.digit(bytes[i + 3], 16));
                i += 3;
            } else {
                plain[length++] = bytes[i];
            }
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private boolean isEscape(int at, int end) {
        return bytes[at] == '\\'
                && at + 3 < end
                && bytes[at + 1] == 'x'
                && Character.digit(bytes[at + 2], 16) >= 0
                && Character.digit(bytes[at + 3], 16) >= 0;
    }

    /// A whole number.
    long number(int field) {
        if (isAbsent(field)) {
            return ABSENT;
        }
        long value = 0;
        int from = start(field);
        for (int i = from; i < ends[field]; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || value > MOST) {
                return MALFORMED;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// A time in seconds with three decimals, as milliseconds. Where several peers were tried,
    /// nginx writes a list such as `0.100, - : 0.200`: its sum.
    long millis(int field) {
        long sum = ABSENT;
        int i = start(field);
        while (i < ends[field]) {
            byte c = bytes[i];
            if (c == ',' || c == ' ' || c == ':') {
                i++;
            } else if (c == '-') {
                i++;
            } else {
                int end = i;
                while (end < ends[field] && (bytes[end] == '.' || isDigit(bytes[end]))) {
                    end++;
                }
                long one = millis(i, end);
                if (one == MALFORMED) {
                    return MALFORMED;
                }
                sum = Math.max(sum, 0) + one;
                i = end;
            }
        }
        return sum;
    }

    // At least `0.000`: digits, a point, three digits.
    private long millis(int from, int end) {
        int point = end - 4;
        if (point <= from || bytes[point] != '.') {
            return MALFORMED;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            if (i == point) {
                continue;
            }
            if (!isDigit(bytes[i]) || value > MOST) {
                return MALFORMED;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
