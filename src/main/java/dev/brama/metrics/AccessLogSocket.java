package dev.brama.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The loopback socket to which nginx sends a datagram for every request.
///
/// nginx never waits for it: what the kernel has no room for is dropped, and the kernel counts it.
public final class AccessLogSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogSocket.class);
    private static final Path TABLE = Path.of("/proc/net/udp");
    // The kernel takes net.core.rmem_max where that is less.
    private static final int ROOM = 8 << 20;
    private static final int LONGEST = 1 << 16;
    // Under load, lines are left to gather: to wake up for each one costs more than to read it.
    private static final long NAP_NANOS = Duration.ofMillis(2).toNanos();

    private final DatagramChannel channel;
    private final Selector selector;
    private final RequestMetrics requests;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
    private final byte[] datagram = new byte[LONGEST];

    private AccessLogSocket(DatagramChannel channel, Selector selector, RequestMetrics requests) {
        this.channel = channel;
        this.selector = selector;
        this.requests = requests;
        this.thread = Thread.ofPlatform().daemon().name("access-log").unstarted(this::listen);
    }

    /// Listens on a port of 127.0.0.1 and counts what comes in, in a thread of its own.
    ///
    /// @param port 0 for any that is free
    /// @throws IOException if the port cannot be taken
    public static AccessLogSocket open(int port, RequestMetrics requests) throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        try {
            // Another socket may hold the port of all addresses, so that it is never without owner.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, ROOM);
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            AccessLogSocket socket = new AccessLogSocket(channel, selector, requests);
            socket.thread.start();
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The port it listens on.
    public int port() {
        return channel.socket().getLocalPort();
    }

    private void listen() {
        try {
            while (channel.isOpen()) {
                selector.select();
                selector.selectedKeys().clear();
                while (drain() > 0) {
                    LockSupport.parkNanos(NAP_NANOS);
                }
            }
        } catch (ClosedChannelException | ClosedSelectorException _) {
            // The end that close() makes.
        } catch (IOException e) {
            LOG.error("the access log is not read any more, requests are not counted", e);
        }
    }

    private int drain() throws IOException {
        int lines = 0;
        while (channel.receive(buffer.clear()) != null) {
            int length = buffer.flip().remaining();
            buffer.get(datagram, 0, length);
            requests.take(datagram, length);
            lines++;
        }
        return lines;
    }

    /// How many lines the kernel has dropped because they came faster than they were read.
    long kernelDrops() {
        String address = "0100007F:%04X".formatted(port());
        try {
            return Files.readAllLines(TABLE).stream()
                    .map(row -> row.strip().split("\\s+", -1))
                    .filter(words -> words.length > 12 && words[1].equals(address))
                    .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                    .sum();
        } catch (IOException | NumberFormatException e) {
            LOG.debug("the kernel does not tell its drops", e);
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        selector.close();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
