package dev.brama.controller;

import dev.brama.cluster.IngressObject;
import dev.brama.metrics.ControllerMetrics;
import dev.brama.metrics.Metrics;
import dev.brama.metrics.Orphan;
import dev.brama.metrics.ServedCertificate;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.VirtualHost;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Counts what came of each apply.
final class MetricsReport implements Round.Report {
    private final Metrics metrics;
    private Map<Certificate, Optional<X509Certificate>> known = Map.of();

    MetricsReport(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void tell(Round round) {
        ControllerMetrics controller = metrics.controller();
        Pipeline.Settled settled = round.result().settled();
        round.result().outcome().ifPresent(outcome -> count(outcome, settled));
        List<Problem> problems = round.problems();
        metrics.health().problems(problems);
        metrics.health().quarantined(settled.held());
        Set<ObjectRef> wrong =
                problems.stream()
                        .filter(Problem::isError)
                        .map(Problem::object)
                        .collect(Collectors.toSet());
        Set<ObjectRef> ingresses =
                settled.served().stream().map(IngressObject::ref).collect(Collectors.toSet());
        problems.stream()
                .map(Problem::object)
                .filter(object -> object.kind().equals("Ingress"))
                .forEach(ingresses::add);
        controller.retain(ingresses);
        for (ObjectRef ingress : ingresses) {
            if (wrong.contains(ingress)) {
                controller.checkFailed(ingress);
            } else {
                controller.checked(ingress);
            }
        }
        controller.orphans(orphans(problems));
        controller.certificates(certificates(settled.config()));
        metrics.requests().retain(settled.config());
    }

    private void count(ApplyOutcome outcome, Pipeline.Settled settled) {
        switch (outcome) {
            case ApplyOutcome.Applied _ ->
                    metrics.controller().reloaded(hash(settled), Instant.now());
            case ApplyOutcome.Unchanged _ -> {}
            case ApplyOutcome.Refused _, ApplyOutcome.RolledBack _, ApplyOutcome.Unreachable _ ->
                    metrics.controller().reloadFailed();
        }
    }

    private static long hash(Pipeline.Settled settled) {
        long hash = 1;
        for (var file : settled.rendering().files().entrySet()) {
            hash = 31 * (31 * hash + file.getKey().hashCode()) + file.getValue().hashCode();
        }
        return hash & Long.MAX_VALUE;
    }

    private static List<Orphan> orphans(List<Problem> problems) {
        List<Orphan> orphans = new ArrayList<>();
        for (Problem problem : problems) {
            if (!problem.object().kind().equals("Ingress")) {
                continue;
            }
            if (problem.reason() == Reason.NO_ENDPOINTS) {
                orphans.add(new Orphan(problem.object(), Orphan.Lack.NO_ENDPOINT));
            } else if (problem.reason() == Reason.MISSING_REFERENCE
                    && problem.field().contains("backend")) {
                orphans.add(new Orphan(problem.object(), Orphan.Lack.NO_SERVICE));
            }
        }
        return orphans;
    }

    private List<ServedCertificate> certificates(ProxyConfig config) {
        Map<Certificate, Optional<X509Certificate>> now = new HashMap<>();
        Map<FileId, Certificate> byId = new HashMap<>();
        for (Certificate certificate : config.certificates()) {
            byId.put(certificate.id(), certificate);
            Optional<X509Certificate> before = known.get(certificate);
            now.put(certificate, before == null ? first(certificate) : before);
        }
        known = now;
        List<ServedCertificate> served = new ArrayList<>();
        for (VirtualHost host : config.virtualHosts()) {
            host.certificate()
                    .flatMap(id -> Optional.ofNullable(byId.get(id)))
                    .ifPresent(certificate -> add(certificate, host.host().text(), served));
        }
        Certificate standard = byId.get(config.http().tls().defaultCertificate());
        if (standard != null) {
            add(standard, "_", served);
        }
        return served;
    }

    private void add(Certificate certificate, String host, List<ServedCertificate> served) {
        int slash = certificate.source().indexOf('/');
        String namespace = slash < 0 ? "" : certificate.source().substring(0, slash);
        String name = certificate.source().substring(slash + 1);
        known.getOrDefault(certificate, Optional.empty())
                .ifPresent(x509 -> served.add(ServedCertificate.of(namespace, name, host, x509)));
    }

    private static Optional<X509Certificate> first(Certificate certificate) {
        try {
            return CertificateFactory.getInstance("X.509")
                                    .generateCertificate(
                                            new ByteArrayInputStream(
                                                    certificate
                                                            .chainPem()
                                                            .getBytes(StandardCharsets.US_ASCII)))
                            instanceof X509Certificate x509
                    ? Optional.of(x509)
                    : Optional.empty();
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }
}
