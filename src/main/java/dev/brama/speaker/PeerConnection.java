package dev.brama.speaker;

import dev.brama.layer2.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to another speaker, from its first byte on.
final class PeerConnection {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
    private static final long PATIENCE = 3_000_000_000L;
    // A host that is gone says nothing; after some four seconds of that it is dialled anew.
    private static final int KEEPALIVE_SECONDS = 1;
    private static final int KEEPALIVE_PROBES = 3;

    private final Selector selector;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final PeerId self;
    private final String expected;
    private final byte[] number;
    private final long began;
    private final ByteBuffer in = ByteBuffer.allocate(Handshake.LONGEST + Short.BYTES);
    private Stage stage;
    private byte[] hello = {};
    private byte[] answer = {};
    private @Nullable PeerId peer;
    private @Nullable PeerKey sealing;
    private @Nullable PeerKey checking;
    private long sent;
    private long heard;

    /// How far the handshake is.
    private enum Stage {
        CONNECTING,
        AWAITING_HELLO,
        AWAITING_ANSWER,
        AWAITING_PROOF,
        AWAITING_WELCOME,
        COUNTS
    }

    /// What came of it.
    enum Event {
        NOTHING,
        COUNTS,
        WRONG_KEY,
        BROKEN,
        ENDED
    }

    /// Who begins a connection, and how.
    ///
    /// @param self this process
    /// @param number what makes this handshake unlike any other
    /// @param began when
    record Start(PeerId self, Handshake.Bytes number, long began) {}

    private PeerConnection(
            Selector selector,
            SocketChannel channel,
            InetSocketAddress remote,
            String expected,
            Start start,
            Stage stage) {
        this.selector = selector;
        this.channel = channel;
        this.remote = remote;
        this.self = start.self();
        this.expected = expected;
        this.number = start.number().value();
        this.began = start.began();
        this.stage = stage;
    }

    static PeerConnection dial(Selector selector, Peer peer, Start start) throws IOException {
        SocketChannel channel = SocketChannel.open();
        PeerConnection connection =
                new PeerConnection(
                        selector, channel, peer.address(), peer.node(), start, Stage.CONNECTING);
        try {
            prepare(channel);
            channel.register(selector, SelectionKey.OP_CONNECT, connection);
            channel.connect(peer.address());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return connection;
    }

    static PeerConnection accepted(Selector selector, SocketChannel channel, Start start)
            throws IOException {
        PeerConnection connection =
                new PeerConnection(
                        selector,
                        channel,
                        (InetSocketAddress) channel.getRemoteAddress(),
                        "",
                        start,
                        Stage.AWAITING_HELLO);
        prepare(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        return connection;
    }

    private static void prepare(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEPALIVE_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEPALIVE_SECONDS);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, KEEPALIVE_PROBES);
    }

    /// Does what can be done.
    ///
    /// @throws IOException where the connection broke without an orderly end
    Event advance(PeerKey key, ByteBuffer drain) throws IOException {
        if (stage == Stage.CONNECTING) {
            if (channel.finishConnect()) {
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
                hello = new Handshake.Hello(self, expected, new Handshake.Bytes(number)).bytes();
                write(hello);
                stage = Stage.AWAITING_ANSWER;
            }
            return Event.NOTHING;
        }
        if (stage == Stage.COUNTS) {
            return drained(drain);
        }
        if (channel.read(in) < 0) {
            // A dialer that has another key gives up after the answer.
            return stage == Stage.AWAITING_PROOF ? Event.WRONG_KEY : Event.BROKEN;
        }
        Event event = Event.NOTHING;
        Optional<byte[]> frame = frame();
        while (event == Event.NOTHING && frame.isPresent()) {
            event = take(frame.get(), key);
            frame = event == Event.NOTHING ? frame() : Optional.empty();
        }
        return event;
    }

    /// Nothing is said over a connection that counts. If something is, it is no reason to end it.
    private Event drained(ByteBuffer drain) throws IOException {
        drain.clear();
        return channel.read(drain) < 0 ? Event.ENDED : Event.NOTHING;
    }

    private Event take(byte[] frame, PeerKey key) throws IOException {
        return switch (stage) {
            case AWAITING_HELLO -> hello(frame, key);
            case AWAITING_ANSWER -> answer(frame, key);
            case AWAITING_PROOF -> {
                if (!key.isProof(frame, "proof", hello, answer)) {
                    yield Event.WRONG_KEY;
                }
                write(key.prove("welcome", hello, answer));
                yield count(key, "to the dialer", "to the acceptor");
            }
            case AWAITING_WELCOME ->
                    key.isProof(frame, "welcome", hello, answer)
                            ? count(key, "to the acceptor", "to the dialer")
                            : Event.NOTHING;
            case CONNECTING, COUNTS -> Event.NOTHING;
        };
    }

    private Event hello(byte[] frame, PeerKey key) throws IOException {
        Optional<Handshake.Hello> read =
                Handshake.Hello.read(frame)
                        .filter(each -> each.acceptor().equals(self.node()))
                        .filter(each -> each.dialer().node().compareTo(self.node()) < 0);
        if (read.isEmpty()) {
            return Event.BROKEN;
        }
        hello = frame;
        peer = read.get().dialer();
        Handshake.Answer mine = Handshake.Answer.to(hello, self, number, key);
        answer = mine.bytes();
        write(answer);
        stage = Stage.AWAITING_PROOF;
        return Event.NOTHING;
    }

    private Event answer(byte[] frame, PeerKey key) throws IOException {
        Optional<Handshake.Answer> read = Handshake.Answer.read(frame);
        if (read.isEmpty() || !read.get().acceptor().node().equals(expected)) {
            return Event.BROKEN;
        }
        if (!read.get().isProvenFor(hello, key)) {
            return Event.WRONG_KEY;
        }
        answer = frame;
        peer = read.get().acceptor();
        write(key.prove("proof", hello, answer));
        stage = Stage.AWAITING_WELCOME;
        return Event.NOTHING;
    }

    private Event count(PeerKey key, String outward, String inward) {
        sealing = key.derived(outward, hello, answer);
        checking = key.derived(inward, hello, answer);
        stage = Stage.COUNTS;
        return Event.COUNTS;
    }

    /// A whole frame, if it has come.
    private Optional<byte[]> frame() throws IOException {
        in.flip();
        try {
            if (in.remaining() < Short.BYTES) {
                return Optional.empty();
            }
            int length = in.getShort(in.position()) & 0xffff;
            if (length > Handshake.LONGEST) {
                throw new IOException("no handshake, but " + length + " bytes");
            }
            if (in.remaining() < Short.BYTES + length) {
                return Optional.empty();
            }
            in.getShort();
            byte[] frame = new byte[length];
            in.get(frame);
            return Optional.of(frame);
        } finally {
            in.compact();
        }
    }

    private void write(byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(Short.BYTES + frame.length);
        out.putShort((short) frame.length).put(frame).flip();
        channel.write(out);
        if (out.hasRemaining()) {
            // So little always fits into an empty buffer of the kernel.
            throw new IOException("the handshake is not taken");
        }
    }

    /// Whether it counts: from then on it is closed by this side only with the process.
    boolean counts() {
        return stage == Stage.COUNTS;
    }

    /// The process at the other end, as it says, and once this counts, as it proved.
    PeerId peer() {
        if (peer == null) {
            throw new IllegalStateException("nobody was met");
        }
        return peer;
    }

    PeerKey sealing() {
        return Objects.requireNonNull(sealing);
    }

    PeerKey checking() {
        return Objects.requireNonNull(checking);
    }

    long nextNumber() {
        return ++sent;
    }

    long lastNumber() {
        return heard;
    }

    void heard(long newest) {
        heard = newest;
    }

    /// The machine at the other end.
    InetAddress host() {
        return remote.getAddress();
    }

    /// Whether the handshake took too long. After the dialer's proof nothing is too long: the other
    /// side may count already.
    boolean isOverdue(long now) {
        return stage != Stage.COUNTS && stage != Stage.AWAITING_WELCOME && now - began > PATIENCE;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("on closing", e);
        }
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
