package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.health.HealthServer;
import dev.brama.health.HealthServer.Page;
import dev.brama.health.HealthServer.Source;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LeaderElection;
import dev.brama.kube.LiveNetwork;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.layer2.Authority;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A speaker: answers for addresses of Services on the LAN of its node, as far as it may.
///
/// ```
///   cluster, links ──> planning ──> seats ──> grants ──gained, lost──> announcers ──> LAN
///                                               ^                          │
///                                               └──── rest <── claim of another card
/// ```
///
/// This class makes the parts, passes on what one has to tell another, and ends them.
public final class Speaker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // RFC 5227 section 2.4 lets a host defend its address once in ten seconds.
    private static final Duration YIELD = Duration.ofSeconds(10);
    private static final Duration ELECTION = Duration.ofSeconds(15);

    // One would do for probes. But a page that asks other speakers waits for them, and two that
    // ask each other must not wait for the one thread of each.
    private static final int PAGES_AT_ONCE = 3;
    private static final long IDLE_SECONDS = 10;

    private final SpeakerOptions options;
    private final LiveNetwork network;
    private final Announcers announcers;
    private final Planning planning;
    private final Grants grants;
    private final LeaderElection election;
    private final SpeakerEvents events;
    private final AddressAllocation allocation;
    private final HealthServer pages;
    private final SpeakerFigures figures;
    private final SpeakerView view;
    private final AnswerWatch watch;
    private final Strangers strangers = new Strangers();
    private final PageReturn pageReturn;
    private volatile boolean opened;

    private Speaker(SpeakerOptions options, ApiServer server) throws IOException {
        this.options = options;
        this.figures = new SpeakerFigures(options.identity().node());
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
                        new Announcers.Reports(this::claimed, _ -> changed()));
        this.planning =
                new Planning(
                        options,
                        network,
                        announcers,
                        this::standing,
                        seats -> grants().ifPresent(granting -> granting.seats(seats)));
        this.election = elect(server);
        this.events =
                SpeakerEvents.start(
                        server,
                        network,
                        new EventWriter.Reporter(
                                "brama-speaker", options.identity().pod(), Set.of()),
                        election::isLeader);
        this.grants =
                new SpeakerGrants(
                        server,
                        new SpeakerGrants.Settings(
                                options, election::isLeader, this::nodes, planning::own),
                        new Granted(),
                        planning::signal);
        authority.set(grants);
        this.allocation = allocate(server);
        this.view = look();
        this.watch =
                AnswerWatch.start(
                        election::isLeader,
                        () -> planning.isPlanned() ? view.announced(view.ask()) : List.of(),
                        network::state,
                        events::silent);
        network.start();
        this.pageReturn = PageReturn.start();
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

    private LeaderElection elect(ApiServer server) {
        NamespacedName group = options.identity().group();
        return LeaderElection.start(
                server,
                new LeaderElection.Candidate(
                        new NamespacedName(group.namespace(), group.name() + "-allocator"),
                        options.identity().node(),
                        ELECTION),
                new LeaderElection.Listener(this::changed, this::changed));
    }

    private AddressAllocation allocate(ApiServer server) {
        return AddressAllocation.start(
                server,
                network,
                election::isLeader,
                new AddressAllocation.Options(
                        options.loadBalancerClass(),
                        options.rest(),
                        Optional.of(new LanProbe(announcers))),
                events);
    }

    private SpeakerView look() {
        return new SpeakerView(
                options,
                new SpeakerView.Parts(
                        network,
                        announcers,
                        planning,
                        strangers,
                        this::standing,
                        allocation::refusals,
                        election::isLeader,
                        election::holder));
    }

    private HealthServer serve() throws IOException {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(
                        PAGES_AT_ONCE,
                        PAGES_AT_ONCE,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> Thread.ofPlatform().name("status").daemon().unstarted(task));
        // A thread is what memory goes into here.
        threads.allowCoreThreadTimeOut(true);
        return HealthServer.start(options.status(), "--status-port", threads, pages());
    }

    private Map<String, Source> pages() {
        Map<String, Source> all = new LinkedHashMap<>();
        all.put("/healthz", _ -> Page.text(200, "ok\n"));
        all.put("/readyz", opened(_ -> ready()));
        all.put("/status", opened(_ -> Page.json(SpeakerPages.status(view.status(asked())))));
        all.put("/findings", opened(_ -> Page.json(SpeakerPages.findings(view.findings(asked())))));
        all.put(Inquiry.PAGE, opened(_ -> Page.json(SpeakerPages.account(view.account()))));
        all.put("/metrics", opened(_ -> measured()));
        return all;
    }

    private Source opened(Source page) {
        return accept -> opened ? page.page(accept) : Page.text(503, "starting\n");
    }

    private Accounts asked() throws IOException {
        try {
            return view.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("this speaker ends", e);
        }
    }

    private Page ready() {
        List<String> missing = new ArrayList<>(network.missing());
        if (!missing.isEmpty()) {
            return Page.text(503, "waiting for " + String.join(", ", missing) + "\n");
        }
        List<String> troubles = network.troubles();
        return Page.text(
                planning.isPlanned() ? 200 : 503,
                troubles.isEmpty()
                        ? "ready\n"
                        : "ready, but " + String.join("; ", troubles) + "\n");
    }

    private Page measured() {
        return figures.page(
                standing(),
                planning,
                announcers.addresses(),
                allocation.figures(),
                watch.unanswered());
    }

    private void changed() {
        // The first signals may come before there is anybody to hear them.
        Planning plans = planning;
        if (plans != null) {
            plans.signal();
        }
        AddressAllocation allocating = allocation;
        if (allocating != null) {
            allocating.signal();
        }
    }

    private Optional<Grants> grants() {
        return Optional.ofNullable(grants);
    }

    private Grants.Standing standing() {
        return grants().map(Grants::standing).orElse(Grants.Standing.NONE);
    }

    private Set<String> nodes() {
        return network.hasSynced() ? network.state().nodes().keySet() : Set.of();
    }

    /// Announces until [#stop].
    public void run() throws InterruptedException {
        planning.run();
    }

    private final class Granted implements Grants.Listener {
        @Override
        public void gained(IpAddress address) {
            LOG.info("announcing {} from here", address);
            planning.announce(address);
            for (Announced one : planning.services(address)) {
                events.announcing(one.service(), options.identity().node());
            }
        }

        @Override
        public void lost(IpAddress address, Optional<String> rival) {
            announcers.withdraw(address).join();
            LOG.info(
                    "announcing {} no more{}",
                    address,
                    rival.map(node -> ", node " + node + " does").orElse(""));
        }
    }

    private void claimed(Claim claim) {
        LOG.warn(
                "{} is claimed by {} on {}: not announced from here for {} s",
                claim.address(),
                claim.claimant(),
                claim.interfaceName(),
                YIELD.toSeconds());
        strangers.claimed(claim.address(), claim.claimant().toString(), Instant.now());
        grants().ifPresent(granting -> granting.rest(List.of(claim.address()), YIELD));
    }

    /// Ends [#run]; for any thread.
    public void stop() {
        planning.stop();
    }

    /// Hands all addresses over and ends.
    @Override
    public void close() {
        grants.close();
        watch.close();
        allocation.close();
        events.close();
        election.close();
        announcers.close();
        pages.close();
        pageReturn.close();
        network.close();
    }
}
