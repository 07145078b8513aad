package dev.brama.controller;

import dev.brama.cluster.ClusterState;
import dev.brama.ingress.References;
import dev.brama.kube.ApiServer;
import dev.brama.kube.Changes;
import dev.brama.kube.LiveCluster;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.render.Templates;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves a cluster's Ingresses: applies each change to nginx until it is told to stop.
///
/// What an earlier run left in force serves at once; nothing new is applied before all objects are
/// known, since half of them would look like the end of the others.
public final class ClusterController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // Certificates end with time alone, so everything is looked at now and then.
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final ControllerOptions options;
    private final LiveConfiguration configuration;
    private final LiveCluster cluster;
    private final Standing standing;
    private final HealthServer health;
    private final ApplyLog log = new ApplyLog();
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean stopping;

    private ClusterController(
            ControllerOptions options, LiveConfiguration configuration, ApiServer server)
            throws IOException {
        this.options = options;
        this.configuration = configuration;
        this.cluster =
                new LiveCluster(server, options.scope(), signals::release, line -> LOG.warn(line));
        this.standing = new Standing(this::troubles);
        this.health =
                HealthServer.start(
                        options.health(),
                        Map.of(
                                "/healthz", _ -> standing.health(),
                                "/readyz", _ -> standing.readiness(),
                                "/startupz", _ -> standing.startup()));
    }

    /// Takes hold of the state folder and connects to the API server, which need not answer yet.
    ///
    /// @throws IOException saying what is missing or in use, and how to mend it
    public static ClusterController open(
            ControllerOptions options, Templates templates, Map<String, String> environment)
            throws IOException {
        ApiServer server = ApiServer.connect(options.access(), environment);
        LOG.info("cluster {} by {}", server.address(), server.origin());
        LiveConfiguration configuration = LiveConfiguration.open(options.setup(), templates);
        try {
            return new ClusterController(options, configuration, server);
        } catch (IOException | RuntimeException e) {
            configuration.close();
            throw e;
        }
    }

    private List<String> troubles() {
        List<String> troubles = new ArrayList<>(cluster.troubles());
        if (!cluster.hasSynced()) {
            troubles.add("waiting for " + String.join(", ", cluster.missing()));
        }
        return troubles;
    }

    /// Where health is asked for.
    public int healthPort() {
        return health.port();
    }

    /// Serves until [#stop] is called.
    public void run() throws InterruptedException {
        resume();
        cluster.start();
        awaitObjects(cluster::knowsReferences);
        if (!stopping) {
            want(cluster.state());
            cluster.startSecrets();
            awaitObjects(cluster::hasSynced);
        }
        applyChanges();
    }

    private void resume() throws InterruptedException {
        try {
            Optional<ApplyOutcome> outcome = configuration.resume();
            if (outcome.isPresent()) {
                LOG.info("what served before serves on until all objects are known");
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot bring back what served before: {}", e.getMessage());
        }
        noteStanding();
    }

    private void awaitObjects(BooleanSupplier known) throws InterruptedException {
        long told = System.nanoTime();
        while (!stopping && !known.getAsBoolean()) {
            signals.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            noteStanding();
            if (System.nanoTime() - told > TELL_EVERY.toNanos()) {
                LOG.info("still waiting for {}", String.join(", ", cluster.missing()));
                told = System.nanoTime();
            }
        }
    }

    private void applyChanges() throws InterruptedException {
        TokenBucket reloads = new TokenBucket(options.pace(), System.nanoTime());
        boolean due = true;
        Duration wait = Duration.ZERO;
        while (!stopping) {
            if (due && reloads.untilNext(System.nanoTime()).isZero()) {
                cluster.takeChanges();
                Optional<LiveConfiguration.Result> result = applyOnce();
                Optional<ApplyOutcome> outcome = result.flatMap(LiveConfiguration.Result::outcome);
                if (outcome.orElse(null) instanceof ApplyOutcome.Applied) {
                    reloads.take(System.nanoTime());
                }
                due = false;
                wait = LiveConfiguration.mayDoBetter(outcome) ? RETRY : IDLE;
            } else if (due) {
                wait = reloads.untilNext(System.nanoTime());
            }
            boolean signalled = awaitSignal(wait);
            Changes changes = cluster.takeChanges();
            due = due || !changes.isEmpty() || !signalled;
        }
    }

    /// Waits for a signal, and meanwhile looks whether nginx has come to serve.
    private boolean awaitSignal(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            noteStanding();
            long left = deadline - System.nanoTime();
            long look = standing.isReady() ? left : Math.min(left, LOOK.toNanos());
            if (signals.tryAcquire(Math.max(0, look), TimeUnit.NANOSECONDS)) {
                signals.drainPermits();
                return true;
            }
            if (deadline - System.nanoTime() <= 0) {
                return false;
            }
        }
    }

    private void noteStanding() {
        if (configuration.isThere()) {
            standing.started();
        }
        if (!standing.isReady() && cluster.hasSynced() && configuration.isServed()) {
            standing.ready();
            LOG.info("ready: nginx serves what the cluster wants");
        }
    }

    private Optional<LiveConfiguration.Result> applyOnce() throws InterruptedException {
        try (Progress _ = Progress.of("applying a change", LOG::info)) {
            ClusterState state = cluster.state();
            if (want(state)) {
                state = cluster.state();
            }
            LiveConfiguration.Result result = configuration.apply(state);
            log.tell(cluster.problems(), _ -> Optional.empty(), result);
            return Optional.of(result);
        } catch (IOException | RuntimeException e) {
            // Whatever it was, what served before still does; the next look may go better.
            LOG.error("could not apply: {}", e.getMessage(), e);
            return Optional.empty();
        }
    }

    /// Says what is referred to, so that it is read.
    ///
    /// @return whether the state has changed by that
    private boolean want(ClusterState state) {
        References references = References.of(state, options.setup().ingress());
        LiveCluster.Fetched fetched = cluster.want(references.secrets(), references.configMaps());
        fetched.failures().forEach(LOG::warn);
        return fetched.count() > 0;
    }

    /// Ends [#run] soon; an apply that is under way ends first.
    public void stop() {
        stopping = true;
        standing.stopping();
        signals.release();
    }

    /// Ends nginx, where it is ours, and gives the state folder free.
    @Override
    public void close() throws IOException {
        try {
            cluster.close();
            if (options.setup().mode() == ServeOptions.Mode.MANAGED) {
                Thread.sleep(options.stopping().delay());
            }
            configuration.endNginx(options.stopping().grace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            health.close();
            configuration.close();
        }
    }
}
