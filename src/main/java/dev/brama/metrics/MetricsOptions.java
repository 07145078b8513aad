package dev.brama.metrics;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What is counted of requests: the flags of ingress-nginx on metrics.
///
/// @param perHost `--metrics-per-host`: whether series tell the host
/// @param perUndefinedHost `--metrics-per-undefined-host`: whether requests count whose host no
///   Ingress names
/// @param statusClasses `--report-status-classes`: whether a status is told as `2xx`
/// @param excluded `--exclude-socket-metrics`: metrics of requests left out, by their names without
///   the prefix
/// @param timeBuckets `--time-buckets`, in seconds
/// @param lengthBuckets `--length-buckets`, in bytes
/// @param sizeBuckets `--size-buckets`, in bytes
public record MetricsOptions(
        boolean perHost,
        boolean perUndefinedHost,
        boolean statusClasses,
        Set<String> excluded,
        List<Double> timeBuckets,
        List<Double> lengthBuckets,
        List<Double> sizeBuckets) {
    /// The flags as ingress-nginx has them where none is given.
    public static final MetricsOptions DEFAULTS =
            new MetricsOptions(
                    true,
                    false,
                    false,
                    Set.of(),
                    List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
                    List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0),
                    List.of(1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7));

    private static final String PREFIX = "nginx_ingress_controller_";
    private static final int MAX_BUCKETS = 200;

    /// @throws IllegalArgumentException if buckets are not 1 to 200 finite numbers, ever greater
    public MetricsOptions {
        Set<String> names = new TreeSet<>();
        for (String name : excluded) {
            String bare = name.strip();
            names.add(bare.startsWith(PREFIX) ? bare.substring(PREFIX.length()) : bare);
        }
        excluded = Set.copyOf(names);
        timeBuckets = rising(timeBuckets);
        lengthBuckets = rising(lengthBuckets);
        sizeBuckets = rising(sizeBuckets);
    }

    private static List<Double> rising(List<Double> buckets) {
        if (buckets.isEmpty() || buckets.size() > MAX_BUCKETS) {
            throw new IllegalArgumentException("buckets must be 1 to " + MAX_BUCKETS + " numbers");
        }
        double last = 0;
        for (double bound : buckets) {
            if (!(bound > last) || bound > 1e15) {
                throw new IllegalArgumentException(
                        "buckets must be numbers above 0, each greater than the one before");
            }
            last = bound;
        }
        return List.copyOf(buckets);
    }
}
