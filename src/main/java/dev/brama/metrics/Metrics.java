package dev.brama.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that is counted, and the text that tells it.
public final class Metrics {
    private final RequestMetrics requests;
    private final ControllerMetrics controller;
    private final HealthMetrics health;
    private final AdmissionMetrics admission;
    private final NginxMetrics nginx;
    private final ControllerIdentity identity;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private volatile @Nullable AccessLogFile log;

    /// @param identity who counts
    /// @param options what is counted of requests
    public Metrics(ControllerIdentity identity, MetricsOptions options) {
        this.identity = identity;
        requests = new RequestMetrics(identity, options);
        controller = new ControllerMetrics(identity);
        health = new HealthMetrics(identity);
        admission = new AdmissionMetrics(identity);
        nginx = new NginxMetrics(identity);
        registry.register((MultiCollector) requests::collect);
        registry.register((MultiCollector) controller::collect);
        registry.register((MultiCollector) health::collect);
        registry.register((MultiCollector) admission::collect);
        registry.register((MultiCollector) nginx::collect);
        registry.register((MultiCollector) this::lines);
        registry.register((MultiCollector) OwnProcess::collect);
    }

    /// Requests of clients.
    public RequestMetrics requests() {
        return requests;
    }

    /// What the controller does.
    public ControllerMetrics controller() {
        return controller;
    }

    /// How things stand.
    public HealthMetrics health() {
        return health;
    }

    /// Reviews by the webhook.
    public AdmissionMetrics admission() {
        return admission;
    }

    /// From now on tells the figures of this nginx too.
    public void watch(NginxSource source) {
        nginx.from(source);
    }

    /// From now on tells what of this file was lost too.
    public void watch(AccessLogFile file) {
        log = file;
    }

    /// All of it as text.
    ///
    /// @param accept the scraper's header of that name
    public Exposition exposition(Optional<String> accept) {
        return Exposition.of(registry.scrape(), accept);
    }

    private MetricSnapshots lines() {
        AccessLogFile file = log;
        if (file == null) {
            return new MetricSnapshots();
        }
        Families families = new Families("brama_", identity.labels());
        Family dropped =
                families.counter(
                        "access_log_lines_dropped_total",
                        "Requests that were not counted: nobody read them in time (unread), they"
                                + " could not be understood (malformed) or needed too many series"
                                + " (series).",
                        "reason");
        dropped.set(file.unread(), "unread");
        dropped.set(requests.malformed(), "malformed");
        dropped.set(requests.refused(), "series");
        return families.collect();
    }
}
