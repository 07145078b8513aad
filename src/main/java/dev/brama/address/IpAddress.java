package dev.brama.address;

import dev.brama.cluster.IpFamily;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;

/// An IP address without scope; all of IPv4 sorts before all of IPv6.
///
/// @param family IPv4 or IPv6
/// @param high the upper 64 bits of an IPv6 address; 0 for IPv4
/// @param low the lower 64 bits of an IPv6 address; an IPv4 address as a number
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {
    private static final int V4_LENGTH = 4;
    private static final int V6_LENGTH = 16;
    private static final int GROUPS = 8;
    private static final long V4_MAX = 0xffff_ffffL;
    // A leading zero is octal to some readers and decimal to others: it is refused.
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern V6_ALPHABET = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    public IpAddress {
        if (family == IpFamily.IPV4 && (high != 0 || low < 0 || low > V4_MAX)) {
            throw new IllegalArgumentException("no IPv4 address: " + high + ", " + low);
        }
    }

    /// The address with this literal text. An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is
    /// not one: programs do not agree about what it is.
    public static Optional<IpAddress> parse(String text) {
        if (V4.matcher(text).matches()) {
            long value = 0;
            for (String part : text.split("\\.", -1)) {
                value = (value << 8) | Integer.parseInt(part);
            }
            return Optional.of(new IpAddress(IpFamily.IPV4, 0, value));
        }
        if (text.indexOf(':') < 0 || !V6_ALPHABET.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = Inet6Address.ofLiteral(text);
            return address instanceof Inet6Address
                    ? Optional.of(of(address.getAddress()))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The address of 4 or 16 bytes in network order.
    ///
    /// @throws IllegalArgumentException for any other length
    public static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case V4_LENGTH -> v4(buffer.getInt());
            case V6_LENGTH -> new IpAddress(IpFamily.IPV6, buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException(bytes.length + " bytes");
        };
    }

    /// The IPv4 address with these 32 bits.
    public static IpAddress v4(int bits) {
        return new IpAddress(IpFamily.IPV4, 0, bits & V4_MAX);
    }

    /// The IPv6 address with these bits.
    public static IpAddress v6(long high, long low) {
        return new IpAddress(IpFamily.IPV6, high, low);
    }

    /// Its bytes in network order, 4 or 16.
    public byte[] bytes() {
        return isV4()
                ? ByteBuffer.allocate(V4_LENGTH).putInt((int) low).array()
                : ByteBuffer.allocate(V6_LENGTH).putLong(high).putLong(low).array();
    }

    /// Whether this is IPv4.
    public boolean isV4() {
        return family == IpFamily.IPV4;
    }

    /// How many bits an address of this family has.
    public int bits() {
        return isV4() ? V4_LENGTH * Byte.SIZE : V6_LENGTH * Byte.SIZE;
    }

    /// The address after this one; empty after the last of its family.
    public Optional<IpAddress> next() {
        if (isV4()) {
            return low == V4_MAX
                    ? Optional.empty()
                    : Optional.of(new IpAddress(family, 0, low + 1));
        }
        if (low != -1) {
            return Optional.of(new IpAddress(family, high, low + 1));
        }
        return high == -1 ? Optional.empty() : Optional.of(new IpAddress(family, high + 1, 0));
    }

    /// The address before this one; empty before the first of its family.
    public Optional<IpAddress> previous() {
        if (low != 0) {
            return Optional.of(new IpAddress(family, high, low - 1));
        }
        return high == 0 ? Optional.empty() : Optional.of(new IpAddress(family, high - 1, -1));
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// The one spelling that Kubernetes writes (RFC 5952 for IPv6).
    @Override
    public String toString() {
        return isV4() ? dotted() : colons();
    }

    private String dotted() {
        return (low >>> 24)
                + "."
                + ((low >>> 16) & 255)
                + "."
                + ((low >>> 8) & 255)
                + "."
                + (low & 255);
    }

    private int group(int index) {
        long half = index < GROUPS / 2 ? high : low;
        int shift = (GROUPS / 2 - 1 - index % (GROUPS / 2)) * Short.SIZE;
        return (int) ((half >>> shift) & 0xffff);
    }

    private String colons() {
        // The first of the longest runs of zeros is left out, if it has two groups or more.
        int start = GROUPS;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = zerosFrom(i);
            if (run > length) {
                start = i;
                length = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(i)));
        }
        return text.toString();
    }

    private int zerosFrom(int index) {
        int end = index;
        while (end < GROUPS && group(end) == 0) {
            end++;
        }
        return end - index;
    }
}
