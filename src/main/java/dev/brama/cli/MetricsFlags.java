package dev.brama.cli;

import dev.brama.metrics.MetricsOptions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What is counted; spelled as in ingress-nginx.
final class MetricsFlags {
    private static final MetricsOptions DEFAULTS = MetricsOptions.DEFAULTS;

    @Option(
            names = "--enable-metrics",
            arity = "0..1",
            fallbackValue = "true",
            description = "Count requests too (default: only what the controller does).")
    private boolean enabled;

    @Option(
            names = "--metrics-per-host",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Tell the host in series of requests (default: ${DEFAULT-VALUE}).")
    private boolean perHost = true;

    @Option(
            names = "--metrics-per-undefined-host",
            arity = "0..1",
            fallbackValue = "true",
            description = "Count requests too whose host no Ingress names.")
    private boolean perUndefinedHost;

    @Option(
            names = "--report-status-classes",
            arity = "0..1",
            fallbackValue = "true",
            description = "Tell a status as its class, such as 2xx.")
    private boolean statusClasses;

    @Option(
            names = "--exclude-socket-metrics",
            paramLabel = "NAMES",
            split = ",",
            description = "Metrics of requests to leave out.")
    private List<String> excluded = List.of();

    @Option(
            names = "--time-buckets",
            paramLabel = "SECONDS",
            split = ",",
            description = "Bounds of the histograms of durations.")
    private List<Double> timeBuckets = DEFAULTS.timeBuckets();

    @Option(
            names = "--length-buckets",
            paramLabel = "BYTES",
            split = ",",
            description = "Bounds of the histogram of lengths of requests.")
    private List<Double> lengthBuckets = DEFAULTS.lengthBuckets();

    @Option(
            names = "--size-buckets",
            paramLabel = "BYTES",
            split = ",",
            description = "Bounds of the histograms of sizes.")
    private List<Double> sizeBuckets = DEFAULTS.sizeBuckets();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    boolean areEnabled() {
        return enabled;
    }

    MetricsOptions options() {
        try {
            return new MetricsOptions(
                    perHost,
                    perUndefinedHost,
                    statusClasses,
                    Set.copyOf(excluded),
                    timeBuckets,
                    lengthBuckets,
                    sizeBuckets);
        } catch (IllegalArgumentException e) {
            CommandSpec command = spec;
            throw command == null
                    ? e
                    : new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
