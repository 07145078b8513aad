package dev.brama.controller;

import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.AddressReader;
import dev.brama.kube.ApiFailureException;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LiveCluster;
import dev.brama.kube.WriteLoop;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.problem.Problem;
import dev.brama.report.EventLedger;
import dev.brama.report.EventLimits;
import dev.brama.report.EventPlan;
import dev.brama.report.EventPlan.Served;
import dev.brama.report.KubeWrite.EmitEvent;
import dev.brama.report.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises Events: of Ingresses that are taken, of what is wrong with objects, and of reloads.
///
/// The leader tells of objects, each replica of its own Pod.
final class EventReport implements Round.Report, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final String COMPONENT = "nginx-ingress-controller";
    private static final Duration REST = Duration.ofSeconds(5);

    private final LiveCluster cluster;
    private final BooleanSupplier leads;
    private final AddressReader pods;
    private final EventWriter writer;
    private final EventPlan plan;
    private final EventLedger objects = new EventLedger(EventLimits.DEFAULTS, Instant.now());
    private final EventLedger own = new EventLedger(EventLimits.DEFAULTS, Instant.now());
    // What nginx said to each apply; empty where it took it.
    private final Queue<Optional<String>> reloads = new ConcurrentLinkedQueue<>();
    private final NamespacedName configMap;
    private final WriteLoop loop;
    private volatile Optional<Seen> seen = Optional.empty();
    private Optional<Served> told = Optional.empty();
    private boolean recalled;

    private record Seen(Served served, List<Problem> problems) {}

    EventReport(
            ReportOptions options,
            NamespacedName configMap,
            ApiServer server,
            LiveCluster cluster,
            BooleanSupplier leads) {
        this.configMap = configMap;
        this.cluster = cluster;
        this.leads = leads;
        this.pods = new AddressReader(server, options.pod());
        this.writer =
                new EventWriter(
                        server,
                        new EventWriter.Reporter(COMPONENT, options.pod().name(), Set.of()));
        this.plan = new EventPlan(options.syncEvents(), cluster::identity);
        this.loop = WriteLoop.start("events", REST, this::write);
    }

    @Override
    public void tell(Round round) {
        SortedMap<NamespacedName, IngressObject> ingresses = new TreeMap<>();
        round.result().settled().served().forEach(ingress -> ingresses.put(ingress.id(), ingress));
        SortedMap<NamespacedName, ConfigMapObject> configMaps = new TreeMap<>();
        round.state().configMap(configMap).ifPresent(object -> configMaps.put(object.id(), object));
        seen = Optional.of(new Seen(new Served(ingresses, configMaps), round.problems()));
        round.result().outcome().ifPresent(this::noteReload);
        loop.signal();
    }

    private void noteReload(ApplyOutcome outcome) {
        switch (outcome) {
            case ApplyOutcome.Applied _ -> reloads.add(Optional.empty());
            case ApplyOutcome.Refused refused ->
                    reloads.add(Optional.of(refused.failure().message()));
            case ApplyOutcome.RolledBack(long _, String message) ->
                    reloads.add(Optional.of(message));
            case ApplyOutcome.Unchanged _, ApplyOutcome.Unreachable _ -> {}
        }
    }

    private WriteLoop.Outcome write() {
        boolean complete = writeReloads();
        Optional<Seen> now = seen;
        if (now.isEmpty()) {
            return WriteLoop.Outcome.DONE;
        }
        if (!leads.getAsBoolean()) {
            // Whoever leads next must not tell of what happened long before.
            recalled = false;
            told = now.map(Seen::served);
            return complete ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
        }
        if (!recalled) {
            objects.recall(writer.recall());
            recalled = true;
        }
        Instant time = Instant.now();
        objects.stand(plan.standing(now.get().problems()), time);
        Served served = now.get().served();
        objects.occur(
                told.isPresent()
                        ? plan.between(told.get(), served)
                        : plan.atStart(served, addressed()),
                time);
        told = Optional.of(served);
        List<EmitEvent> left = writer.write(objects.due(time));
        objects.failed(left);
        return left.isEmpty() && complete ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
    }

    private boolean writeReloads() {
        if (!reloads.isEmpty()) {
            try {
                var pod = pods.ownPod();
                List<Notice> notices = new ArrayList<>();
                for (Optional<String> why = reloads.poll(); why != null; why = reloads.poll()) {
                    notices.add(
                            why.isPresent()
                                    ? Notice.reloadFailed(pod, why.get())
                                    : Notice.reloaded(pod));
                }
                own.occur(notices, Instant.now());
            } catch (ApiFailureException e) {
                LOG.debug("cannot tell of reloads: {}", e.getMessage());
                reloads.clear();
            }
        }
        List<EmitEvent> left = writer.write(own.due(Instant.now()));
        own.failed(left);
        return left.isEmpty();
    }

    /// The Ingresses that have an address already: they were taken long ago.
    private Set<NamespacedName> addressed() {
        return cluster.published().entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(java.util.Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        loop.close();
    }
}
