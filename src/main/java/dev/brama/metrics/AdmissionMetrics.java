package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;

/// The last review of an Ingress by the webhook.
public final class AdmissionMetrics {
    private static final double NANOS = 1e9;

    private final Families families;
    private final Family testedIngresses;
    private final Family testedDuration;
    private final Family renderIngresses;
    private final Family renderDuration;
    private final Family configSize;
    private final Family roundtrip;

    AdmissionMetrics(ControllerIdentity identity) {
        families = new Families("nginx_ingress_controller_admission_", identity.labels());
        testedIngresses =
                families.gauge("tested_ingresses", "Ingresses that the last review looked at.");
        testedDuration =
                families.gauge("tested_duration", "Seconds that checking took in the last review.");
        renderIngresses =
                families.gauge("render_ingresses", "Ingresses that the last review rendered.");
        renderDuration =
                families.gauge(
                        "render_duration", "Seconds that rendering took in the last review.");
        configSize =
                families.gauge("config_size", "Bytes of what was rendered in the last review.");
        roundtrip =
                families.gauge("roundtrip_duration", "Seconds that the last review took in all.");
    }

    /// A review.
    ///
    /// @param testedIngresses how many Ingresses were looked at
    /// @param tested how long that took
    /// @param renderedIngresses how many were rendered
    /// @param rendered how long that took
    /// @param configBytes what was rendered
    /// @param whole from the request to the answer
    public record Review(
            int testedIngresses,
            Duration tested,
            int renderedIngresses,
            Duration rendered,
            long configBytes,
            Duration whole) {}

    /// Takes the figures of a review.
    public void reviewed(Review review) {
        testedIngresses.set(review.testedIngresses());
        testedDuration.set(review.tested().toNanos() / NANOS);
        renderIngresses.set(review.renderedIngresses());
        renderDuration.set(review.rendered().toNanos() / NANOS);
        configSize.set(review.configBytes());
        roundtrip.set(review.whole().toNanos() / NANOS);
    }

    MetricSnapshots collect() {
        return families.collect();
    }
}
