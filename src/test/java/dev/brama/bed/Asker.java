package dev.brama.bed;

import dev.brama.link.Link;
import dev.brama.link.Links;
import dev.brama.link.PacketSocket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/// Asks on the LAN who has an address, by frames of its own: the kernel asks only when it forgot.
final class Asker implements AutoCloseable {
    private static final byte[] MAC = {2, 0, 0, 0, 0, 1};
    private static final byte[] IPV4 = {(byte) 192, (byte) 168, 0, 1};
    private static final byte[] ALL = {-1, -1, -1, -1, -1, -1};

    private final PacketSocket socket;

    private Asker(PacketSocket socket) {
        this.socket = socket;
    }

    static Asker open() throws IOException {
        return new Asker(openSocket());
    }

    /// A socket on the client's interface.
    static PacketSocket openSocket() throws IOException {
        try (Links links = Links.open()) {
            int index =
                    links.snapshot().stream()
                            .filter(link -> link.name().equals("lan"))
                            .findFirst()
                            .map(Link::index)
                            .orElseThrow(() -> new IOException("no interface lan"));
            return PacketSocket.open(index);
        }
    }

    void ask(InetAddress address) throws IOException {
        ByteBuffer frame = socket.outgoing().clear();
        if (address instanceof Inet4Address) {
            frame.put(ALL).put(MAC).putShort((short) 0x0806);
            frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
            frame.putShort((short) 1).put(MAC).put(IPV4).put(new byte[6]).put(address.getAddress());
        } else {
            solicitation(frame, address.getAddress());
        }
        frame.flip();
        socket.send();
        // Whatever came in is tcpdump's to look at; the queue must not fill.
        while (socket.receive(0)) {}
    }

    private static void solicitation(ByteBuffer frame, byte[] target) throws IOException {
        byte[] source = InetAddress.ofLiteral("2001:db8:1::1").getAddress();
        byte[] group = InetAddress.ofLiteral("ff02::1:ff00:0").getAddress();
        System.arraycopy(target, 13, group, 13, 3);
        ByteBuffer body = ByteBuffer.allocate(32);
        body.put((byte) 135).put((byte) 0).putShort((short) 0).putInt(0).put(target);
        body.put((byte) 1).put((byte) 1).put(MAC);
        body.putShort(2, checksum(source, group, body.array()));
        frame.put((byte) 0x33).put((byte) 0x33).put(group, 12, 4).put(MAC);
        frame.putShort((short) 0x86dd).putInt(0x6000_0000);
        frame.putShort((short) 32).put((byte) 58).put((byte) 255).put(source).put(group);
        frame.put(body.array());
    }

    /// RFC 4443 section 2.3.
    private static short checksum(byte[] source, byte[] group, byte[] body) {
        int sum = 32 + 58;
        for (byte[] part : new byte[][] {source, group, body}) {
            for (int i = 0; i < part.length; i += 2) {
                sum += (part[i] & 255) << 8 | part[i + 1] & 255;
            }
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (short) ~sum;
    }

    @Override
    public void close() {
        socket.close();
    }
}
