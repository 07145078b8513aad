package dev.brama.metrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// A histogram over requests, and where its numbers stand in the array of a series: the sum first,
/// then the buckets.
///
/// Times are counted in milliseconds and sizes in bytes: whole numbers, as nginx writes them.
final class Figure {
    private final String title;
    private final String help;
    private final int scale;
    private final int offset;
    private final double[] bounds;
    private final long[] limits;

    /// @param scale how many of the counted units make one of the told units
    Figure(String title, String help, int scale, List<Double> buckets, int offset) {
        this.title = title;
        this.help = help;
        this.scale = scale;
        this.offset = offset;
        bounds = new double[buckets.size() + 1];
        limits = new long[buckets.size()];
        for (int i = 0; i < buckets.size(); i++) {
            bounds[i] = buckets.get(i);
            limits[i] = limit(buckets.get(i), scale);
        }
        bounds[buckets.size()] = Double.POSITIVE_INFINITY;
    }

    // Decimal, for 0.29 * 1000 is 289.99999999999994 in binary.
    private static long limit(double bound, int scale) {
        return BigDecimal.valueOf(bound)
                .multiply(BigDecimal.valueOf(scale))
                .setScale(0, RoundingMode.FLOOR)
                .longValue();
    }

    /// Its name without the prefix.
    String title() {
        return title;
    }

    String help() {
        return help;
    }

    int scale() {
        return scale;
    }

    /// Where the sum stands.
    int offset() {
        return offset;
    }

    /// Where the numbers of the next figure begin.
    int end() {
        return offset + 1 + bounds.length;
    }

    /// Upper bounds as they are told, the infinite one last.
    double[] bounds() {
        return bounds;
    }

    /// Where the bucket of a value stands.
    int bucket(long value) {
        int i = 0;
        while (i < limits.length && value > limits[i]) {
            i++;
        }
        return offset + 1 + i;
    }
}
