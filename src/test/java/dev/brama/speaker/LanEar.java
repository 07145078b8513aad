package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame;
import dev.brama.layer2.FrameReader;
import dev.brama.layer2.FrameWriter;
import dev.brama.link.PacketSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A station in the LAN that sends what it is told and reads what comes.
final class LanEar implements AutoCloseable {
    private final PacketSocket socket;

    LanEar(int index, IpAddress... addresses) throws IOException {
        socket = PacketSocket.open(index);
        List<Integer> v4 = new ArrayList<>();
        List<Integer> v6 = new ArrayList<>();
        for (IpAddress address : addresses) {
            (address.isV4() ? v4 : v6).add((int) address.low());
        }
        socket.listenFor(v4, v6);
    }

    void send(Frame frame) throws IOException {
        FrameWriter.write(frame, socket.outgoing());
        socket.send();
    }

    void send(byte[] frame) throws IOException {
        ByteBuffer outgoing = socket.outgoing().clear();
        outgoing.put(frame).flip();
        socket.send();
    }

    /// The next frame that is wanted, if it comes in time.
    Optional<Frame> await(Duration time, Predicate<Frame> wanted) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (socket.receive(left)) {
                Frame frame = FrameReader.read(socket.frame());
                if (wanted.test(frame)) {
                    return Optional.of(frame);
                }
            }
        }
        return Optional.empty();
    }

    /// All that comes in this time.
    List<Frame> listen(Duration time) throws IOException {
        List<Frame> heard = new ArrayList<>();
        await(
                time,
                frame -> {
                    heard.add(frame);
                    return false;
                });
        return heard;
    }

    @Override
    public void close() {
        socket.close();
    }
}
