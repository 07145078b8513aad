package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.ApiServer;
import dev.brama.kube.RecordWatch;
import dev.brama.kube.SpeakerStore;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.QuorumMember.Change;
import dev.brama.layer2.Seat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds addresses by what the charter says: by a majority of speakers, or by Leases.
///
/// A thread of its own reads and writes what is at the API server; the quorum has another one,
/// which goes on while the API server is away.
final class SpeakerGrants implements Grants {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    /// The note of a Lease that says which version of the charter its process follows.
    static final String SETTLED = "settled";

    private static final String ADDRESS = "address";
    private static final String LAN = "lan";
    private static final String GATEWAYS = "gateways";
    private static final Duration LEASE_ROUND = Duration.ofMillis(500);
    private static final Duration QUORUM_ROUND = Duration.ofSeconds(2);
    private static final Duration KEY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LEAVING = Duration.ofSeconds(3);
    private static final Duration SPEAKER_LIVES = Duration.ofSeconds(30);

    private final Settings settings;
    private final SpeakerStore store;
    private final Listener listener;
    private final Runnable changed;
    private final LongSupplier clock;
    private final PeerId self;
    private final LeaseBook book = new LeaseBook();
    private final LeaseHolding leases;
    private final CharterKeeper keeper;
    private final @Nullable QuorumAuthority quorum;
    private final List<RecordWatch> watches;
    private final Map<IpAddress, Held> granted = new ConcurrentHashMap<>();
    private final Semaphore work = new Semaphore(0);
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Picture picture = new Picture(Set.of(), Set.of(), Set.of(), Set.of());
    private volatile @Nullable Charter charter;
    private volatile boolean stopping;
    private Optional<NodeLease> mine = Optional.empty();
    private long renewAt;
    private long settled;
    private String trouble = "";

    /// What was read of the others.
    private record Picture(
            Set<String> speakers,
            Set<IpAddress> neighbours,
            Set<Peer> peers,
            Set<IpAddress> gateways) {}

    /// What it goes by.
    ///
    /// @param options of the speaker
    /// @param leads whether this node leads at this moment
    /// @param nodes names of all Nodes; empty while they are not known
    /// @param lan where this node is
    record Settings(
            SpeakerOptions options,
            BooleanSupplier leads,
            Supplier<Set<String>> nodes,
            Supplier<Surroundings> lan) {}

    /// What this node has and hears in its LANs.
    ///
    /// @param own addresses of its interfaces
    /// @param gateways that it hears
    record Surroundings(Set<IpAddress> own, Set<IpAddress> gateways) {
        Surroundings {
            own = Set.copyOf(own);
            gateways = Set.copyOf(gateways);
        }
    }

    /// @param changed hears that others came or went
    /// @throws IOException where ports cannot be had or the key cannot be read
    SpeakerGrants(ApiServer server, Settings settings, Listener listener, Runnable changed)
            throws IOException {
        SpeakerOptions options = settings.options();
        NamespacedName group = options.identity().group();
        this.settings = settings;
        this.store = new SpeakerStore(server, group);
        this.listener = listener;
        this.changed = changed;
        this.clock = options.announcing().clock();
        this.self = new PeerId(options.identity().node(), new SecureRandom().nextLong());
        this.leases =
                new LeaseHolding(self.node(), store, group.name() + "-holders", book, listener);
        Optional<byte[]> key = Optional.empty();
        if (options.peers().keySecret().isPresent()) {
            key = Optional.of(key(store, options.peers().keySecret().get()));
        } else {
            LOG.warn(
                    "there is no key (--key-secret): addresses are held by Leases of the API server,"
                            + " and a node that fails is replaced after seconds");
        }
        this.quorum = key.isPresent() ? quorum(key.get()) : null;
        this.keeper = new CharterKeeper(store, group.name() + "-charter", book, key.isPresent());
        this.watches =
                List.of(
                        RecordWatch.start(server, named(group, "-charter"), work::release),
                        RecordWatch.start(server, named(group, "-holders"), work::release));
        this.thread = Thread.ofPlatform().daemon().name("speaker-charter").unstarted(this::run);
        thread.start();
    }

    /// Waits for an API server that is not there yet: a speaker without its key would hold
    /// addresses in another way than the others.
    private static byte[] key(SpeakerStore store, String secret) throws IOException {
        for (boolean told = false; ; told = true) {
            try {
                return store.key(secret);
            } catch (IOException e) {
                if (!told) {
                    LOG.warn("waiting for the key: {}", e.getMessage());
                }
            }
            try {
                Thread.sleep(KEY_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the key", e);
            }
        }
    }

    private static NamespacedName named(NamespacedName group, String end) {
        return new NamespacedName(group.namespace(), group.name() + end);
    }

    private QuorumAuthority quorum(byte[] key) throws IOException {
        SpeakerOptions.Peers peers = settings.options().peers();
        return QuorumAuthority.start(
                new QuorumAuthority.Settings(
                        self,
                        new InetSocketAddress(peers.address(), peers.port()),
                        new QuorumAuthority.Secret(key),
                        clock,
                        System::currentTimeMillis),
                new QuorumAuthority.Listener(this::changed, this::silenced));
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Gained(IpAddress address, long epoch) -> {
                granted.put(address, new Held(epoch, System.currentTimeMillis()));
                listener.gained(address);
            }
            case Change.Lost(IpAddress address, Optional<PeerId> rival) -> {
                granted.remove(address);
                listener.lost(address, rival.map(PeerId::node));
            }
        }
    }

    /// What is not held any more must be silent before others are told.
    private void silenced() {
        for (IpAddress address : Set.copyOf(granted.keySet())) {
            if (deadline(address) == NEVER) {
                listener.lost(address, Optional.empty());
            }
        }
    }

    @Override
    public long deadline(IpAddress address) {
        QuorumAuthority voting = quorum;
        long granted = voting == null ? NEVER : voting.deadline(address);
        return granted == NEVER ? leases.deadline(address) : granted;
    }

    @Override
    public void seats(Collection<Seat> seats) {
        List<Seat> copy = List.copyOf(seats);
        if (quorum != null) {
            quorum.seats(copy);
        }
        order(() -> leases.seats(copy));
    }

    @Override
    public void rest(Collection<IpAddress> addresses, Duration time) {
        Set<IpAddress> copy = Set.copyOf(addresses);
        if (quorum != null) {
            var _ = quorum.rest(copy, time);
        }
        order(() -> leases.rest(copy, clock.getAsLong() + time.toNanos()));
    }

    private void order(Runnable act) {
        orders.add(act);
        work.release();
    }

    @Override
    public Standing standing() {
        Charter now = charter;
        Picture seen = picture;
        String mode =
                now == null || now.phase() == Charter.Phase.SETTLING
                        ? "none"
                        : now.mode() == Mode.QUORUM ? "quorum" : "lease";
        SortedMap<IpAddress, Held> held = new TreeMap<>(leases.held());
        held.putAll(granted);
        Set<String> speakers = new HashSet<>(seen.speakers());
        speakers.add(self.node());
        return new Standing(
                mode,
                why(now),
                now == null ? 0 : now.version(),
                now == null ? List.of() : now.voters(),
                held,
                leases.holders(),
                speakers,
                seen.neighbours(),
                seen.gateways());
    }

    private String why(@Nullable Charter now) {
        if (now == null) {
            return "nothing is agreed on yet";
        }
        if (now.phase() == Charter.Phase.SETTLING) {
            return "a change is under way";
        }
        QuorumAuthority voting = quorum;
        if (now.mode() == Mode.QUORUM && voting != null) {
            Set<String> met = new TreeSet<>();
            voting.met().forEach(peer -> met.add(peer.node()));
            met.remove(self.node());
            return met.isEmpty()
                    ? "no other speaker is connected"
                    : "connected with " + String.join(", ", met);
        }
        return voting == null
                ? "there is no key, so speakers cannot prove their messages"
                : "there are fewer than three speakers";
    }

    private void run() {
        while (!stopping) {
            try {
                Runnable order = orders.poll();
                while (order != null) {
                    order.run();
                    order = orders.poll();
                }
                boolean again = round();
                well();
                if (!again) {
                    pause();
                }
            } catch (IOException e) {
                tell(e.getMessage());
                pauseShort();
            } catch (RuntimeException e) {
                LOG.error("agreeing with the other speakers failed", e);
                pauseShort();
            }
        }
    }

    private void pause() {
        Charter now = charter;
        boolean slow = now != null && now.isVoting();
        await(slow ? QUORUM_ROUND : LEASE_ROUND);
    }

    private void pauseShort() {
        await(Duration.ofMillis(200));
    }

    private void await(Duration time) {
        try {
            if (work.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
                work.drainPermits();
            }
        } catch (InterruptedException _) {
            stopping = true;
        }
    }

    private void tell(@Nullable String now) {
        String words = now == null ? "no reason" : now;
        if (!words.equals(trouble)) {
            trouble = words;
            LOG.warn("speakers do not agree by the API server now: {}", words);
        }
    }

    private void well() {
        if (!trouble.isEmpty()) {
            LOG.info("speakers agree by the API server again");
            trouble = "";
        }
    }

    /// One look at everything.
    ///
    /// @return whether to look again at once
    private boolean round() throws IOException {
        book.read(store.leases(), clock.getAsLong());
        look();
        // First the Lease, then the charter: whoever took the Lease away has waited for that.
        renew();
        Record record = store.read(settings.options().identity().group().name() + "-charter");
        Optional<CharterRecord> read = CharterRecord.read(record.data());
        boolean followed = read.isPresent() && follow(read.get().charter());
        if (settings.leads().getAsBoolean()) {
            Set<String> nodes = settings.nodes().get();
            if (!nodes.isEmpty() && keeper.lead(record, nodes, clock.getAsLong())) {
                return true;
            }
        } else {
            keeper.follows();
        }
        Charter now = charter;
        if (now != null && now.isLeasing()) {
            return leases.round(clock.getAsLong(), System.currentTimeMillis()) || followed;
        }
        return followed;
    }

    private void look() {
        Set<IpAddress> neighbours = new TreeSet<>();
        Set<Peer> peers = new HashSet<>();
        Set<IpAddress> gateways = new TreeSet<>();
        // Who may have died meanwhile is no reason to give anything up.
        Set<String> awake = book.alive(LeaseHolding.TAKE, clock.getAsLong());
        for (NodeLease lease : book.leases()) {
            if (lease.node().equals(self.node())) {
                continue;
            }
            neighbours.addAll(addresses(lease, LAN));
            if (awake.contains(lease.node())) {
                gateways.addAll(addresses(lease, GATEWAYS));
            }
            address(lease.notes().getOrDefault(ADDRESS, ""))
                    .ifPresent(address ->
                            peers.add(
                                    new Peer(
                                            lease.node(),
                                            new InetSocketAddress(
                                                    address, settings.options().peers().port()))));
        }
        Picture now =
                new Picture(
                        Set.copyOf(book.alive(SPEAKER_LIVES, clock.getAsLong())),
                        Set.copyOf(neighbours),
                        Set.copyOf(peers),
                        Set.copyOf(gateways));
        if (!now.equals(picture)) {
            boolean others = !now.peers().equals(picture.peers());
            picture = now;
            QuorumAuthority voting = quorum;
            if (voting != null && others) {
                voting.peers(now.peers());
            }
            changed.run();
        }
    }

    private static Set<IpAddress> addresses(NodeLease lease, String note) {
        Set<IpAddress> addresses = new TreeSet<>();
        for (String text : lease.notes().getOrDefault(note, "").split(" ", -1)) {
            IpAddress.parse(text).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private SortedMap<String, String> notes() {
        SortedMap<String, String> notes = new TreeMap<>();
        notes.put(SETTLED, Long.toString(settled));
        notes.put(ADDRESS, settings.options().peers().address().getHostAddress());
        Surroundings lan = settings.lan().get();
        notes.put(LAN, words(lan.own()));
        Charter now = charter;
        // A majority knows who is cut off without; there each change would be one more write.
        boolean voting = now != null && now.isVoting();
        notes.put(GATEWAYS, voting ? "" : words(lan.gateways()));
        return notes;
    }

    private static String words(Set<IpAddress> addresses) {
        return addresses.stream()
                .sorted()
                .map(IpAddress::toString)
                .collect(Collectors.joining(" "));
    }

    private void renew() throws IOException {
        Charter now = charter;
        long time = clock.getAsLong();
        Optional<NodeLease> stored = book.lease(self.node());
        boolean own =
                mine.isPresent()
                        && stored.map(NodeLease::version).equals(mine.map(NodeLease::version));
        SortedMap<String, String> notes = notes();
        if (own
                && now != null
                && now.isVoting()
                && time - renewAt < 0
                && notes.equals(mine.map(NodeLease::notes).orElse(notes))) {
            return;
        }
        if (!own) {
            // Taken away, or this process is new: nothing is held by it until it is written anew.
            leases.drop();
        }
        long sent = clock.getAsLong();
        mine = store.put(self.node(), stored, self.toString(), notes, Instant.now());
        if (mine.isEmpty()) {
            leases.drop();
            throw new IOException("somebody else wrote the Lease of this node");
        }
        leases.renewed(sent);
        renewAt = sent + QUORUM_ROUND.toNanos();
    }

    /// @return whether there was something new to follow
    private boolean follow(Charter read) throws IOException {
        Charter before = charter;
        if (before != null && read.version() <= before.version()) {
            return false;
        }
        Set<IpAddress> kept = leases.held().keySet();
        leases.drop();
        QuorumAuthority voting = quorum;
        if (voting != null) {
            voting.kept(kept);
            join(voting.charter(read));
        }
        charter = read;
        settled = read.version();
        LOG.info(
                "version {}: {}",
                read.version(),
                read.phase() == Charter.Phase.SETTLING
                        ? "nobody answers while the way to grant addresses changes"
                        : read.mode() == Mode.QUORUM
                                ? "addresses are granted by a majority of "
                                        + String.join(", ", read.voters())
                                : "addresses are granted by Leases");
        long sent = clock.getAsLong();
        mine = store.put(self.node(), mine, self.toString(), notes(), Instant.now());
        if (mine.isPresent()) {
            leases.renewed(sent);
        }
        return true;
    }

    private static void join(CompletableFuture<Void> done) throws IOException {
        try {
            done.get(LEAVING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the quorum does not follow: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stopping = true;
        work.release();
        try {
            thread.join(LEAVING);
            QuorumAuthority voting = quorum;
            if (voting != null) {
                join(voting.leave());
            }
            leases.leave(clock.getAsLong(), System.currentTimeMillis());
            leases.drop();
            if (mine.isPresent()) {
                // Others need not wait until it is silent.
                var _ = store.put(self.node(), mine, "", notes(), Instant.now());
            }
        } catch (IOException e) {
            LOG.warn("not everything is handed over: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        leases.drop();
        QuorumAuthority voting = quorum;
        if (voting != null) {
            voting.close();
        }
        watches.forEach(RecordWatch::close);
    }
}
