package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Fault;
import dev.brama.layer2.Frame.Flag;
import dev.brama.layer2.Frame.Junk;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.Frame.Solicitation;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads frames that anybody on the LAN may have made up. Every byte string has a meaning, if only
/// that of junk; nothing is read past the end.
public final class FrameReader {
    static final int ETHERNET = 14;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_IPV6 = 0x86dd;
    static final int ARP_LENGTH = 28;
    static final int IPV6_LENGTH = 40;
    static final int ICMP_AT = ETHERNET + IPV6_LENGTH;
    static final int ICMPV6 = 58;
    static final int HOP_LIMIT = 255;
    static final int SOLICITATION = 135;
    static final int ADVERTISEMENT = 136;
    static final int TARGET_AT = ICMP_AT + 8;

    /// Up to the target, itself included.
    static final int NEIGHBOUR_LENGTH = 24;

    static final int SOURCE_OPTION = 1;
    static final int TARGET_OPTION = 2;

    /// Options count their length in units of as many bytes.
    static final int OPTION_UNIT = 8;

    private FrameReader() {}

    /// Reads the frame from the buffer's position, where its Ethernet header starts, to its limit.
    public static Frame read(ByteBuffer buffer) {
        // A view of its own: in network order, and it leaves the position as it is.
        ByteBuffer frame = buffer.slice();
        if (frame.limit() < ETHERNET) {
            return new Junk(MacAddress.NONE, MacAddress.NONE, Fault.TOO_SHORT);
        }
        MacAddress destination = mac(frame, 0);
        MacAddress source = mac(frame, 6);
        if (!source.isOneCards()) {
            return new Junk(destination, source, Fault.MAC);
        }
        return switch (frame.getShort(12) & 0xffff) {
            case TYPE_ARP -> arp(frame, destination, source);
            case TYPE_IPV6 -> neighbour(frame, destination, source);
            default -> new Junk(destination, source, Fault.OTHER_KIND);
        };
    }

    private static Frame arp(ByteBuffer frame, MacAddress destination, MacAddress source) {
        // What follows is padding: Ethernet has no frame under 60 bytes.
        if (frame.limit() < ETHERNET + ARP_LENGTH) {
            return new Junk(destination, source, Fault.TOO_SHORT);
        }
        int operation = frame.getShort(20);
        if (frame.getInt(14) != 0x0001_0800
                || frame.getShort(18) != 0x0604
                || (operation != 1 && operation != 2)) {
            return new Junk(destination, source, Fault.ARP_FIELDS);
        }
        MacAddress senderMac = mac(frame, 22);
        // A group's MAC is let through: some clusters answer with one, and neighbours take it.
        if (senderMac.equals(MacAddress.NONE) || senderMac.equals(MacAddress.BROADCAST)) {
            return new Junk(destination, source, Fault.MAC);
        }
        int sender = frame.getInt(28);
        int target = frame.getInt(38);
        if (isNobodys(sender) || isNobodys(target)) {
            return new Junk(destination, source, Fault.ADDRESS);
        }
        return new Arp(
                destination,
                source,
                operation == 1 ? Operation.REQUEST : Operation.REPLY,
                senderMac,
                IpAddress.v4(sender),
                mac(frame, 32),
                IpAddress.v4(target));
    }

    // Loopback, groups and what is above them.
    private static boolean isNobodys(int v4) {
        return v4 >>> 24 == 127 || v4 >>> 28 >= 14;
    }

    private static Frame neighbour(ByteBuffer frame, MacAddress destination, MacAddress source) {
        Fault fault = wholeFault(frame);
        if (fault != null) {
            return new Junk(destination, source, fault);
        }
        int end = ICMP_AT + (frame.getShort(18) & 0xffff);
        IpAddress from = v6(frame, ETHERNET + 8);
        IpAddress to = v6(frame, ETHERNET + 24);
        IpAddress target = v6(frame, TARGET_AT);
        if (Groups.isGroup(from) || Groups.isGroup(target) || target.equals(Groups.UNSPECIFIED)) {
            return new Junk(destination, source, Fault.ADDRESS);
        }
        boolean asks = (frame.get(ICMP_AT) & 0xff) == SOLICITATION;
        Options options = options(frame, end, asks ? SOURCE_OPTION : TARGET_OPTION);
        if (!options.sound) {
            return new Junk(destination, source, Fault.OPTION);
        }
        return asks
                ? solicitation(new Solicitation(destination, source, from, to, target, options.mac))
                : advertisement(
                        new Advertisement(
                                destination, source, from, to, target, flags(frame), options.mac));
    }

    private static @Nullable Fault wholeFault(ByteBuffer frame) {
        if (frame.limit() < ICMP_AT + NEIGHBOUR_LENGTH) {
            return Fault.TOO_SHORT;
        }
        int type = frame.get(ICMP_AT) & 0xff;
        if ((frame.get(14) & 0xf0) != 0x60
                || frame.get(20) != ICMPV6
                || (type != SOLICITATION && type != ADVERTISEMENT)) {
            return Fault.OTHER_KIND;
        }
        int length = frame.getShort(18) & 0xffff;
        if (length < NEIGHBOUR_LENGTH || length > frame.limit() - ICMP_AT) {
            return Fault.TOO_SHORT;
        }
        if ((frame.get(21) & 0xff) != HOP_LIMIT) {
            return Fault.HOP_LIMIT;
        }
        if (frame.get(ICMP_AT + 1) != 0) {
            return Fault.OTHER_KIND;
        }
        return checksum(frame, length) == 0 ? null : Fault.CHECKSUM;
    }

    private static Frame solicitation(Solicitation read) {
        if (read.isProbe() && (!Groups.isSolicitedNode(read.to()) || read.told().isPresent())) {
            return new Junk(read.destination(), read.source(), Fault.ADDRESS);
        }
        return read.asker().isOneCards()
                ? read
                : new Junk(read.destination(), read.source(), Fault.MAC);
    }

    private static Frame advertisement(Advertisement read) {
        boolean answersAll = Groups.isGroup(read.to()) && read.flags().contains(Flag.SOLICITED);
        if (answersAll || read.from().equals(Groups.UNSPECIFIED)) {
            return new Junk(read.destination(), read.source(), Fault.ADDRESS);
        }
        MacAddress owner = read.owner();
        return owner.equals(MacAddress.NONE) || owner.equals(MacAddress.BROADCAST)
                ? new Junk(read.destination(), read.source(), Fault.MAC)
                : read;
    }

    private static EnumSet<Flag> flags(ByteBuffer frame) {
        int bits = frame.get(ICMP_AT + 4);
        EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        for (Flag flag : Flag.values()) {
            if ((bits & flag.bit()) != 0) {
                flags.add(flag);
            }
        }
        return flags;
    }

    private record Options(boolean sound, Optional<MacAddress> mac) {}

    private static Options options(ByteBuffer frame, int end, int wanted) {
        Optional<MacAddress> mac = Optional.empty();
        int at = ICMP_AT + NEIGHBOUR_LENGTH;
        while (at < end) {
            int length = end - at < 2 ? 0 : (frame.get(at + 1) & 0xff) * OPTION_UNIT;
            if (length == 0 || length > end - at) {
                return new Options(false, Optional.empty());
            }
            if ((frame.get(at) & 0xff) == wanted) {
                if (length != OPTION_UNIT) {
                    return new Options(false, Optional.empty());
                }
                mac = mac.isPresent() ? mac : Optional.of(mac(frame, at + 2));
            }
            at += length;
        }
        return new Options(true, mac);
    }

    /// The checksum of an ICMPv6 message with its pseudo header (RFC 4443 section 2.3): what goes
    /// into the field while that is 0, and 0 where the field is right.
    static int checksum(ByteBuffer frame, int length) {
        long sum = (long) length + ICMPV6;
        for (int at = ETHERNET + 8; at < ICMP_AT; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        int end = ICMP_AT + length;
        int even = end - (length & 1);
        for (int at = ICMP_AT; at < even; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        if (even < end) {
            sum += (frame.get(even) & 0xff) << 8;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return (int) (~sum & 0xffff);
    }

    private static MacAddress mac(ByteBuffer frame, int at) {
        return new MacAddress(
                ((frame.getShort(at) & 0xffffL) << 32) | (frame.getInt(at + 2) & 0xffff_ffffL));
    }

    private static IpAddress v6(ByteBuffer frame, int at) {
        return IpAddress.v6(frame.getLong(at), frame.getLong(at + 8));
    }
}
