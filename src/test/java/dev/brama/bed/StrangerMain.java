package dev.brama.bed;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.FrameWriter;
import dev.brama.layer2.MacAddress;
import dev.brama.link.PacketSocket;
import java.io.IOException;

/// A host in the LAN that uses an address which is not its own: it says so twice a second.
final class StrangerMain {
    private static final long PAUSE_MILLIS = 500;

    private StrangerMain() {}

    /// @param args its MAC, the address, and for how many seconds
    public static void main(String[] args) throws IOException, InterruptedException {
        MacAddress mac = MacAddress.parse(args[0]).orElseThrow();
        IpAddress address = IpAddress.parse(args[1]).orElseThrow();
        long end = System.nanoTime() + (long) (Double.parseDouble(args[2]) * 1e9);
        try (PacketSocket socket = Asker.openSocket()) {
            while (System.nanoTime() < end) {
                for (Frame frame : Announcements.round(mac, address)) {
                    FrameWriter.write(frame, socket.outgoing());
                    socket.send();
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }
}
