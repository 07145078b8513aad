package dev.brama.controller;

import dev.brama.admission.AdmissionWebhook;
import dev.brama.health.HealthServer;
import dev.brama.health.HealthServer.Page;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.kube.ApiServer;
import dev.brama.kube.Changes;
import dev.brama.kube.LiveCluster;
import dev.brama.metrics.AccessLogFile;
import dev.brama.metrics.Exposition;
import dev.brama.metrics.Metrics;
import dev.brama.metrics.NginxSource;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a cluster's Ingresses: applies each change to nginx until it is told to stop.
///
/// ```
/// cluster --signal--> watch loop --objects changed--> apply loop --> configuration --> reports
///                         +-- endpoints changed --> peers, at once
/// ```
///
/// What an earlier run left in force serves at once; nothing new is applied before all objects are
/// known, since half of them would look like the end of the others.
public final class ClusterController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final ControllerOptions options;
    private final ApiServer server;
    private final Closing closing = new Closing();
    private final LiveConfiguration configuration;
    private final LiveCluster cluster;
    private final Optional<PeerTable> peers;
    private final Metrics metrics;
    private final Optional<AdmissionWebhook> webhook;
    private final Standing standing;
    private final HealthServer health;
    private final WakeUp signals = new WakeUp();
    private final ApplyLoop applying;

    private ClusterController(
            ControllerOptions options, LiveConfiguration configuration, ApiServer server)
            throws IOException {
        this.options = options;
        this.server = server;
        this.configuration = closing.last(configuration);
        this.cluster =
                closing.last(
                        new LiveCluster(
                                server, options.scope(), signals::signal, line -> LOG.warn(line)));
        RenderOptions render = options.setup().render();
        this.peers =
                options.setup().ingress().peers().discovery() == PeerDiscovery.RESOLVED
                        ? Optional.of(closing.last(openPeers(render.local())))
                        : Optional.empty();
        this.metrics = new Metrics(options.identity(), options.counting());
        if (render.countsRequests()) {
            Path log = Path.of(render.layout().requestLog());
            metrics.watch(closing.last(AccessLogFile.follow(log, metrics.requests())));
        }
        metrics.watch(NginxSource.in(Path.of(render.layout().runDir())));
        // Before any other server: the JDK reads the settings of all of them once.
        this.webhook =
                options.webhook().isPresent()
                        ? Optional.of(
                                closing.last(
                                        Webhook.start(
                                                options.webhook().get(),
                                                server,
                                                metrics.admission())))
                        : Optional.empty();
        List<Round.Report> reports = new ArrayList<>();
        reports.add(new ApplyLog());
        reports.add(new MetricsReport(metrics));
        describe();
        options.report().ifPresent(report -> writeReports(report, reports));
        this.standing = new Standing(this::troubles);
        this.applying =
                new ApplyLoop(
                        options,
                        new ApplyLoop.Parts(
                                cluster,
                                configuration,
                                peers,
                                metrics.requests(),
                                webhook,
                                standing),
                        reports);
        this.health =
                closing.last(
                        HealthServer.start(
                                options.health(),
                                "--healthz-port",
                                Executors.newVirtualThreadPerTaskExecutor(),
                                Map.of(
                                        "/healthz", _ -> standing.health(),
                                        "/readyz", _ -> standing.readiness(),
                                        "/startupz", _ -> standing.startup(),
                                        "/metrics", this::metrics)));
    }

    private void describe() {
        metrics.controller()
                .built(
                        Optional.ofNullable(
                                        ClusterController.class
                                                .getPackage()
                                                .getImplementationVersion())
                                .orElse("unpacked"),
                        "",
                        "brama");
        metrics.health()
                .capabilities(
                        Map.of(
                                "endpoints-without-reload",
                                peers.isPresent(),
                                "http2",
                                options.setup().render().capabilities().hasHttp2()));
    }

    private PeerTable openPeers(RenderOptions.LocalPorts ports) throws IOException {
        Path run = Path.of(options.setup().render().layout().runDir());
        return PeerTable.open(cluster, new PeerMemory(run.resolve("peers")), ports);
    }

    private void writeReports(ReportOptions report, List<Round.Report> reports) {
        Leadership leadership = closing.last(Leadership.of(report, server, metrics.controller()));
        if (report.status().isPresent()) {
            StatusReport status =
                    closing.last(
                            new StatusReport(
                                    report,
                                    report.status().get(),
                                    server,
                                    cluster,
                                    leadership::isOurs));
            leadership.whenGained(status::signal);
            reports.add(status);
        }
        reports.add(
                closing.last(
                        new EventReport(
                                report,
                                options.setup().ingress().configMap(),
                                server,
                                cluster,
                                leadership::isOurs)));
    }

    /// Takes hold of the state folder and connects to the API server, which need not answer yet.
    ///
    /// @throws IOException saying what is missing or in use, and how to mend it
    public static ClusterController open(
            ControllerOptions options, Templates templates, Map<String, String> environment)
            throws IOException {
        ApiServer server = ApiServer.connect(options.access(), environment);
        LOG.info("cluster {} by {}", server.address(), server.origin());
        ControllerOptions zoned = zone(options, server).map(options::in).orElse(options);
        LiveConfiguration configuration = LiveConfiguration.open(zoned.setup(), templates);
        try {
            return new ClusterController(zoned, configuration, server);
        } catch (IOException | RuntimeException e) {
            configuration.close();
            throw e;
        }
    }

    private static Optional<String> zone(ControllerOptions options, ApiServer server) {
        if (options.node().isEmpty()) {
            return Optional.empty();
        }
        String node = options.node().get();
        try {
            Optional<String> zone = server.zoneOf(node);
            LOG.info("Node {} is in zone {}", node, zone.orElse("(none)"));
            return zone;
        } catch (IOException e) {
            LOG.warn("endpoints of our zone are not preferred: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private List<String> troubles() {
        List<String> troubles = new ArrayList<>(cluster.troubles());
        if (!cluster.hasSynced()) {
            troubles.add("waiting for " + String.join(", ", cluster.missing()));
        }
        applying.failure().ifPresent(troubles::add);
        return troubles;
    }

    private Page metrics(String accept) {
        Map<String, Boolean> fresh = cluster.freshness();
        metrics.health()
                .watches(
                        fresh.keySet(),
                        fresh.keySet().stream()
                                .filter(name -> !fresh.getOrDefault(name, true))
                                .collect(Collectors.toSet()));
        Exposition exposition =
                metrics.exposition(Optional.of(accept).filter(text -> !text.isEmpty()));
        return new Page(200, exposition.contentType(), exposition.text());
    }

    /// Where health is asked for.
    public int healthPort() {
        return health.port();
    }

    /// Serves until [#stop] is called.
    public void run() throws InterruptedException {
        resume();
        Thread.ofVirtual().start(this::greet);
        cluster.start();
        awaitObjects(cluster::knowsReferences);
        if (!signals.isStopped()) {
            applying.want(cluster.state());
            cluster.startSecrets();
            awaitObjects(cluster::hasSynced);
        }
        Thread watching = Thread.ofPlatform().name("watch").start(this::watch);
        try {
            applying.run();
        } finally {
            watching.interrupt();
            watching.join();
        }
    }

    private void greet() {
        try {
            LOG.info("the API server is of version {}", server.version());
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    private void resume() throws InterruptedException {
        try {
            if (configuration.resume().isPresent()) {
                LOG.info("what served before serves on until all objects are known");
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot bring back what served before: {}", e.getMessage());
        }
        applying.noteStanding();
    }

    private void awaitObjects(BooleanSupplier known) throws InterruptedException {
        long told = System.nanoTime();
        while (!signals.isStopped() && !known.getAsBoolean()) {
            signals.await(LOOK);
            applying.noteStanding();
            if (System.nanoTime() - told > TELL_EVERY.toNanos()) {
                LOG.info("still waiting for {}", String.join(", ", cluster.missing()));
                told = System.nanoTime();
            }
        }
    }

    /// Tells endpoints at once; they must not wait for a reload that may take seconds.
    private void watch() {
        try {
            while (!signals.isStopped()) {
                signals.await();
                signals.forget();
                Changes changes = cluster.takeChanges();
                boolean more = changes.objects();
                if (!changes.services().isEmpty()) {
                    more |= peers.isEmpty() || peers.get().update(changes.services());
                }
                if (more) {
                    applying.signal();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends [#run] soon; an apply that is under way ends first.
    public void stop() {
        standing.stopping();
        signals.stop();
        applying.stop();
    }

    /// Ends nginx, where it is ours, and gives the state folder free.
    @Override
    public void close() throws IOException {
        try {
            if (options.setup().mode() == ServeOptions.Mode.MANAGED) {
                Thread.sleep(options.stopping().delay());
            }
            configuration.endNginx(options.stopping().grace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closing.close();
        }
    }
}
