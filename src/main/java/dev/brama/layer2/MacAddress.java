package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// The address of a network card.
///
/// @param bits its six bytes as a number
public record MacAddress(long bits) implements Comparable<MacAddress> {
    private static final long ALL = 0xffff_ffff_ffffL;
    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long IPV6_GROUP = 0x3333_0000_0000L;
    private static final int BYTES = 6;
    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}");

    /// No card's; in ARP: not known.
    public static final MacAddress NONE = new MacAddress(0);

    /// Everybody's.
    public static final MacAddress BROADCAST = new MacAddress(ALL);

    public MacAddress {
        if ((bits & ~ALL) != 0) {
            throw new IllegalArgumentException(Long.toHexString(bits) + " has over six bytes");
        }
    }

    /// The MAC written as `02:00:5e:10:00:01`.
    public static Optional<MacAddress> parse(String text) {
        return TEXT.matcher(text).matches()
                ? Optional.of(new MacAddress(Long.parseLong(text.replace(":", ""), 16)))
                : Optional.empty();
    }

    /// The MAC that frames to an IPv6 group go to (RFC 2464 section 7).
    public static MacAddress ofGroup(IpAddress group) {
        return new MacAddress(IPV6_GROUP | (group.low() & 0xffff_ffffL));
    }

    /// Whether it is that of several cards, all included.
    public boolean isGroup() {
        return (bits & GROUP_BIT) != 0;
    }

    /// Whether it can be that of one card.
    public boolean isOneCards() {
        return bits != 0 && !isGroup();
    }

    @Override
    public int compareTo(MacAddress other) {
        return Long.compare(bits, other.bits);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(BYTES * 3);
        for (int shift = (BYTES - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            int part = (int) (bits >> shift) & 0xff;
            text.append(Character.forDigit(part >> 4, 16))
                    .append(Character.forDigit(part & 15, 16));
            if (shift > 0) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
