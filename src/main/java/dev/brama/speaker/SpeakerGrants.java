package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.ApiServer;
import dev.brama.kube.RecordWatch;
import dev.brama.kube.SpeakerStore;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.QuorumMember.Change;
import dev.brama.layer2.Seat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds addresses by what the charter says: by a majority of speakers, or by Leases.
///
/// ```
///   seats, rest ──┬──> Agreement, driven by AgreementLoop ──> Leases, table, charter
///                 └──> QuorumAuthority ──> other speakers        (API server)
/// ```
///
/// The quorum has a thread of its own, which goes on while the API server is away.
final class SpeakerGrants implements Grants {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final long SPEAKER_LIVES = Duration.ofSeconds(30).toNanos();

    private final Settings settings;
    private final Listener listener;
    private final Runnable changed;
    private final LongSupplier clock;
    private final PeerId self;
    private final Agreement agreement;
    private final AgreementLoop loop;
    private final Optional<QuorumAuthority> quorum;
    private final List<RecordWatch> watches;
    private final Map<IpAddress, Held> granted = new ConcurrentHashMap<>();
    private volatile Neighbourhood others = Neighbourhood.NONE;

    /// What it goes by.
    ///
    /// @param options of the speaker
    /// @param leads whether this node leads at this moment
    /// @param nodes names of all Nodes; empty while they are not known
    /// @param lan what this node has and hears in its LANs
    record Settings(
            SpeakerOptions options,
            BooleanSupplier leads,
            Supplier<Set<String>> nodes,
            Supplier<Neighbourhood.Own> lan) {}

    /// @param changed hears that others came or went
    /// @throws IOException where ports cannot be had or the key cannot be read
    SpeakerGrants(ApiServer server, Settings settings, Listener listener, Runnable changed)
            throws IOException {
        SpeakerOptions options = settings.options();
        NamespacedName group = options.identity().group();
        this.settings = settings;
        this.listener = listener;
        this.changed = changed;
        this.clock = options.announcing().clock();
        this.self = new PeerId(options.identity().node(), new SecureRandom().nextLong());
        SpeakerStore store = new SpeakerStore(server, group);
        if (options.peers().keySecret().isPresent()) {
            this.quorum =
                    Optional.of(quorum(SharedKey.await(store, options.peers().keySecret().get())));
        } else {
            LOG.warn(
                    "there is no key (--key-secret): addresses are held by Leases of the API server,"
                            + " and a node that fails is replaced after seconds");
            this.quorum = Optional.empty();
        }
        this.agreement = new Agreement(self, LeaseTiming.USUAL, quorum.isPresent());
        this.loop =
                new AgreementLoop(
                        agreement,
                        new AgreementLoop.Surroundings(
                                store,
                                group.name(),
                                quorum,
                                listener,
                                this::outside,
                                this::look,
                                clock));
        this.watches =
                List.of(
                        RecordWatch.start(server, named(group, "-charter"), loop::wake),
                        RecordWatch.start(server, named(group, "-holders"), loop::wake));
        loop.start();
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
        long granted = quorum.isPresent() ? quorum.get().deadline(address) : NEVER;
        return granted == NEVER ? agreement.holding().deadline(address) : granted;
    }

    @Override
    public void seats(Collection<Seat> seats) {
        List<Seat> copy = List.copyOf(seats);
        quorum.ifPresent(voting -> voting.seats(copy));
        loop.order(() -> agreement.holding().seats(copy));
    }

    @Override
    public void rest(Collection<IpAddress> addresses, Duration time) {
        Set<IpAddress> copy = Set.copyOf(addresses);
        if (quorum.isPresent()) {
            var _ = quorum.get().rest(copy, time);
        }
        long until = clock.getAsLong() + time.toNanos();
        loop.order(() -> agreement.holding().rest(copy, until));
    }

    private Agreement.Outside outside() {
        Set<String> nodes = settings.leads().getAsBoolean() ? settings.nodes().get() : Set.of();
        // A majority knows who is cut off without; there each change would be one more write.
        boolean tellsGateways = loop.charter().filter(Charter::isVoting).isEmpty();
        return new Agreement.Outside(
                Neighbourhood.notes(
                        settings.options().peers().address(), settings.lan().get(), tellsGateways),
                nodes.isEmpty() ? Optional.empty() : Optional.of(nodes));
    }

    private void look() {
        Neighbourhood before = others;
        long time = clock.getAsLong();
        Neighbourhood now =
                Neighbourhood.of(
                        agreement.book().leases(),
                        agreement.book().alive(SPEAKER_LIVES, time),
                        agreement.book().alive(LeaseTiming.USUAL.take(), time),
                        self.node(),
                        settings.options().peers().port());
        if (now.equals(before)) {
            return;
        }
        others = now;
        if (!now.peers().equals(before.peers())) {
            quorum.ifPresent(voting -> voting.peers(now.peers()));
        }
        changed.run();
    }

    @Override
    public Standing standing() {
        Optional<Charter> charter = loop.charter();
        Neighbourhood seen = others;
        SortedMap<IpAddress, Held> held = new TreeMap<>(agreement.holding().held());
        held.putAll(granted);
        Set<String> speakers = new HashSet<>(seen.speakers());
        speakers.add(self.node());
        return new Standing(
                mode(charter),
                why(charter),
                charter.map(Charter::version).orElse(0L),
                charter.map(Charter::voters).orElse(List.of()),
                held,
                agreement.holding().holders(),
                speakers,
                seen.neighbours(),
                seen.gateways(),
                seen.peers());
    }

    private static String mode(Optional<Charter> charter) {
        return charter.filter(now -> now.phase() == Phase.ACTIVE)
                .map(now ->
                        switch (now.mode()) {
                            case QUORUM -> "quorum";
                            case LEASE -> "lease";
                        })
                .orElse("none");
    }

    private String why(Optional<Charter> charter) {
        if (charter.isEmpty()) {
            return "nothing is agreed on yet";
        }
        if (charter.get().phase() == Phase.SETTLING) {
            Set<String> awaited = agreement.awaited();
            return awaited.isEmpty()
                    ? "a change is under way"
                    : "a change waits for " + String.join(", ", awaited);
        }
        if (charter.get().mode() == Mode.QUORUM && quorum.isPresent()) {
            Set<String> met = new TreeSet<>();
            quorum.get().met().forEach(peer -> met.add(peer.node()));
            met.remove(self.node());
            return met.isEmpty()
                    ? "no other speaker is connected"
                    : "connected with " + String.join(", ", met);
        }
        return quorum.isEmpty()
                ? "there is no key, so speakers cannot prove their messages"
                : "there are fewer than three speakers";
    }

    @Override
    public void close() {
        loop.close();
        quorum.ifPresent(QuorumAuthority::close);
        watches.forEach(RecordWatch::close);
    }
}
