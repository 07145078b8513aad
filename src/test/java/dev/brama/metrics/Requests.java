package dev.brama.metrics;

import java.util.List;
import java.util.Optional;

/// Metrics of requests and the lines of text that they make.
final class Requests {
    static final ControllerIdentity IDENTITY =
            new ControllerIdentity("ingress-nginx", "k8s.io/ingress-nginx", "brama-0");

    private Requests() {}

    static RequestMetrics counting(MetricsOptions options) {
        return new RequestMetrics(IDENTITY, options);
    }

    static List<String> lines(RequestMetrics metrics) {
        return Exposition.of(metrics.collect(), Optional.empty()).text().lines().toList();
    }

    /// The lines that count requests.
    static List<String> counts(RequestMetrics metrics) {
        return lines(metrics).stream()
                .filter(line -> line.startsWith("nginx_ingress_controller_requests{"))
                .toList();
    }
}
