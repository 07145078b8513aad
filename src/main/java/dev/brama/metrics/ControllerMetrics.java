package dev.brama.metrics;

import dev.brama.problem.ObjectRef;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the controller does. Every method may be called from any thread.
public final class ControllerMetrics {
    private final Families known;
    private final Family success;
    private final Family errors;
    private final Family hash;
    private final Family successful;
    private final Family successTime;
    private final Family checkSuccess;
    private final Family checkErrors;
    private final CertificateSeries certificates;
    private final Family leader;
    private final Family orphan;
    private final Family build;

    ControllerMetrics(ControllerIdentity identity) {
        Labels constant = identity.labels();
        known = new Families("nginx_ingress_controller_", constant);
        success = known.counter("success", "Reloads of nginx that succeeded.");
        errors = known.counter("errors", "Reloads of nginx that failed.");
        hash = known.gauge("config_hash", "Hash of the configuration in force; 0 after a failure.");
        successful =
                known.gauge(
                        "config_last_reload_successful",
                        "Whether the last configuration came into force.");
        successTime =
                known.gauge(
                        "config_last_reload_successful_timestamp_seconds",
                        "When a configuration last came into force.");
        checkSuccess =
                known.counter(
                        "check_success",
                        "Checks of an Ingress that found no error.",
                        "namespace",
                        "ingress");
        checkErrors =
                known.counter(
                        "check_errors",
                        "Checks of an Ingress that found errors.",
                        "namespace",
                        "ingress");
        certificates = new CertificateSeries(known, identity.controllerClass());
        leader =
                known.gauge(
                        "leader_election_status",
                        "Whether this controller leads (1) or follows (0), by lease.",
                        "name");
        orphan =
                known.gauge(
                        "orphan_ingress",
                        "Ingresses with a backend without Service or ready endpoint; always 1.",
                        "namespace",
                        "ingress",
                        "type");
        build =
                known.gauge(
                        "build_info",
                        "What runs here; always 1.",
                        "release",
                        "build",
                        "repository");
    }

    /// A configuration came into force.
    ///
    /// @param configHash any number that differs where configurations differ
    public void reloaded(long configHash, Instant when) {
        success.add(1);
        errors.add(0);
        // A double holds 53 bits.
        hash.set(configHash & ((1L << 53) - 1));
        successful.set(1);
        successTime.set(when.getEpochSecond());
    }

    /// A configuration did not come into force.
    public void reloadFailed() {
        success.add(0);
        errors.add(1);
        hash.set(0);
        successful.set(0);
    }

    /// An Ingress was checked and has no error.
    public void checked(ObjectRef ingress) {
        checkSuccess.add(1, ingress.namespace(), ingress.name());
    }

    /// An Ingress was checked and has errors.
    public void checkFailed(ObjectRef ingress) {
        checkErrors.add(1, ingress.namespace(), ingress.name());
    }

    /// Forgets the checks of Ingresses that are gone.
    ///
    /// @param ingresses those that exist
    public void retain(Set<ObjectRef> ingresses) {
        Set<List<String>> names =
                ingresses.stream()
                        .map(ingress -> List.of(ingress.namespace(), ingress.name()))
                        .collect(Collectors.toSet());
        checkSuccess.retain(names::contains);
        checkErrors.retain(names::contains);
    }

    /// The certificates that are shown now.
    public void certificates(Collection<ServedCertificate> now) {
        certificates.replace(now);
    }

    /// This controller became the leader by a lease.
    public void leads(String lease) {
        leader.set(1, lease);
    }

    /// This controller is not the leader by a lease.
    public void follows(String lease) {
        leader.set(0, lease);
    }

    /// The Ingresses with a backend that cannot answer now.
    public void orphans(Collection<Orphan> now) {
        Map<List<String>, Double> values = new HashMap<>();
        for (Orphan one : now) {
            values.put(
                    List.of(one.ingress().namespace(), one.ingress().name(), one.lack().token()),
                    1.0);
        }
        orphan.replace(values);
    }

    /// What runs here.
    public void built(String release, String commit, String repository) {
        build.set(1, release, commit, repository);
    }

    MetricSnapshots collect() {
        return known.collect();
    }
}
