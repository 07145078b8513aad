package dev.brama.controller;

import dev.brama.admission.AdmissionWebhook;
import dev.brama.cluster.ClusterState;
import dev.brama.ingress.Compilation;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.References;
import dev.brama.kube.LiveCluster;
import dev.brama.metrics.RequestMetrics;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.proxy.Introduction;
import dev.brama.proxy.ProxyConfig;
import dev.brama.report.TokenBucket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings what the cluster wants into force, one change after another and no more often than nginx
/// may be reloaded, and has each told of. One thread runs it; any may signal and stop it.
final class ApplyLoop {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // Certificates end with time alone, so everything is looked at now and then.
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(100);
    // nginx repeats a question every 5 s, until it gives it up; then it is silent for long.
    private static final Duration ASKS = Duration.ofSeconds(12);

    private final IngressOptions ingress;
    private final ControllerOptions.Pace pace;
    private final LiveCluster cluster;
    private final LiveConfiguration configuration;
    private final Optional<PeerTable> peers;
    private final RequestMetrics requests;
    private final Optional<AdmissionWebhook> webhook;
    private final Standing standing;
    private final List<Round.Report> reports;
    private final WakeUp changes = new WakeUp();
    private Optional<ProxyConfig> live = Optional.empty();
    // When nginx, which served before this process began, must have asked it for peers.
    private Optional<Instant> hearing = Optional.empty();
    private boolean heard;
    private boolean renewing;
    private volatile String failure = "";

    /// What the loop works on.
    record Parts(
            LiveCluster cluster,
            LiveConfiguration configuration,
            Optional<PeerTable> peers,
            RequestMetrics requests,
            Optional<AdmissionWebhook> webhook,
            Standing standing) {}

    /// @param reports who hears of each round
    ApplyLoop(ControllerOptions options, Parts parts, List<Round.Report> reports) {
        this.ingress = options.setup().ingress();
        this.pace = options.pace();
        this.cluster = parts.cluster();
        this.configuration = parts.configuration();
        this.peers = parts.peers();
        this.requests = parts.requests();
        this.webhook = parts.webhook();
        this.standing = parts.standing();
        this.reports = List.copyOf(reports);
    }

    /// Says that something changed.
    void signal() {
        changes.signal();
    }

    /// Ends [#run] soon; an apply that is under way ends first.
    void stop() {
        changes.stop();
    }

    /// Why the newest objects are not in force, if it is for want of something other than them.
    Optional<String> failure() {
        return Optional.of(failure).filter(text -> !text.isEmpty());
    }

    /// Applies until [#stop] is called.
    void run() throws InterruptedException {
        TokenBucket reloads = new TokenBucket(pace.burst(), pace.each(), monotonic());
        while (!changes.isStopped()) {
            Duration wait = reloads.untilNext(monotonic());
            if (wait.isZero()) {
                changes.forget();
                Optional<ApplyOutcome> outcome =
                        applyOnce().flatMap(LiveConfiguration.Result::outcome);
                if (outcome.orElse(null) instanceof ApplyOutcome.Applied) {
                    reloads.take(monotonic(), 0);
                }
                wait = LiveConfiguration.mayDoBetter(outcome) ? RETRY : IDLE;
            }
            awaitChange(wait);
        }
    }

    /// A moment of a clock that nobody sets.
    private static Instant monotonic() {
        return Instant.EPOCH.plusNanos(System.nanoTime());
    }

    /// Waits until something changed, and meanwhile looks whether nginx has come to serve.
    private void awaitChange(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            noteStanding();
            if (isUnheard()) {
                renewing = true;
                return;
            }
            long left = deadline - System.nanoTime();
            boolean looks = standing.isStarting() || hearing.isPresent();
            long look = Math.max(0, looks ? Math.min(left, LOOK.toNanos()) : left);
            if (changes.await(Duration.ofNanos(look)) || deadline - System.nanoTime() <= 0) {
                return;
            }
        }
    }

    /// Notes what nginx has come to.
    void noteStanding() {
        if (configuration.isThere()) {
            standing.started();
        }
        if (standing.isStarting() && cluster.hasSynced() && configuration.isServed()) {
            standing.ready();
            LOG.info("ready: nginx serves what the cluster wants");
        }
    }

    private Optional<LiveConfiguration.Result> applyOnce() throws InterruptedException {
        try (Progress _ = Progress.of("applying a change", LOG::info)) {
            peers.ifPresent(PeerTable::begin);
            ClusterState state = cluster.state();
            if (want(state)) {
                state = cluster.state();
            }
            // Before nginx has it: a host that was moved just now is free at once.
            ClusterState known = state;
            webhook.ifPresent(judge -> judge.offer(known));
            LiveConfiguration.Result result =
                    renewing
                            ? configuration.renew(state, this::expect)
                            : configuration.apply(state, this::expect);
            renewing = false;
            failure = "";
            if (peers.isPresent()) {
                listen(result, peers.get());
            }
            if (configuration.isServed()) {
                live = Optional.of(result.settled().config());
            }
            Round round = new Round(state, cluster.problems(), result);
            reports.forEach(report -> report.tell(round));
            return Optional.of(result);
        } catch (IOException | RuntimeException e) {
            // Whatever it was, what served before still does; the next look may go better.
            noteFailure(e);
            return Optional.empty();
        }
    }

    private void listen(LiveConfiguration.Result result, PeerTable table)
            throws InterruptedException {
        ApplyOutcome outcome = result.outcome().orElse(null);
        if (outcome instanceof ApplyOutcome.Applied) {
            table.awaitAsked(result.settled().config().allUpstreams());
            heard = true;
            hearing = Optional.empty();
        } else if (outcome instanceof ApplyOutcome.Unchanged && !heard && hearing.isEmpty()) {
            hearing = Optional.of(monotonic().plus(ASKS));
        }
    }

    /// Whether nginx has given up asking for peers, as it does where this process is away for long:
    /// it would come to know them only minutes later. New workers ask at once.
    private boolean isUnheard() {
        if (hearing.isEmpty() || hearing.get().isAfter(monotonic())) {
            return false;
        }
        hearing = Optional.empty();
        heard =
                peers.isEmpty()
                        || live.isEmpty()
                        || peers.get().hasBeenAsked(live.get().allUpstreams());
        if (!heard) {
            LOG.info("nginx, left alone for long, asks for peers no more: reloading it");
        }
        return !heard;
    }

    /// Tells of each failure once: it is tried again every other second.
    private void noteFailure(Exception e) {
        String now = "could not apply the newest objects: " + e.getMessage();
        if (!now.equals(failure)) {
            if (e instanceof IOException) {
                LOG.error("{}; what served before still does", now);
            } else {
                LOG.error("{}", now, e);
            }
        }
        failure = now;
    }

    private void expect(Compilation compilation) throws IOException, InterruptedException {
        if (peers.isPresent()) {
            introduce(compilation.config(), peers.get());
            peers.get().expect(compilation);
        }
        requests.expect(compilation.config());
    }

    /// Lets nginx learn the peers of new upstreams before requests are sent to them: until it has
    /// asked for them, it answers 502.
    private void introduce(ProxyConfig next, PeerTable table)
            throws IOException, InterruptedException {
        Optional<ProxyConfig> first = live.flatMap(serving -> Introduction.between(serving, next));
        if (first.isPresent()) {
            table.introduce(first.get().allUpstreams());
            if (configuration.introduce(first.get())) {
                table.awaitAsked(first.get().allUpstreams());
            }
        }
    }

    /// Says what is referred to, so that it is read.
    ///
    /// @return whether the state has changed by that
    boolean want(ClusterState state) {
        References references = References.of(state, ingress);
        LiveCluster.Fetched fetched = cluster.want(references.secrets(), references.configMaps());
        fetched.failures().forEach(LOG::warn);
        return fetched.count() > 0;
    }
}
