package dev.brama.endpoints;

import dev.brama.endpoints.DnsQuery.Noise;
import dev.brama.endpoints.DnsQuery.Question;
import dev.brama.endpoints.DnsQuery.Refusal;
import dev.brama.proxy.PeerNames;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers by UDP and TCP, in a thread of its own.
final class NameServer {
    private static final Logger LOG = LoggerFactory.getLogger(NameServer.class);

    // Less than nginx's resolver_timeout, which is rendered as 600 s: a question that times out is
    // told in its error log, and is asked again only after as long a time. For a second after each
    // answer a change has to wait until nginx asks anew, so answers that tell nothing are rare.
    static final Duration HOLD = Duration.ofSeconds(590);
    private static final long SWEEP = 30_000_000_000L;
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final long REST = 1_000_000L;
    // With 10,000 upstreams some 2,000 questions a second only say that nginx still listens.
    private static final long LONG_REST = 10_000_000L;
    // The socket holds some 330 small questions by default. No more answers than this go out in a
    // row, for each makes nginx ask anew a second later; after more questions the rest is short.
    private static final int FEW = 64;
    // After a change nginx asks for addresses and is to get them at once; after a reload its new
    // worker asks for everything, which at 10,000 upstreams begins 20 s after the peers are told.
    private static final long AFTER_CHANGE = 200_000_000L;
    private static final long AFTER_RELOAD = 60_000_000_000L;
    private static final String ZONE = WireName.of(PeerNames.ZONE);

    private final Map<String, PeerName> names;
    private final long hold;
    private final Selector selector;
    private final DatagramChannel udp;
    private final ServerSocketChannel tcp;
    private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer out = ByteBuffer.allocateDirect(DnsAnswers.LONGEST);
    private final Queue<PeerName> changed = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Hold> held = new PriorityQueue<>();
    // Who was last held under a number: a question that comes again is known without being parsed.
    private final @Nullable Asker[] byId = new Asker[1 << 16];
    private final Pace pace = new Pace();
    private final Thread thread;
    private final LongAdder questions = new LongAdder();
    private volatile boolean closed;
    private final AtomicLong attentiveUntil;
    private final Consumer<SelectionKey> served = this::serve;
    private boolean replied;
    private int received;
    private long lastSweep = System.nanoTime();

    /// A look at a held question, due then.
    private record Hold(Asker asker, long end) implements Comparable<Hold> {
        // The clock may pass the largest number.
        @Override
        public int compareTo(Hold other) {
            return Long.signum(end - other.end);
        }
    }

    private NameServer(InetSocketAddress address, Map<String, PeerName> names, Duration hold)
            throws IOException {
        this.names = names;
        this.hold = hold.toNanos();
        this.attentiveUntil = new AtomicLong(System.nanoTime());
        this.selector = Selector.open();
        this.tcp = ServerSocketChannel.open();
        // With IPv6 each IPv4 address takes longer to read.
        this.udp =
                DatagramChannel.open(
                        address.getAddress() instanceof Inet4Address
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            // Connections of the process before may linger at the port.
            tcp.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            tcp.bind(address);
            udp.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
            udp.bind(tcp.getLocalAddress());
            tcp.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            closeChannels();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        this.thread = Thread.ofPlatform().name("endpoint-dns").daemon().unstarted(this::run);
    }

    /// Starts to answer.
    ///
    /// @param hold how long a question is held at most
    static NameServer start(InetSocketAddress address, Map<String, PeerName> names, Duration hold)
            throws IOException {
        NameServer server = new NameServer(address, names, hold);
        server.thread.start();
        return server;
    }

    InetSocketAddress address() {
        try {
            return (InetSocketAddress) udp.getLocalAddress();
        } catch (IOException e) {
            throw new IllegalStateException("closed", e);
        }
    }

    long questions() {
        return questions.sum();
    }

    /// Notes that a name has other peers now.
    void changed(PeerName name) {
        changed.add(name);
        attend(AFTER_CHANGE);
        selector.wakeup();
        LockSupport.unpark(thread);
    }

    /// Notes that a new configuration comes, and with it a question for each upstream.
    void expectQuestions() {
        attend(AFTER_RELOAD);
        LockSupport.unpark(thread);
    }

    private void attend(long time) {
        long until = System.nanoTime() + time;
        attentiveUntil.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
    }

    private boolean isAttentive() {
        return attentiveUntil.get() - System.nanoTime() > 0;
    }

    void close() throws IOException {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        closeChannels();
    }

    private void closeChannels() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        udp.close();
        tcp.close();
        selector.close();
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(served, pause());
                receive();
                long now = System.nanoTime();
                tellChanges();
                release(now);
                send();
                sweep(now);
                rest();
            } catch (IOException e) {
                LOG.warn("answering nginx's questions for peers failed: {}", e.toString());
            } catch (RuntimeException e) {
                LOG.error("answering nginx's questions for peers failed", e);
            }
        }
    }

    // Most questions only say that nginx still listens: they are better looked at in groups.
    private void rest() {
        if (!isAttentive() && pace.isEmpty() && received <= FEW) {
            LockSupport.parkNanos(LONG_REST);
        } else if (!replied) {
            LockSupport.parkNanos(REST);
        }
        replied = false;
        received = 0;
    }

    private long pause() {
        if (!pace.isEmpty()) {
            return 1;
        }
        Hold next = held.peek();
        long wait = next == null ? SWEEP : Math.min(SWEEP, next.end() - System.nanoTime());
        return Math.max(1, wait / 1_000_000 + 1);
    }

    private void serve(SelectionKey key) {
        try {
            if (key.channel() instanceof ServerSocketChannel) {
                SocketChannel client = tcp.accept();
                if (client != null) {
                    client.configureBlocking(false);
                    client.register(selector, SelectionKey.OP_READ, new TcpClient(client));
                }
            } else if (key.attachment() instanceof TcpClient client) {
                client.serve(key, this::answerWhole);
            }
        } catch (IOException e) {
            LOG.debug("a connection for questions ended: {}", e.toString());
        }
    }

    // Whatever is there: the kernel holds few questions, and drops the rest.
    private void receive() throws IOException {
        while (true) {
            in.clear();
            SocketAddress client = udp.receive(in);
            if (client == null) {
                return;
            }
            in.flip();
            long now = System.nanoTime();
            pace.questionAt(now);
            questions.increment();
            received++;
            if (!isHeldAlready(client, now)) {
                answer(client, now);
            }
        }
    }

    /// Whether the message only repeats what is held, as most do where nothing changes.
    private boolean isHeldAlready(SocketAddress client, long now) {
        Asker asker = in.limit() < DnsQuery.HEADER ? null : byId[in.getShort(0) & 0xffff];
        return asker != null && asker.repeats(client, in, now);
    }

    // Not a switch: the quick compiler leaves those over types to the interpreter.
    private void answer(SocketAddress client, long now) {
        DnsQuery query = DnsQuery.read(in);
        if (query instanceof Question question) {
            ask(client, question, now);
        } else if (query instanceof Refusal refusal) {
            pace.add(ready(client, refusal.id(), DnsAnswers.refusal(refusal)));
        }
    }

    private void ask(SocketAddress client, Question question, long now) {
        if (question.type() != DnsAnswers.SRV || !question.name().endsWith(ZONE)) {
            pace.add(ready(client, question.id(), immediate(question)));
            return;
        }
        PeerName name = names.get(question.name());
        if (name == null) {
            if (names.size() >= MOST_NAMES) {
                pace.add(
                        ready(
                                client,
                                question.id(),
                                DnsAnswers.failure(question, DnsAnswers.SERVER_FAILURE)));
                return;
            }
            name = names.computeIfAbsent(question.name(), PeerName::new);
        }
        Asker asker = name.asker(client);
        switch (asker.ask(question.id(), now)) {
            case NOTHING -> {}
            case ANSWER -> {
                attend(AFTER_CHANGE);
                tell(asker);
            }
            case HOLD -> {
                hold(asker, now);
                byId[question.id()] = asker;
            }
        }
    }

    // Not all for the same time: what was asked in one burst after a reload need not be so again.
    private void hold(Asker asker, long now) {
        long end = now + ThreadLocalRandom.current().nextLong(hold / 2, hold);
        if (asker.holdUntil(end)) {
            held.add(new Hold(asker, end));
        }
    }

    // Anybody on this machine can ask for names that nobody has.
    private static final int MOST_NAMES = 100_000;

    private void tell(Asker asker) {
        if (asker.queue()) {
            pace.add(new Reply.Peers(asker));
        }
    }

    private void tellChanges() {
        for (PeerName name = changed.poll(); name != null; name = changed.poll()) {
            name.askers().stream().filter(Asker::isHeld).forEach(this::tell);
        }
    }

    private void release(long now) {
        int left = isAttentive() ? Integer.MAX_VALUE : FEW;
        for (Hold first = held.peek();
                left-- > 0 && first != null && first.end() - now <= 0;
                first = held.peek()) {
            held.remove();
            Asker asker = first.asker();
            asker.leave();
            if (asker.isDue(now)) {
                tell(asker);
            } else if (asker.isHeld() && asker.holdUntil(asker.deadline())) {
                // It was answered meanwhile, and another question of its is held since.
                held.add(new Hold(asker, asker.deadline()));
            }
        }
    }

    private void send() throws IOException {
        long now = System.nanoTime();
        for (Reply reply = pace.next(now); reply != null; reply = pace.next(now)) {
            if (reply instanceof Reply.Peers peers) {
                send(peers.asker(), now);
            } else if (reply instanceof Reply.Ready ready) {
                send(ready.to(), ready.id(), ready.message(), now);
            }
        }
    }

    private static Reply ready(SocketAddress to, int id, byte[] message) {
        return new Reply.Ready(to, id, ByteBuffer.wrap(message));
    }

    private void send(Asker asker, long now) throws IOException {
        PeerName name = asker.name();
        Roster roster = name.roster();
        asker.answered(roster, now);
        if (roster == null) {
            var question = new Question(asker.id(), name.question(), DnsAnswers.SRV);
            send(
                    asker.address(),
                    asker.id(),
                    ByteBuffer.wrap(DnsAnswers.failure(question, DnsAnswers.SERVER_FAILURE)),
                    now);
            return;
        }
        send(asker.address(), asker.id(), ByteBuffer.wrap(roster.byUdp()), now);
        name.answered();
    }

    private void send(SocketAddress to, int id, ByteBuffer message, long now) throws IOException {
        replied = true;
        pace.sent(message.remaining(), now);
        out.clear();
        out.put(message).putShort(0, (short) id).flip();
        udp.send(out, to);
    }

    /// What is answered at once by UDP.
    private static byte[] immediate(Question question) {
        String name = question.name();
        if (!name.endsWith(ZONE)) {
            return DnsAnswers.failure(question, DnsQuery.REFUSED);
        }
        int length = name.charAt(0);
        boolean ofPeer = name.length() == 1 + length + ZONE.length();
        Optional<byte[]> address =
                ofPeer ? PeerLabel.address(name.substring(1, 1 + length)) : Optional.empty();
        return address.map(bytes -> DnsAnswers.address(question, bytes))
                // Not that there is no such name: nginx would drop the peers it has.
                .orElseGet(() -> DnsAnswers.failure(question, DnsAnswers.SERVER_FAILURE));
    }

    /// What is answered by TCP: nginx comes here for what does not fit UDP.
    private Optional<byte[]> answerWhole(ByteBuffer message) {
        questions.increment();
        return switch (DnsQuery.read(message)) {
            case Noise _ -> Optional.empty();
            case Refusal refusal ->
                    Optional.of(numbered(refusal.id(), DnsAnswers.refusal(refusal)));
            case Question question -> {
                PeerName name =
                        question.type() == DnsAnswers.SRV ? names.get(question.name()) : null;
                Roster roster = name == null ? null : name.roster();
                byte[] answer = roster == null ? immediate(question) : roster.byTcp().clone();
                yield Optional.of(numbered(question.id(), answer));
            }
        };
    }

    private static byte[] numbered(int id, byte[] message) {
        ByteBuffer.wrap(message).putShort(0, (short) id);
        return message;
    }

    private void sweep(long now) {
        if (now - lastSweep < SWEEP) {
            return;
        }
        lastSweep = now;
        for (String question : names.keySet()) {
            names.computeIfPresent(question, (_, name) -> name.sweep(now) ? null : name);
        }
        held.removeIf(hold -> hold.asker().isGone(now));
    }
}
