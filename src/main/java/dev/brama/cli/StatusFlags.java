package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import dev.brama.controller.ReportOptions;
import dev.brama.report.AddressSource;
import dev.brama.report.EventPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What is written to the cluster, and by which of several controllers.
final class StatusFlags {
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,5})s?");

    @Option(
            names = "--publish-service",
            paramLabel = "NS/SERVICE",
            converter = IngressFlags.NameConverter.class,
            description = "Service whose addresses the status of Ingresses tells.")
    private @Nullable NamespacedName publishService;

    @Option(
            names = "--publish-status-address",
            paramLabel = "ADDRESSES",
            split = ",",
            description = "Addresses that the status of Ingresses tells in place of a Service's.")
    private List<String> addresses = List.of();

    @Option(
            names = "--report-node-internal-ip-address",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Where neither is given: tell the internal addresses of the nodes rather than"
                            + " the external ones.")
    private boolean internal;

    @Option(
            names = "--update-status",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Write the status of Ingresses (default: ${DEFAULT-VALUE}).")
    private boolean update = true;

    @Option(
            names = "--update-status-on-shutdown",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Take the addresses back when the last controller stops (default:"
                            + " ${DEFAULT-VALUE}).")
    private boolean takeBack = true;

    @Option(
            names = "--status-update-interval",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How often all is looked at again (default: ${DEFAULT-VALUE}).")
    private int interval = 60;

    @Option(
            names = "--election-id",
            paramLabel = "NAME",
            defaultValue = "ingress-controller-leader",
            description =
                    "Lease by which one of several controllers writes (default:"
                            + " ${DEFAULT-VALUE}).")
    private String electionId = "ingress-controller-leader";

    @Option(
            names = "--election-ttl",
            paramLabel = "DURATION",
            defaultValue = "30s",
            description = "How long that holds unrenewed (default: ${DEFAULT-VALUE}).")
    private String electionTtl = "30s";

    @Option(
            names = "--disable-leader-election",
            arity = "0..1",
            fallbackValue = "true",
            description = "Write without asking whether another one does.")
    private boolean alone;

    @Option(
            names = "--disable-sync-events",
            arity = "0..1",
            fallbackValue = "true",
            description = "Raise no Event when an Ingress is taken.")
    private boolean withoutSyncEvents;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// What is written by the Pod that this process runs in.
    ReportOptions options(NamespacedName pod) {
        return new ReportOptions(
                pod,
                alone
                        ? Optional.empty()
                        : Optional.of(
                                new ReportOptions.Election(
                                        new NamespacedName(pod.namespace(), electionId), ttl())),
                update ? Optional.of(status()) : Optional.empty(),
                withoutSyncEvents ? EventPlan.SyncEvents.UNTOLD : EventPlan.SyncEvents.TOLD);
    }

    private ReportOptions.Status status() {
        if (interval < 5) {
            throw UsageMistake.of(spec, "--status-update-interval must be at least 5 seconds");
        }
        return new ReportOptions.Status(
                source(),
                Duration.ofSeconds(interval),
                takeBack
                        ? ReportOptions.Status.AtTheEnd.TAKEN_BACK
                        : ReportOptions.Status.AtTheEnd.KEPT);
    }

    private AddressSource source() {
        NamespacedName service = publishService;
        String listed = String.join(",", addresses);
        if (!listed.isEmpty() && service != null) {
            throw UsageMistake.of(
                    spec,
                    "--publish-service and --publish-status-address exclude each other; leave one"
                            + " out");
        }
        if (!listed.isEmpty()) {
            return AddressSource.Listed.parse(listed)
                    .orElseThrow(() ->
                            UsageMistake.of(
                                    spec,
                                    "--publish-status-address takes IP addresses and DNS names,"
                                            + " separated by commas, not '"
                                            + listed
                                            + "'"));
        }
        if (service != null) {
            return new AddressSource.OfService(service);
        }
        return new AddressSource.OfNodes(
                internal ? AddressSource.NodeAddress.INTERNAL : AddressSource.NodeAddress.EXTERNAL);
    }

    private Duration ttl() {
        Matcher matcher = SECONDS.matcher(electionTtl);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 2) {
            throw UsageMistake.of(spec, "--election-ttl takes seconds, at least 2, such as 30s");
        }
        return Duration.ofSeconds(Integer.parseInt(matcher.group(1)));
    }
}
