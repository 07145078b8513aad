package dev.brama.speaker;

import dev.brama.layer2.Message;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.WireForm;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries messages between speakers, and finds out when one of them ends. One thread drives it.
///
/// Messages go as datagrams, each proven by a key that belongs to one connection and to one
/// direction, and numbered: what comes again, or late, or from elsewhere is dropped. The connection
/// itself (TCP, from the smaller name to the greater) carries nothing after its [Handshake]. Its
/// orderly end proves that the process at the other end sends nothing any more: the kernel closes
/// the descriptors of a killed process after its last thread is gone, and a living process closes
/// no connection that counts. A reset or a silence proves nothing: a firewall makes those, too.
final class PeerLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    private static final int MAGIC = 0x42524D31;
    private static final int DATAGRAM = WireForm.LONGEST + 512;
    private static final int RECEIVE_BUFFER = 512 * 1024;
    // So many datagrams are read in a row before time is looked at again.
    private static final int BURST = 256;
    private static final int MOST_STRANGERS = 64;
    private static final long REDIAL = 200_000_000;
    private static final long REDIAL_WRONG_KEY = 2_000_000_000;
    private static final long TELL_AGAIN = 60_000_000_000L;

    private final Place place;
    private final PeerKey key;
    private final Receiver receiver;
    private final LongSupplier clock;
    private final SecureRandom lots = new SecureRandom();
    private final int port;
    private final Selector selector;
    private final DatagramChannel datagrams;
    private final ServerSocketChannel server;
    private final ByteBuffer in = ByteBuffer.allocate(DATAGRAM);
    private final ByteBuffer out = ByteBuffer.allocate(DATAGRAM);
    // What the kernel reads and writes; proofs are made of arrays.
    private final ByteBuffer wire = ByteBuffer.allocateDirect(DATAGRAM);
    private final List<SelectionKey> ready = new ArrayList<>();
    private final Consumer<SelectionKey> noted = ready::add;
    private final ByteBuffer drain = ByteBuffer.allocate(512);
    private final Map<String, Contact> contacts = new TreeMap<>();
    private final Map<String, PeerConnection> sessions = new TreeMap<>();
    private final List<PeerConnection> strangers = new ArrayList<>();
    private final Map<InetAddress, Long> wrongKeys = new HashMap<>();
    private final Counters counters = new Counters();

    /// Who this is, and where it is reached.
    record Place(PeerId self, InetSocketAddress address) {}

    /// To whom what happens is told, by the thread that drives.
    interface Receiver {
        /// There is a connection that counts.
        void met(PeerId peer);

        /// It ended without proof of anything.
        void lost(PeerId peer);

        /// It ended because the process did.
        void ended(PeerId peer);

        /// A message came.
        void message(PeerId from, Message message);
    }

    /// What was refused; read by any thread.
    static final class Counters {
        final LongAdder unproven = new LongAdder();
        final LongAdder repeated = new LongAdder();
        final LongAdder malformed = new LongAdder();
        final LongAdder wrongKey = new LongAdder();
        final LongAdder received = new LongAdder();
        final LongAdder sent = new LongAdder();
    }

    /// A node whose speaker should be known.
    private static final class Contact {
        private final String node;
        private final boolean isDialled;
        private InetSocketAddress address;
        private long dialAt;
        private @Nullable PeerConnection dialing;

        Contact(String node, boolean isDialled, InetSocketAddress address, long dialAt) {
            this.node = node;
            this.isDialled = isDialled;
            this.address = address;
            this.dialAt = dialAt;
        }
    }

    /// Opens the sockets; no other process of this node can have them from then on.
    PeerLink(Place place, PeerKey key, Receiver receiver, LongSupplier clock) throws IOException {
        this.place = place;
        this.key = key;
        this.receiver = receiver;
        this.clock = clock;
        selector = Selector.open();
        datagrams = DatagramChannel.open();
        server = ServerSocketChannel.open();
        try {
            datagrams.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            datagrams.bind(place.address());
            port = address().getPort();
            datagrams.configureBlocking(false);
            datagrams.register(selector, SelectionKey.OP_READ);
            // Connections of the process before may linger in the kernel; they bar nobody.
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(place.address().getAddress(), port));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            close();
            throw new IOException(
                    "%s cannot be had for the speakers of other nodes: %s"
                            .formatted(place.address(), e.getMessage()),
                    e);
        }
    }

    /// Where it is reached.
    InetSocketAddress address() {
        try {
            return (InetSocketAddress) datagrams.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Counters counters() {
        return counters;
    }

    /// Whose speakers should be known. Connections to others stay until they end by themselves.
    void peers(Collection<Peer> peers) {
        long now = clock.getAsLong();
        Map<String, Contact> before = new TreeMap<>(contacts);
        contacts.clear();
        for (Peer peer : peers) {
            if (peer.node().equals(place.self().node())) {
                continue;
            }
            Contact contact = before.get(peer.node());
            if (contact == null) {
                boolean isDialled = place.self().node().compareTo(peer.node()) < 0;
                contact = new Contact(peer.node(), isDialled, peer.address(), now);
            }
            contact.address = peer.address();
            contacts.put(peer.node(), contact);
        }
    }

    /// The processes at the other ends.
    List<PeerId> met() {
        return sessions.values().stream().map(PeerConnection::peer).toList();
    }

    /// Sends, unless that process is not the one at the other end any more.
    void send(PeerId to, Message message) {
        PeerConnection session = sessions.get(to.node());
        Contact contact = contacts.get(to.node());
        if (session == null || !session.peer().equals(to)) {
            return;
        }
        // Of a speaker that is no contact only the host is known; all have the same port.
        InetSocketAddress address =
                contact == null ? new InetSocketAddress(session.host(), port) : contact.address;
        out.clear();
        out.putInt(MAGIC);
        WireForm.peer(place.self(), out);
        out.putLong(session.nextNumber());
        WireForm.write(message, out);
        session.sealing().seal(out);
        wire.clear().put(out.array(), 0, out.position()).flip();
        try {
            datagrams.send(wire, address);
            counters.sent.increment();
        } catch (IOException e) {
            // Lost, as any datagram may be; the next beat repeats what matters.
            LOG.debug("nothing goes to {}: {}", to, e.getMessage());
        }
    }

    /// Wakes the thread that waits in [#poll]; any thread may call it.
    void wake() {
        selector.wakeup();
    }

    /// Waits for what happens, tells it, and dials where it is time to.
    void poll(long nanos) throws IOException {
        long wait = dial() ? Math.min(nanos, REDIAL) : nanos;
        long millis = Math.max(1, (wait + 999_999) / 1_000_000);
        ready.clear();
        int count = wait <= 0 ? selector.selectNow(noted) : selector.select(noted, millis);
        if (count > 0) {
            // Datagrams before the ends of connections: what was sent before an end counts before
            // it.
            readDatagrams();
            for (SelectionKey key : ready) {
                if (key.channel().equals(server)) {
                    accept();
                } else if (key.attachment() instanceof PeerConnection connection) {
                    advance(connection, key);
                }
            }
        }
        expire();
    }

    private void readDatagrams() throws IOException {
        for (int i = 0; i < BURST; i++) {
            wire.clear();
            try {
                if (datagrams.receive(wire) == null) {
                    return;
                }
            } catch (PortUnreachableException _) {
                continue;
            }
            int length = wire.position();
            wire.get(0, in.array(), 0, length);
            in.clear().limit(length);
            datagram();
        }
    }

    private void datagram() {
        int end = in.limit() - PeerKey.PROOF;
        PeerId from;
        long number;
        try {
            if (end <= 0 || in.getInt() != MAGIC) {
                counters.malformed.increment();
                return;
            }
            from = WireForm.peer(in);
            number = in.getLong();
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            counters.malformed.increment();
            return;
        }
        PeerConnection session = sessions.get(from.node());
        if (session == null || !session.peer().equals(from)) {
            counters.unproven.increment();
            return;
        }
        if (number <= session.lastNumber()) {
            counters.repeated.increment();
            return;
        }
        if (!session.checking().isSealed(in)) {
            counters.unproven.increment();
            return;
        }
        session.heard(number);
        in.limit(end);
        Optional<Message> message = WireForm.read(in);
        if (message.isEmpty()) {
            counters.malformed.increment();
            return;
        }
        counters.received.increment();
        receiver.message(from, message.get());
    }

    /// @return whether somebody is to be dialled again soon
    private boolean dial() {
        boolean isWanting = false;
        for (Contact contact : contacts.values()) {
            if (!contact.isDialled
                    || contact.dialing != null
                    || sessions.containsKey(contact.node)) {
                continue;
            }
            isWanting = true;
            long now = clock.getAsLong();
            if (now - contact.dialAt < 0) {
                continue;
            }
            contact.dialAt = now + REDIAL;
            try {
                contact.dialing =
                        PeerConnection.dial(
                                selector, new Peer(contact.node, contact.address), start());
            } catch (IOException e) {
                LOG.debug("{} is not reached: {}", contact.node, e.getMessage());
            }
        }
        return isWanting;
    }

    private PeerConnection.Start start() {
        byte[] number = new byte[Handshake.NUMBER];
        lots.nextBytes(number);
        return new PeerConnection.Start(
                place.self(), new Handshake.Bytes(number), clock.getAsLong());
    }

    private void accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel == null) {
            return;
        }
        if (strangers.size() >= MOST_STRANGERS) {
            channel.close();
            return;
        }
        try {
            strangers.add(PeerConnection.accepted(selector, channel, start()));
        } catch (IOException e) {
            LOG.debug("a connection broke before it began: {}", e.getMessage());
            channel.close();
        }
    }

    private void advance(PeerConnection connection, SelectionKey ready) {
        PeerConnection.Event event;
        try {
            event = ready.isValid() ? connection.advance(key, drain) : PeerConnection.Event.BROKEN;
        } catch (IOException e) {
            LOG.debug("connection to {}: {}", connection, e.getMessage());
            event = PeerConnection.Event.BROKEN;
        }
        switch (event) {
            case NOTHING -> {}
            case COUNTS -> establish(connection);
            case WRONG_KEY -> {
                counters.wrongKey.increment();
                tellWrongKey(connection);
                drop(connection);
            }
            case BROKEN -> end(connection, false);
            case ENDED -> end(connection, true);
        }
    }

    /// Now and then, as it goes on until somebody mends it.
    private void tellWrongKey(PeerConnection connection) {
        long now = clock.getAsLong();
        Long told = wrongKeys.get(connection.host());
        if (told == null || now - told > TELL_AGAIN) {
            if (wrongKeys.size() >= MOST_STRANGERS) {
                wrongKeys.clear();
            }
            wrongKeys.put(connection.host(), now);
            LOG.warn(
                    "the speaker at {} has another key, or none: it is not listened to. Fix: give"
                            + " all speakers the same Secret, and restart them",
                    connection.host().getHostAddress());
        }
        for (Contact contact : contacts.values()) {
            if (contact.dialing == connection) {
                contact.dialAt = now + REDIAL_WRONG_KEY;
            }
        }
    }

    private void establish(PeerConnection connection) {
        strangers.remove(connection);
        PeerId peer = connection.peer();
        PeerConnection before = sessions.put(peer.node(), connection);
        if (before != null) {
            before.close();
            boolean sameProcess = before.peer().equals(peer);
            // Only one process of a machine can have the port, so the one before is gone.
            if (!sameProcess && before.host().equals(connection.host())) {
                receiver.ended(before.peer());
            } else {
                receiver.lost(before.peer());
            }
        }
        Contact contact = contacts.get(peer.node());
        if (contact != null && contact.dialing == connection) {
            contact.dialing = null;
        }
        LOG.info("speaker {} is met", peer);
        receiver.met(peer);
    }

    private void end(PeerConnection connection, boolean orderly) {
        boolean counted = connection.counts() && sessions.values().remove(connection);
        drop(connection);
        if (!counted) {
            return;
        }
        if (orderly) {
            LOG.info("speaker {} ended", connection.peer());
            receiver.ended(connection.peer());
        } else {
            LOG.info("the connection to speaker {} broke", connection.peer());
            receiver.lost(connection.peer());
        }
    }

    private void drop(PeerConnection connection) {
        connection.close();
        strangers.remove(connection);
        for (Contact contact : contacts.values()) {
            if (contact.dialing == connection) {
                contact.dialing = null;
            }
        }
    }

    private void expire() {
        if (!strangers.isEmpty()) {
            long now = clock.getAsLong();
            for (PeerConnection stranger : List.copyOf(strangers)) {
                if (stranger.isOverdue(now)) {
                    drop(stranger);
                }
            }
        }
        for (Contact contact : contacts.values()) {
            PeerConnection dialing = contact.dialing;
            if (dialing != null && dialing.isOverdue(clock.getAsLong())) {
                drop(dialing);
            }
        }
    }

    /// Tells everybody, by ending all connections, that this process sends nothing on the LAN any
    /// more. That must be so already.
    @Override
    public void close() {
        closeQuietly(datagrams);
        closeQuietly(server);
        sessions.values().forEach(PeerConnection::close);
        strangers.forEach(PeerConnection::close);
        for (Contact contact : contacts.values()) {
            if (contact.dialing != null) {
                contact.dialing.close();
            }
        }
        sessions.clear();
        closeQuietly(selector);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("on closing", e);
        }
    }
}
