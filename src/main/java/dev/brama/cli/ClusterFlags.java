package dev.brama.cli;

import dev.brama.kube.ApiServer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which cluster is meant.
final class ClusterFlags {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "File that says how to reach the cluster (default: $KUBECONFIG, else the"
                            + " service account of the Pod, else ~/.kube/config).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of that file (default: its current one).")
    private @Nullable String context;

    @Option(
            names = "--apiserver-host",
            paramLabel = "URL",
            description = "Address of the API server in place of the one found.")
    private @Nullable String address;

    ApiServer.Access access() {
        return new ApiServer.Access(
                Optional.ofNullable(kubeconfig),
                Optional.ofNullable(context),
                Optional.ofNullable(address).filter(text -> !text.isEmpty()));
    }
}
