package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The numbers of one metric by their labels.
final class Family {
    /// What a number is.
    enum Kind {
        /// Goes up and down.
        GAUGE,
        /// Only grows.
        COUNTER
    }

    private final String name;
    private final String help;
    private final Kind kind;
    private final List<String> labelNames;
    private final Map<List<String>, Double> values = new ConcurrentHashMap<>();

    Family(String name, String help, Kind kind, String... labelNames) {
        this.name = name;
        this.help = help;
        this.kind = kind;
        this.labelNames = List.of(labelNames);
    }

    void set(double value, String... labels) {
        values.put(List.of(labels), value);
    }

    /// Whole numbers above 2^53 lose their last digits.
    void set(long value, String... labels) {
        set((double) value, labels);
    }

    void add(double more, String... labels) {
        values.merge(List.of(labels), more, Double::sum);
    }

    /// Keeps the series whose labels fit.
    void retain(Predicate<List<String>> condition) {
        values.keySet().removeIf(condition.negate());
    }

    /// Replaces all series; none is missing meanwhile that stays.
    void replace(Map<List<String>, Double> now) {
        values.putAll(now);
        values.keySet().retainAll(now.keySet());
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    MetricSnapshot snapshot(Labels constant) {
        Map<List<String>, Double> now = Map.copyOf(values);
        return switch (kind) {
            case GAUGE -> {
                GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
                now.forEach((labels, value) ->
                        gauge.dataPoint(
                                GaugeDataPointSnapshot.builder()
                                        .labels(told(labels, constant))
                                        .value(value)
                                        .build()));
                yield gauge.build();
            }
            case COUNTER -> hasOwnName() ? counter(now, constant) : plainCounter(now, constant);
        };
    }

    // The library writes `_total` behind the name of every counter, and takes a gauge of the same
    // name for the same metric. Dashboards know some counters without it.
    private boolean hasOwnName() {
        return name.endsWith("_total") && !name.endsWith("_connections_total");
    }

    private MetricSnapshot counter(Map<List<String>, Double> now, Labels constant) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        now.forEach((labels, value) ->
                counter.dataPoint(
                        CounterDataPointSnapshot.builder()
                                .labels(told(labels, constant))
                                .value(value)
                                .build()));
        return counter.build();
    }

    private MetricSnapshot plainCounter(Map<List<String>, Double> now, Labels constant) {
        UnknownSnapshot.Builder counter = UnknownSnapshot.builder().name(name).help(help);
        now.forEach((labels, value) ->
                counter.dataPoint(
                        UnknownDataPointSnapshot.builder()
                                .labels(told(labels, constant))
                                .value(value)
                                .build()));
        return counter.build();
    }

    private Labels told(List<String> labels, Labels constant) {
        return labels.isEmpty() ? constant : constant.merge(Labels.of(labelNames, labels));
    }
}
