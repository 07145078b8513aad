package dev.brama.metrics;

import dev.brama.problem.Problem;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// How things stand that only Brama tells. Every method may be called from any thread.
public final class HealthMetrics {
    private final Families own;
    private final Family problems;
    private final Family quarantined;
    private final Family capability;
    private final Family watchStale;
    private final Family apiServer;

    HealthMetrics(ControllerIdentity identity) {
        own = new Families("brama_", identity.labels());
        problems = own.gauge("problems", "Problems of the objects now.", "severity", "reason");
        quarantined =
                own.gauge("quarantined_objects", "Objects held back because nginx refuses them.");
        capability =
                own.gauge(
                        "nginx_capability",
                        "Whether the nginx at hand can do something.",
                        "feature");
        watchStale =
                own.gauge(
                        "watch_stale",
                        "Kinds of objects whose watch is broken: what is known of them may be old.",
                        "resource");
        apiServer = own.gauge("api_server_reachable", "Whether the API server answered last time.");
    }

    /// All problems that there are now.
    public void problems(Collection<Problem> now) {
        Map<List<String>, Double> values = new HashMap<>();
        for (Problem problem : now) {
            values.merge(
                    List.of(
                            problem.severity().name().toLowerCase(Locale.ROOT),
                            problem.reason().token()),
                    1.0,
                    Double::sum);
        }
        problems.replace(values);
    }

    /// How many objects are held back now.
    public void quarantined(int objects) {
        quarantined.set(objects);
    }

    /// What the nginx at hand can do, by name.
    public void capabilities(Map<String, Boolean> features) {
        Map<List<String>, Double> values = new HashMap<>();
        features.forEach((feature, able) -> values.put(List.of(feature), able ? 1.0 : 0.0));
        capability.replace(values);
    }

    /// The watches that the controller keeps, and which of them are broken.
    ///
    /// @param resources all, such as `ingresses`
    /// @param stale those of them that are broken
    public void watches(Set<String> resources, Set<String> stale) {
        Map<List<String>, Double> values = new HashMap<>();
        resources.forEach(
                resource -> values.put(List.of(resource), stale.contains(resource) ? 1.0 : 0.0));
        watchStale.replace(values);
    }

    /// The API server answered.
    public void apiServerAnswered() {
        apiServer.set(1);
    }

    /// The API server did not answer.
    public void apiServerAway() {
        apiServer.set(0);
    }

    MetricSnapshots collect() {
        return own.collect();
    }
}
