package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.Optional;

/// The numbers of one set of labels. One thread counts; any may read meanwhile, and sees each
/// number as it was at some time, not before what [RequestMetrics#publish] told.
final class RequestSeries {
    private final RequestLabels labels;
    private final Labels told;
    private final long[] numbers;

    RequestSeries(RequestLabels labels, Labels constant, int size) {
        this.labels = labels;
        this.told = labels.with(constant);
        this.numbers = new long[size];
    }

    RequestLabels labels() {
        return labels;
    }

    void count() {
        numbers[0]++;
    }

    void observe(Figure figure, long value) {
        if (value >= 0) {
            numbers[figure.offset()] += value;
            numbers[figure.bucket(value)]++;
        }
    }

    UnknownDataPointSnapshot requests() {
        return UnknownDataPointSnapshot.builder().labels(told).value((double) numbers[0]).build();
    }

    /// The histogram of a figure; empty where no request had it.
    Optional<HistogramDataPointSnapshot> histogram(Figure figure) {
        double[] bounds = figure.bounds();
        long[] counts = new long[bounds.length];
        int offset = figure.offset();
        boolean any = false;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = numbers[offset + 1 + i];
            any |= counts[i] != 0;
        }
        if (!any) {
            return Optional.empty();
        }
        return Optional.of(
                HistogramDataPointSnapshot.builder()
                        .labels(told)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum((double) numbers[offset] / figure.scale())
                        .build());
    }
}
