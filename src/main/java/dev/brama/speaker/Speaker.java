package dev.brama.speaker;

import dev.brama.address.AddressRules;
import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.health.HealthServer;
import dev.brama.health.HealthServer.Page;
import dev.brama.health.HealthServer.Source;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LeaderElection;
import dev.brama.kube.LiveNetwork;
import dev.brama.layer2.AnnouncedService;
import dev.brama.layer2.AnnouncementPlan;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.layer2.AnnouncementPlan.Card;
import dev.brama.layer2.AnnouncementPlan.Viewpoint;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Diagnosis;
import dev.brama.layer2.HostFacts;
import dev.brama.metrics.SpeakerMetrics;
import dev.brama.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A speaker: answers for addresses of Services on the LAN of its node, as far as it may.
///
/// ```
///   cluster, links ──> plan ──> seats ──> grants ──gained, lost──> announcers ──> LAN
///                                            ^                          │
///                                            └──── rest <── claim of another card
/// ```
public final class Speaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final long PLAN_ANYWAY = Duration.ofSeconds(10).toNanos();
    // RFC 5227 section 2.4 lets a host defend its address once in ten seconds.
    private static final Duration YIELD = Duration.ofSeconds(10);
    // One answer in two questions, 300 ms apart, is enough for a LAN that is there.
    private static final Duration LAN_SILENCE = Duration.ofMillis(700);
    private static final Duration STRANGER_REMEMBERED = Duration.ofMinutes(5);
    private static final Duration ELECTION = Duration.ofSeconds(15);

    private final SpeakerOptions options;
    private final Semaphore work = new Semaphore(0);
    private final LiveNetwork network;
    private final Announcers announcers;
    private final Grants grants;
    private final LeaderElection election;
    private final AddressAllocation allocation;
    private final HealthServer pages;
    private final SpeakerMetrics metrics = new SpeakerMetrics();
    private final Map<IpAddress, Stranger> strangers = new ConcurrentHashMap<>();
    private final Lans lans = new Lans(LAN_SILENCE);
    private volatile AnnouncementPlan plan = AnnouncementPlan.NONE;
    private volatile AddressRules rules = AddressRules.NONE;
    private volatile boolean opened;
    private volatile boolean planned;
    private volatile boolean stopped;

    private record Stranger(String card, Instant seen) {}

    private Speaker(SpeakerOptions options, ApiServer server) throws IOException {
        this.options = options;
        // First of all: who has this port is the only speaker of its node.
        this.pages = serve();
        this.network =
                new LiveNetwork(
                        server,
                        new LiveNetwork.Scope(
                                options.sources().configMap().stream().toList(),
                                Optional.empty(),
                                options.sources().file()),
                        this::changed,
                        LOG::warn);
        // Nothing is announced before something is granted, and grants need somewhere to tell it.
        AtomicReference<Authority> authority = new AtomicReference<>(_ -> Authority.NEVER);
        this.announcers =
                Announcers.open(
                        options.announcing(),
                        address -> authority.get().deadline(address),
                        new Announcers.Reports(this::claimed, _ -> work.release()));
        NamespacedName group = options.identity().group();
        this.election =
                LeaderElection.start(
                        server,
                        new LeaderElection.Candidate(
                                new NamespacedName(group.namespace(), group.name() + "-allocator"),
                                options.identity().node(),
                                ELECTION),
                        new LeaderElection.Listener(this::changed, this::changed));
        this.grants =
                new SpeakerGrants(
                        server,
                        new SpeakerGrants.Settings(
                                options, election::isLeader, this::nodes, this::surroundings),
                        new Grants.Listener() {
                            @Override
                            public void gained(IpAddress address) {
                                Speaker.this.gained(address);
                            }

                            @Override
                            public void lost(IpAddress address, Optional<String> rival) {
                                Speaker.this.lost(address, rival);
                            }
                        },
                        work::release);
        authority.set(grants);
        this.allocation =
                AddressAllocation.start(
                        server,
                        network,
                        election::isLeader,
                        new AddressAllocation.Options(
                                options.loadBalancerClass(),
                                options.rest(),
                                Optional.of(new LanProbe(announcers))),
                        new EventWriter.Reporter(
                                "brama-speaker", options.identity().pod(), Set.of()));
        network.start();
        opened = true;
    }

    /// Opens everything that a speaker needs; it does nothing before [#run].
    ///
    /// @throws IOException naming what is missing and how to mend it
    public static Speaker open(SpeakerOptions options, Map<String, String> environment)
            throws IOException {
        SecurityProviders.narrow();
        ApiServer server = ApiServer.connect(options.access(), environment);
        return new Speaker(options, server);
    }

    private HealthServer serve() throws IOException {
        return HealthServer.start(
                options.status(),
                "--status-port",
                // One is enough for probes, and a thread is what memory goes into here.
                Executors.newSingleThreadExecutor(
                        task -> Thread.ofPlatform().name("status").daemon().unstarted(task)),
                pages());
    }

    private Map<String, Source> pages() {
        Map<String, Source> all = new LinkedHashMap<>();
        all.put("/healthz", _ -> Page.text(200, "ok\n"));
        all.put("/readyz", opened(_ -> ready()));
        all.put("/status", opened(_ -> Page.json(SpeakerPages.status(status()))));
        all.put("/findings", opened(_ -> Page.json(SpeakerPages.findings(findings()))));
        all.put("/metrics", opened(_ -> measured()));
        return all;
    }

    private Source opened(Source page) {
        return accept -> opened ? page.page(accept) : Page.text(503, "starting\n");
    }

    private void changed() {
        work.release();
        AddressAllocation allocating = allocation;
        // The first signals may come before there is one.
        if (allocating != null) {
            allocating.signal();
        }
    }

    /// Announces until [#stop].
    public void run() throws InterruptedException {
        SortedMap<String, Card> before = new TreeMap<>();
        long planAgain = System.nanoTime();
        boolean signalled = true;
        while (!stopped) {
            SortedMap<String, Card> cards = cards();
            boolean due = signalled || !cards.equals(before) || System.nanoTime() - planAgain >= 0;
            if (due && network.hasSynced()) {
                before = cards;
                planAgain = System.nanoTime() + PLAN_ANYWAY;
                plan(cards);
            }
            signalled = work.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            if (signalled) {
                work.drainPermits();
            }
        }
    }

    private void plan(SortedMap<String, Card> cards) {
        NetworkState state = network.state();
        rules = AddressRules.of(state, rules).value();
        String node = options.identity().node();
        AnnouncementPlan now =
                AnnouncementPlan.of(
                        state,
                        rules,
                        options.loadBalancerClass(),
                        new Viewpoint(
                                node,
                                cards,
                                grants.standing().speakers(),
                                options.ignoresExclusion()));
        AnnouncementPlan before = plan;
        plan = now;
        announcers.askPeers(peers(state));
        if (!planned || !now.seats().equals(before.seats())) {
            grants.seats(now.seats());
        }
        for (IpAddress address : grants.standing().held().keySet()) {
            Set<String> interfaces = now.interfaces().getOrDefault(address, Set.of());
            if (!interfaces.equals(before.interfaces().getOrDefault(address, Set.of()))) {
                announcers.announce(address, interfaces);
            }
        }
        planned = true;
    }

    /// The interfaces that could be used, and whether the LAN is reached by them.
    private SortedMap<String, Card> cards() {
        long now = options.announcing().clock().getAsLong();
        Grants opened = grants;
        Grants.Standing standing = opened == null ? Grants.Standing.NONE : opened.standing();
        Lans.Others others = new Lans.Others(standing.speakers().size(), standing.gateways());
        Map<String, List<HostFacts.Subnet>> subnets = new HashMap<>();
        announcers.links().forEach(link -> subnets.put(link.name(), HostInspection.subnets(link)));
        SortedMap<String, Card> cards = new TreeMap<>();
        for (InterfaceState state : announcers.interfaces()) {
            boolean hasLink =
                    switch (state.fitness()) {
                        case FIT, EXCLUDED -> !lans.isCutOff(state, others, now);
                        case DOWN,
                                NO_CARRIER,
                                LOOPBACK,
                                NOT_ETHERNET,
                                NO_BROADCAST,
                                NO_ARP,
                                HAS_MASTER ->
                                false;
                    };
            boolean isUsable =
                    switch (state.fitness()) {
                        case FIT, DOWN, NO_CARRIER ->
                                !options.announcing().rules().isExcluded(state.name());
                        case EXCLUDED ->
                                plan.interfaces().values().stream()
                                        .anyMatch(names -> names.contains(state.name()));
                        case LOOPBACK, NOT_ETHERNET, NO_BROADCAST, NO_ARP, HAS_MASTER -> false;
                    };
            if (isUsable) {
                cards.put(
                        state.name(),
                        new Card(hasLink, subnets.getOrDefault(state.name(), List.of())));
            }
        }
        return cards;
    }

    private Set<IpAddress> peers(NetworkState state) {
        Set<IpAddress> peers = new HashSet<>();
        state.nodes().values().stream()
                .filter(node -> !node.name().equals(options.identity().node()))
                .flatMap(node -> node.internalIps().stream())
                .flatMap(text -> IpAddress.parse(text).stream())
                .forEach(peers::add);
        peers.addAll(grants.standing().neighbours());
        return peers;
    }

    private Set<String> nodes() {
        return network.hasSynced() ? network.state().nodes().keySet() : Set.of();
    }

    private Set<IpAddress> ownAddresses() {
        Set<IpAddress> own = new HashSet<>();
        Set<String> usable = cards().keySet();
        announcers.links().stream()
                .filter(link -> usable.contains(link.name()))
                .flatMap(link -> HostInspection.subnets(link).stream())
                .map(HostFacts.Subnet::address)
                // Those of the link alone say nothing about which link.
                .filter(address -> !address.toString().startsWith("fe80:"))
                .forEach(own::add);
        return own;
    }

    private SpeakerGrants.Surroundings surroundings() {
        long now = options.announcing().clock().getAsLong();
        return new SpeakerGrants.Surroundings(
                ownAddresses(), lans.gateways(announcers.interfaces(), now));
    }

    private void gained(IpAddress address) {
        LOG.info("announcing {} from here", address);
        announcers.announce(address, plan.interfaces().getOrDefault(address, Set.of()));
    }

    private void lost(IpAddress address, Optional<String> rival) {
        announcers.withdraw(address).join();
        LOG.info(
                "announcing {} no more{}",
                address,
                rival.map(node -> ", node " + node + " does").orElse(""));
    }

    private void claimed(Claim claim) {
        LOG.warn(
                "{} is claimed by {} on {}: not announced from here for {} s",
                claim.address(),
                claim.claimant(),
                claim.interfaceName(),
                YIELD.toSeconds());
        strangers.put(claim.address(), new Stranger(claim.claimant().toString(), Instant.now()));
        grants.rest(List.of(claim.address()), YIELD);
    }

    private Page ready() {
        List<String> missing = new ArrayList<>(network.missing());
        if (!missing.isEmpty()) {
            return Page.text(503, "waiting for " + String.join(", ", missing) + "\n");
        }
        List<String> troubles = network.troubles();
        return Page.text(
                planned ? 200 : 503,
                troubles.isEmpty()
                        ? "ready\n"
                        : "ready, but " + String.join("; ", troubles) + "\n");
    }

    private Page measured() {
        Grants.Standing standing = grants.standing();
        List<SpeakerMetrics.Announcement> announcements = new ArrayList<>();
        for (Announced service : plan.services()) {
            for (IpAddress address : service.addresses()) {
                if (standing.held().containsKey(address)) {
                    announcements.add(
                            new SpeakerMetrics.Announcement(
                                    service.service().id().toString(), address.toString()));
                }
            }
        }
        Map<String, SpeakerMetrics.AddressCounts> counts = new HashMap<>();
        announcers
                .addresses()
                .forEach((address, counted) ->
                        counts.put(
                                address.toString(),
                                new SpeakerMetrics.AddressCounts(
                                        counted.requests(),
                                        counted.responses(),
                                        counted.gratuitous(),
                                        counted.conflicts())));
        metrics.announcing(options.identity().node(), standing.mode(), announcements, counts);
        AllocationFigures figures = allocation.figures();
        metrics.allocating(
                new SpeakerMetrics.Allocation(
                        figures.pools().stream()
                                .map(pool ->
                                        new SpeakerMetrics.Pool(
                                                pool.pool(),
                                                Map.of(
                                                        "ipv4", pool.v4().total(),
                                                        "ipv6", pool.v6().total()),
                                                Map.of(
                                                        "ipv4", pool.v4().inUse(),
                                                        "ipv6", pool.v6().inUse())))
                                .toList(),
                        figures.plans(),
                        figures.failures(),
                        planned,
                        figures.isStale()));
        var exposition = metrics.scrape();
        return new Page(200, exposition.contentType(), exposition.text());
    }

    private SpeakerStatus status() {
        Grants.Standing standing = grants.standing();
        SortedMap<IpAddress, List<Announced>> byAddress = new TreeMap<>();
        plan.services()
                .forEach(service ->
                        service.addresses()
                                .forEach(address ->
                                        byAddress
                                                .computeIfAbsent(address, _ -> new ArrayList<>())
                                                .add(service)));
        List<SpeakerStatus.Address> addresses = new ArrayList<>();
        byAddress.forEach((address, services) -> {
            Grants.Held held = standing.held().get(address);
            addresses.add(
                    new SpeakerStatus.Address(
                            address.toString(),
                            services.stream().map(one -> one.service().id().toString()).toList(),
                            services.getFirst().pool(),
                            holder(standing, address),
                            held == null ? 0 : held.epoch(),
                            Optional.ofNullable(held).map(Speaker::since),
                            held != null));
        });
        return new SpeakerStatus(
                options.identity().node(),
                standing.mode(),
                standing.why(),
                standing.version(),
                standing.voters(),
                election.holder().orElse(""),
                addresses,
                announcers.interfaces().stream().map(Speaker::told).toList());
    }

    private Optional<String> holder(Grants.Standing standing, IpAddress address) {
        return standing.held().containsKey(address)
                ? Optional.of(options.identity().node())
                : Optional.ofNullable(standing.holders().get(address));
    }

    private static String since(Grants.Held held) {
        return Instant.ofEpochMilli(held.since()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static SpeakerStatus.Interface told(InterfaceState state) {
        return new SpeakerStatus.Interface(
                state.name(),
                state.mac().toString(),
                state.fitness().toString(),
                state.counted().requests(),
                state.counted().responses(),
                state.counted().gratuitous(),
                state.counted().conflicts(),
                state.counted().malformed());
    }

    private List<Problem> findings() {
        Grants.Standing standing = grants.standing();
        NetworkState state = network.state();
        strangers
                .values()
                .removeIf(one -> one.seen().plus(STRANGER_REMEMBERED).isBefore(Instant.now()));
        List<AnnouncedService> services = new ArrayList<>();
        Set<NamespacedName> known = new HashSet<>();
        for (Announced one : plan.services()) {
            known.add(one.service().id());
            Map<IpAddress, String> claimed = new HashMap<>();
            one.addresses()
                    .forEach(address ->
                            Optional.ofNullable(strangers.get(address))
                                    .ifPresent(other -> claimed.put(address, other.card())));
            services.add(
                    new AnnouncedService(
                            one.service().id(),
                            one.addresses(),
                            Optional.empty(),
                            one.isAdvertised(),
                            one.interfaces(),
                            one.nodes(),
                            holder(standing, one.addresses().getFirst()),
                            claimed));
        }
        state.services().values().stream()
                .filter(service -> service.isLoadBalancer() && !known.contains(service.id()))
                .filter(service ->
                        service.wishes().loadBalancerClass().equals(options.loadBalancerClass()))
                .forEach(service ->
                        services.add(
                                new AnnouncedService(
                                        service.id(),
                                        List.of(),
                                        rules.pools().isEmpty()
                                                ? Optional.of("there is no pool of addresses")
                                                : Optional.empty(),
                                        false,
                                        Set.of(),
                                        Set.of(),
                                        Optional.empty(),
                                        Map.of())));
        List<Problem> all = new ArrayList<>(network.problems());
        all.addAll(AddressRules.of(state, rules).problems());
        all.addAll(
                Diagnosis.of(
                        HostInspection.of(
                                options.identity().node(),
                                announcers.links(),
                                options.announcing().rules()),
                        services));
        return all.stream().sorted().distinct().toList();
    }

    /// Ends [#run]; for any thread.
    public void stop() {
        stopped = true;
        work.release();
    }

    /// Hands all addresses over and ends.
    @Override
    public void close() {
        grants.close();
        allocation.close();
        election.close();
        announcers.close();
        pages.close();
        network.close();
    }
}
