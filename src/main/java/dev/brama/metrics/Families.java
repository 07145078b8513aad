package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;

/// Metrics that belong together. Those without a number yet are not told.
final class Families {
    private final String prefix;
    private final Labels constant;
    private final List<Family> all = new ArrayList<>();

    Families(String prefix, Labels constant) {
        this.prefix = prefix;
        this.constant = constant;
    }

    Family gauge(String name, String help, String... labelNames) {
        return enlisted(new Family(prefix + name, help, Family.Kind.GAUGE, labelNames));
    }

    Family counter(String name, String help, String... labelNames) {
        return enlisted(new Family(prefix + name, help, Family.Kind.COUNTER, labelNames));
    }

    private Family enlisted(Family family) {
        all.add(family);
        return family;
    }

    MetricSnapshots collect() {
        return new MetricSnapshots(
                all.stream()
                        .filter(family -> !family.isEmpty())
                        .map(family -> family.snapshot(constant))
                        .toList());
    }
}
