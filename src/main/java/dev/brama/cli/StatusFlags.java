package dev.brama.cli;

import dev.brama.cluster.NamespacedName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is written to the cluster, and by which of several controllers.
@SuppressWarnings("UnusedVariable")
final class StatusFlags {
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
}
