package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Message;
import dev.brama.layer2.Outgoing;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.QuorumMember;
import dev.brama.layer2.QuorumMember.Change;
import dev.brama.layer2.QuorumMember.Step;
import dev.brama.layer2.Seat;
import dev.brama.layer2.Timing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds addresses by the grants of a majority of speakers. A thread of its own drives it.
///
/// ```
///   any thread ── seats, charter, peers, rest ──> queue ─┐
///   datagrams, connections ──────────────────────────────┼─> thread ─> snapshot of deadlines
///   time ────────────────────────────────────────────────┘      │           ^
///                                     messages <── silenced <───┘           │ right before
///                                                                 thread that sends on the LAN
/// ```
public final class QuorumAuthority implements Authority, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuorumAuthority.class);

    private final LongSupplier clock;
    private final LongSupplier wall;
    private final Listener listener;
    private final PeerLink link;
    private final QuorumMember member;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Authority holdings;
    private volatile SortedMap<IpAddress, Long> held = new TreeMap<>();
    private volatile List<PeerId> met = List.of();
    private volatile boolean stopping;

    /// What is needed to take part.
    ///
    /// @param self this process; its incarnation was drawn for it
    /// @param address where to listen, by TCP and UDP; port 0 for any
    /// @param secret the key that all speakers share
    /// @param clock nanoseconds of the monotonic clock that also counts suspension
    /// @param wall milliseconds of the wall clock
    public record Settings(
            PeerId self,
            InetSocketAddress address,
            Secret secret,
            LongSupplier clock,
            LongSupplier wall) {}

    /// A key as it came from its Secret; it is never printed.
    public static final class Secret {
        private final byte[] value;

        /// @throws IllegalArgumentException if it is too short to be one
        public Secret(byte[] value) {
            this.value = value.clone();
            if (PeerKey.of(value).isEmpty()) {
                throw new IllegalArgumentException("a key of less than 16 bytes");
            }
        }

        PeerKey key() {
            return PeerKey.of(value).orElseThrow();
        }

        @Override
        public String toString() {
            return "a key";
        }
    }

    /// To whom is told what happens; by the thread that drives, so quick.
    ///
    /// @param changed an address was gained or lost
    /// @param silenced called after deadlines were withdrawn and before others are told; when it
    ///   returns, nothing that was allowed before is still on its way out
    public record Listener(Consumer<Change> changed, Runnable silenced) {}

    private QuorumAuthority(Settings settings, Listener listener) throws IOException {
        this.clock = settings.clock();
        this.wall = settings.wall();
        this.listener = listener;
        this.link =
                new PeerLink(
                        new PeerLink.Place(settings.self(), settings.address()),
                        settings.secret().key(),
                        new Inbox(),
                        clock);
        // After the sockets are there: from now on no predecessor hears anything.
        this.member = new QuorumMember(settings.self(), Timing.USUAL, clock.getAsLong());
        this.holdings = member.holdings();
        this.thread = Thread.ofPlatform().daemon().name("speaker-quorum").unstarted(this::run);
    }

    /// Takes part from now on; without a charter it votes for nobody and holds nothing.
    ///
    /// @throws IOException if the sockets cannot be had
    public static QuorumAuthority start(Settings settings, Listener listener) throws IOException {
        QuorumAuthority authority = new QuorumAuthority(settings, listener);
        authority.thread.start();
        return authority;
    }

    @Override
    public long deadline(IpAddress address) {
        return holdings.deadline(address);
    }

    /// What it was granted, with the epochs. Whether it still counts, the deadlines say.
    public SortedMap<IpAddress, Long> held() {
        return held;
    }

    /// The speakers that there are connections to.
    public List<PeerId> met() {
        return met;
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return link.address();
    }

    /// How many datagrams were refused, by reason.
    public SortedMap<String, Long> refused() {
        SortedMap<String, Long> refused = new TreeMap<>();
        refused.put("malformed", link.counters().malformed.sum());
        refused.put("repeated", link.counters().repeated.sum());
        refused.put("unproven", link.counters().unproven.sum());
        refused.put("wrong-key", link.counters().wrongKey.sum());
        return refused;
    }

    /// The speakers of these nodes should be known.
    public void peers(Collection<Peer> peers) {
        List<Peer> copy = List.copyOf(peers);
        post(() -> link.peers(copy));
    }

    /// A charter was read. When the future completes, it is followed: after one that is settling
    /// nothing is held or promised any more.
    public CompletableFuture<Void> charter(Charter charter) {
        return submit(() -> apply(member.charter(charter, clock.getAsLong())));
    }

    /// Held under Leases before: these are claimed first under the next charter.
    public void kept(Set<IpAddress> addresses) {
        Set<IpAddress> copy = Set.copyOf(addresses);
        post(() -> member.kept(copy));
    }

    /// What is to be held by this node or another.
    public void seats(Collection<Seat> seats) {
        List<Seat> copy = List.copyOf(seats);
        post(() -> apply(member.seats(copy, clock.getAsLong())));
    }

    /// Gives addresses back, and claims them again only after a while.
    public CompletableFuture<Void> rest(Set<IpAddress> addresses, Duration rest) {
        Set<IpAddress> copy = Set.copyOf(addresses);
        return submit(() -> {
            long now = clock.getAsLong();
            apply(member.rest(copy, now + rest.toNanos(), now));
        });
    }

    /// Hands everything over to others. When the future completes, nothing is held.
    public CompletableFuture<Void> leave() {
        return submit(() -> apply(member.leave(clock.getAsLong())));
    }

    private CompletableFuture<Void> submit(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        post(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        });
        return done;
    }

    private void post(Runnable task) {
        tasks.add(task);
        link.wake();
    }

    private void run() {
        try {
            while (!stopping) {
                Runnable task = tasks.poll();
                while (task != null) {
                    task.run();
                    task = tasks.poll();
                }
                // What comes in has a time of its own: a promise counts from when it came.
                long now = clock.getAsLong();
                apply(member.tick(now, wall.getAsLong()));
                link.poll(tasks.isEmpty() ? member.next(now) : 0);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("the quorum ends here; nothing is held any more", e);
        } finally {
            // In this order: others take the end of a connection for the end of all sending.
            holdings = _ -> NEVER;
            held = new TreeMap<>();
            listener.silenced().run();
            link.close();
        }
    }

    /// First the threads that send know, then the others.
    private void apply(Step step) {
        holdings = member.holdings();
        if (!step.changes().isEmpty()) {
            held = member.held();
        }
        if (step.givesBack()) {
            listener.silenced().run();
        }
        for (Outgoing each : step.out()) {
            link.send(each.to(), each.message());
        }
        step.changes().forEach(listener.changed());
    }

    private final class Inbox implements PeerLink.Receiver {
        @Override
        public void met(PeerId peer) {
            apply(member.met(peer, clock.getAsLong()));
            met = link.met();
        }

        @Override
        public void lost(PeerId peer) {
            apply(member.lost(peer));
            met = link.met();
        }

        @Override
        public void ended(PeerId peer) {
            apply(member.ended(peer, clock.getAsLong()));
            met = link.met();
        }

        @Override
        public void message(PeerId from, Message message) {
            apply(member.on(from, message, clock.getAsLong()));
        }
    }

    /// Stops at once, without handing over; see [#leave].
    @Override
    public void close() {
        stopping = true;
        link.wake();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
