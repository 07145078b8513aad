package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Flag;
import dev.brama.layer2.Frame.Junk;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.Frame.Solicitation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Writes frames as they go out.
public final class FrameWriter {
    /// Ethernet has no shorter ones; not every driver fills them up.
    private static final int SHORTEST = 60;

    private FrameWriter() {}

    /// Puts a frame into the buffer, from 0 up to its new limit.
    ///
    /// @throws IllegalArgumentException for junk, which nobody sends
    public static void write(Frame frame, ByteBuffer buffer) {
        buffer.clear().order(ByteOrder.BIG_ENDIAN);
        mac(buffer, frame.destination());
        mac(buffer, frame.source());
        switch (frame) {
            case Arp arp -> write(arp, buffer);
            case Solicitation asked -> write(asked, buffer);
            case Advertisement told -> write(told, buffer);
            case Junk junk -> throw new IllegalArgumentException(junk.toString());
        }
        buffer.flip();
    }

    private static void write(Arp arp, ByteBuffer buffer) {
        buffer.putShort((short) FrameReader.TYPE_ARP).putInt(0x0001_0800).putShort((short) 0x0604);
        buffer.putShort((short) (arp.operation() == Operation.REQUEST ? 1 : 2));
        mac(buffer, arp.senderMac());
        buffer.putInt((int) arp.sender().low());
        mac(buffer, arp.targetMac());
        buffer.putInt((int) arp.target().low());
        while (buffer.position() < SHORTEST) {
            buffer.put((byte) 0);
        }
    }

    private static void write(Solicitation asked, ByteBuffer buffer) {
        int length = FrameReader.NEIGHBOUR_LENGTH + optionLength(asked.told());
        header(buffer, length, asked.from(), asked.to());
        buffer.put((byte) FrameReader.SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0);
        finish(buffer, length, asked.target(), FrameReader.SOURCE_OPTION, asked.told());
    }

    private static void write(Advertisement told, ByteBuffer buffer) {
        int length = FrameReader.NEIGHBOUR_LENGTH + optionLength(told.told());
        header(buffer, length, told.from(), told.to());
        int flags = 0;
        for (Flag flag : told.flags()) {
            flags |= flag.bit();
        }
        buffer.put((byte) FrameReader.ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(flags << 24);
        finish(buffer, length, told.target(), FrameReader.TARGET_OPTION, told.told());
    }

    private static int optionLength(Optional<MacAddress> mac) {
        return mac.isPresent() ? FrameReader.OPTION_UNIT : 0;
    }

    private static void header(ByteBuffer buffer, int length, IpAddress from, IpAddress to) {
        buffer.putShort((short) FrameReader.TYPE_IPV6).putInt(0x6000_0000).putShort((short) length);
        buffer.put((byte) FrameReader.ICMPV6).put((byte) FrameReader.HOP_LIMIT);
        buffer.putLong(from.high()).putLong(from.low()).putLong(to.high()).putLong(to.low());
    }

    private static void finish(
            ByteBuffer buffer, int length, IpAddress target, int option, Optional<MacAddress> mac) {
        buffer.putLong(target.high()).putLong(target.low());
        if (mac.isPresent()) {
            buffer.put((byte) option).put((byte) 1);
            mac(buffer, mac.get());
        }
        buffer.putShort(FrameReader.ICMP_AT + 2, (short) FrameReader.checksum(buffer, length));
    }

    private static void mac(ByteBuffer buffer, MacAddress mac) {
        buffer.putShort((short) (mac.bits() >> 32)).putInt((int) mac.bits());
    }
}
