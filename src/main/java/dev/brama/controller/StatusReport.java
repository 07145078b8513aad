package dev.brama.controller;

import dev.brama.cluster.IngressObject;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.AddressReader;
import dev.brama.kube.ApiFailureException;
import dev.brama.kube.ApiServer;
import dev.brama.kube.IngressStatusWriter;
import dev.brama.kube.LiveCluster;
import dev.brama.kube.WriteLoop;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.report.IngressAddresses;
import dev.brama.report.KubeWrite.SetIngressAddress;
import dev.brama.report.ProblemReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the addresses by which we are reached into the status of the Ingresses that are served.
final class StatusReport implements Round.Report, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    // Once is the first write; twice may be a watch that lags behind.
    private static final int REWRITES_BY_ANOTHER = 4;
    // The Service may get its address at any time; to ask for one object costs nothing.
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final ReportOptions options;
    private final ReportOptions.Status status;
    private final LiveCluster cluster;
    private final BooleanSupplier leads;
    private final AddressReader reader;
    private final IngressStatusWriter writer;
    private final WriteLoop loop;
    private volatile Set<NamespacedName> served = Set.of();
    private List<LoadBalancerAddress> written = List.of();
    private final Map<NamespacedName, Integer> rewritten = new HashMap<>();
    private boolean toldOfAnother;
    private List<Problem> told = List.of();
    private String lastTrouble = "";

    StatusReport(
            ReportOptions options,
            ReportOptions.Status status,
            ApiServer server,
            LiveCluster cluster,
            BooleanSupplier leads) {
        this.options = options;
        this.status = status;
        this.cluster = cluster;
        this.leads = leads;
        this.reader = new AddressReader(server, options.pod());
        this.writer = new IngressStatusWriter(server);
        Duration rest = status.interval().compareTo(LOOK) < 0 ? status.interval() : LOOK;
        this.loop = WriteLoop.start("status", rest, this::write);
    }

    @Override
    public void tell(Round round) {
        served =
                round.result().settled().served().stream()
                        .map(IngressObject::id)
                        .collect(Collectors.toUnmodifiableSet());
        loop.signal();
    }

    /// Something may have changed that no apply tells of, such as who leads.
    void signal() {
        loop.signal();
    }

    private WriteLoop.Outcome write() throws InterruptedException {
        if (!leads.getAsBoolean() || served.isEmpty()) {
            return WriteLoop.Outcome.DONE;
        }
        try {
            Checked<Optional<List<LoadBalancerAddress>>> found =
                    IngressAddresses.of(status.source(), reader.read(status.source()));
            tell(found.problems());
            lastTrouble = "";
            if (found.value().isEmpty()) {
                return WriteLoop.Outcome.DONE;
            }
            if (!written.equals(found.value().get())) {
                rewritten.clear();
            }
            written = found.value().get();
            List<SetIngressAddress> writes = IngressAddresses.writes(written, published());
            if (writes.isEmpty()) {
                return WriteLoop.Outcome.DONE;
            }
            noticeOthers(writes);
            IngressStatusWriter.Round round = writer.write(writes);
            LOG.info("the status of {} Ingresses tells {}", round.written(), shown(written));
            return round.isComplete() ? WriteLoop.Outcome.DONE : WriteLoop.Outcome.INCOMPLETE;
        } catch (ApiFailureException e) {
            String trouble = String.valueOf(e.getMessage());
            if (!trouble.equals(lastTrouble)) {
                lastTrouble = trouble;
                LOG.warn("cannot find out the addresses for Ingresses: {}", trouble);
            }
            return WriteLoop.Outcome.INCOMPLETE;
        }
    }

    /// Another controller that serves the same class writes its own addresses, again and again.
    private void noticeOthers(List<SetIngressAddress> writes) {
        for (SetIngressAddress write : writes) {
            int times = rewritten.merge(write.ingress(), 1, Integer::sum);
            if (times == REWRITES_BY_ANOTHER && !toldOfAnother) {
                toldOfAnother = true;
                LOG.warn(
                        "something else keeps writing another address into the status of Ingress"
                                + " {}: does another controller serve the same class? Give one of"
                                + " them another --controller-class and --ingress-class, or"
                                + " --update-status=false",
                        write.ingress());
            }
        }
    }

    private static String shown(List<LoadBalancerAddress> addresses) {
        return addresses.isEmpty()
                ? "no address"
                : addresses.stream()
                        .map(address -> address.hostname() + address.ip())
                        .collect(Collectors.joining(", "));
    }

    private void tell(List<Problem> problems) {
        problems.stream()
                .filter(problem -> !told.contains(problem))
                .forEach(problem -> LOG.warn("{}", ProblemReport.line(problem)));
        told = List.copyOf(problems);
    }

    private SortedMap<NamespacedName, List<LoadBalancerAddress>> published() {
        Set<NamespacedName> now = served;
        SortedMap<NamespacedName, List<LoadBalancerAddress>> published = new TreeMap<>();
        cluster.published()
                .forEach((id, addresses) -> {
                    if (now.contains(id)) {
                        published.put(id, addresses);
                    }
                });
        return published;
    }

    @Override
    public void close() {
        loop.close();
        try {
            boolean takeBack = status.atTheEnd() == ReportOptions.Status.AtTheEnd.TAKEN_BACK;
            if (takeBack && leads.getAsBoolean() && !written.isEmpty()) {
                writer.write(
                        IngressAddresses.writesAtShutdown(
                                options.pod().name(), reader.pods(), written, published()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ApiFailureException e) {
            LOG.warn("cannot take back the addresses of Ingresses: {}", e.getMessage());
        } finally {
            writer.close();
        }
    }
}
