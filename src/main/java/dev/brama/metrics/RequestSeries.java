package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// The numbers of one set of labels. One thread counts; any may read meanwhile, and sees each
/// number as it was at some time.
final class RequestSeries {
    private static final VarHandle NUMBER = MethodHandles.arrayElementVarHandle(long[].class);

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
        add(0, 1);
    }

    void observe(Figure figure, long value) {
        if (value >= 0) {
            add(figure.offset(), value);
            add(figure.bucket(value), 1);
        }
    }

    // There is one writer only, so reading and writing need not be one step.
    private void add(int at, long value) {
        NUMBER.setOpaque(numbers, at, numbers[at] + value);
    }

    private long number(int at) {
        return (long) NUMBER.getOpaque(numbers, at);
    }

    UnknownDataPointSnapshot requests() {
        return UnknownDataPointSnapshot.builder().labels(told).value((double) number(0)).build();
    }

    /// The histogram of a figure; empty where no request had it.
    Optional<HistogramDataPointSnapshot> histogram(Figure figure) {
        double[] bounds = figure.bounds();
        long[] counts = new long[bounds.length];
        int offset = figure.offset();
        boolean any = false;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = number(offset + 1 + i);
            any |= counts[i] != 0;
        }
        if (!any) {
            return Optional.empty();
        }
        return Optional.of(
                HistogramDataPointSnapshot.builder()
                        .labels(told)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum((double) number(offset) / figure.scale())
                        .build());
    }
}
