package dev.brama.bed;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.FrameReader;
import dev.brama.layer2.FrameWriter;
import dev.brama.layer2.MacAddress;
import dev.brama.link.PacketSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/// Runs in the LAN: asks a thousand times a second who has an address, and prints how long the
/// answers took: `latency P50 P99 LONGEST LOST`, in milliseconds.
final class LatencyMain {
    private static final int RATE = 1_000;
    private static final int WARM_SECONDS = 3;
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE = SECOND / 5;
    private static final double MILLISECOND = 1e6;
    private static final MacAddress CLIENT = MacAddress.parse("02:00:00:00:00:01").orElseThrow();
    private static final IpAddress OWN = IpAddress.parse("192.168.0.1").orElseThrow();

    private LatencyMain() {}

    /// @param args the address, and for how many seconds
    public static void main(String[] args) throws IOException {
        IpAddress address = IpAddress.parse(args[0]).orElseThrow();
        int seconds = Integer.parseInt(args[1]);
        long[] taken = new long[seconds * RATE];
        int lost = 0;
        try (PacketSocket socket = Asker.openSocket()) {
            long start = System.nanoTime();
            for (int i = -WARM_SECONDS * RATE; i < taken.length; i++) {
                // Not by sleeping: that alone takes longer than an answer.
                while (System.nanoTime() < start + (i + WARM_SECONDS * RATE) * SECOND / RATE) {
                    Thread.onSpinWait();
                }
                long needed = ask(socket, address);
                if (i >= 0) {
                    taken[i] = needed;
                    lost += needed >= PATIENCE ? 1 : 0;
                }
            }
        }
        Arrays.sort(taken);
        System.out.printf(
                Locale.ROOT,
                "latency %.3f %.3f %.3f %d%n",
                taken[taken.length / 2] / MILLISECOND,
                taken[(int) (taken.length * 0.99)] / MILLISECOND,
                taken[taken.length - 1] / MILLISECOND,
                lost);
    }

    private static long ask(PacketSocket socket, IpAddress address) throws IOException {
        FrameWriter.write(
                Arp.question(CLIENT, OWN, address, MacAddress.BROADCAST), socket.outgoing());
        long asked = System.nanoTime();
        socket.send();
        for (long left = PATIENCE; left > 0; left = asked + PATIENCE - System.nanoTime()) {
            if (socket.receive(left)
                    && FrameReader.read(socket.frame()) instanceof Arp arp
                    && arp.operation() == Frame.Operation.REPLY
                    && arp.sender().equals(address)) {
                return System.nanoTime() - asked;
            }
        }
        return PATIENCE;
    }
}
