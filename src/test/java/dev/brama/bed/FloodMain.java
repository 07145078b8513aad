package dev.brama.bed;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.FrameWriter;
import dev.brama.layer2.MacAddress;
import dev.brama.link.PacketSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/// A host in the LAN that sends 50,000 frames a second to all: requests for the address and for
/// others, and of each kind broken ones. It claims nothing. Prints `flood FRAMES SECONDS`.
final class FloodMain {
    /// The sender of all of them.
    static final String MAC = "02:00:00:00:09:08";

    private static final long PAUSE = 20_000;
    private static final MacAddress LOUD = MacAddress.parse(MAC).orElseThrow();
    private static final IpAddress ASKER = IpAddress.parse("192.168.0.9").orElseThrow();
    private static final IpAddress ASKER6 = IpAddress.parse("2001:db8:1::9").orElseThrow();
    private static final IpAddress OTHER = IpAddress.parse("192.168.9.9").orElseThrow();
    private static final IpAddress OTHER6 = IpAddress.parse("2001:db8:1::9:9").orElseThrow();
    private static final MacAddress ALL = MacAddress.BROADCAST;
    private static final int ETHERNET = 14;
    private static final int SENDER_FROM = 22;
    private static final int SENDER_TO = 38;

    private FloodMain() {}

    /// @param args the address, and for how many seconds
    public static void main(String[] args) throws IOException {
        IpAddress address = IpAddress.parse(args[0]).orElseThrow();
        double seconds = Double.parseDouble(args[1]);
        byte[][] seeds = {
            bytes(question(address)),
            bytes(Arp.question(LOUD, ASKER, OTHER, ALL)),
            bytes(Solicitation.question(LOUD, ASKER6, OTHER6))
        };
        SplittableRandom random = new SplittableRandom(1);
        long sent = 0;
        long start = System.nanoTime();
        try (PacketSocket socket = Asker.openSocket()) {
            while (System.nanoTime() - start < seconds * 1e9) {
                byte[] frame = broken(random, seeds[random.nextInt(seeds.length)]);
                socket.outgoing().clear().put(frame).flip();
                socket.send();
                sent++;
                while (sent * PAUSE > System.nanoTime() - start) {
                    Thread.onSpinWait();
                }
            }
        }
        System.out.printf(Locale.ROOT, "flood %d %.1f%n", sent, (System.nanoTime() - start) / 1e9);
    }

    private static Frame question(IpAddress address) {
        return address.isV4()
                ? Arp.question(LOUD, ASKER, address, ALL)
                : Solicitation.question(LOUD, ASKER6, address);
    }

    /// Half of them whole; of the others a byte is wrong, or the end is missing, or a VLAN's tag is
    /// put in.
    private static byte[] broken(SplittableRandom random, byte[] whole) {
        byte[] frame = whole.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                // All but the sender's address: it claims nothing.
                int at = ETHERNET - 2 + random.nextInt(frame.length - ETHERNET + 2);
                if (at < SENDER_FROM || at >= SENDER_TO) {
                    frame[at] = (byte) random.nextInt();
                }
                return frame;
            }
            case 1 -> {
                return Arrays.copyOf(frame, ETHERNET + random.nextInt(frame.length - ETHERNET));
            }
            case 2 -> {
                byte[] tagged = new byte[frame.length + 4];
                System.arraycopy(frame, 0, tagged, 0, 12);
                ByteBuffer.wrap(tagged).putInt(12, 0x8100_0000 | random.nextInt(4096));
                System.arraycopy(frame, 12, tagged, 16, frame.length - 12);
                return tagged;
            }
            default -> {
                return frame;
            }
        }
    }

    private static byte[] bytes(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(200);
        FrameWriter.write(frame, buffer);
        return Arrays.copyOf(buffer.array(), buffer.limit());
    }
}
