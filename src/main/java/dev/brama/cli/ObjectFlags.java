package dev.brama.cli;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.controller.Progress;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.References;
import dev.brama.kube.ApiServer;
import dev.brama.kube.ClusterReading;
import dev.brama.kube.LiveCluster;
import dev.brama.kube.LiveNetwork;
import dev.brama.kube.ManifestFiles;
import dev.brama.kube.Manifests;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which objects are looked at: those of manifests, or those of a cluster.
final class ObjectFlags {
    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR|-",
            description =
                    "Manifests: a file, a folder with all below it, or - for standard"
                            + " input; may be given again. Without it, the cluster is read, and"
                            + " nothing of it changed.")
    private List<String> files = List.of();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "Of a cluster, only this namespace (default: all).")
    private @Nullable String namespace;

    @Mixin private ClusterFlags cluster = new ClusterFlags();

    /// All that there is, with what decides about addresses: that is of the whole cluster, so of a
    /// single namespace only the problems of its own objects are kept.
    ///
    /// @param configMap with pools and advertisements
    Manifests readWithAddresses(IngressOptions ingress, Optional<NamespacedName> configMap)
            throws IOException, InterruptedException {
        if (!files.isEmpty()) {
            return read(ingress);
        }
        ApiServer server = connect();
        Manifests read = read(server, ingress);
        try (Progress _ = Progress.of("reading pools of addresses", Terminal::tell)) {
            Checked<NetworkState> network =
                    ClusterReading.network(
                            server,
                            new LiveNetwork.Scope(
                                    configMap.stream().toList(),
                                    Optional.empty(),
                                    AddressConfig.EMPTY));
            return read.with(
                    new Checked<>(
                            network.value(),
                            network.problems().stream().filter(this::isAskedFor).toList()));
        }
    }

    /// Whether a problem is one of the objects that are looked at.
    boolean isAskedFor(Problem problem) {
        return namespace == null || namespace.equals(problem.object().namespace());
    }

    Manifests read(IngressOptions ingress) throws IOException, InterruptedException {
        if (!files.isEmpty()) {
            try (Progress _ = Progress.of("reading manifests", Terminal::tell)) {
                return ManifestFiles.read(files, System.in);
            }
        }
        return read(connect(), ingress);
    }

    private ApiServer connect() throws IOException {
        return ApiServer.connect(cluster.access(), System.getenv());
    }

    private Manifests read(ApiServer server, IngressOptions ingress)
            throws IOException, InterruptedException {
        try (Progress _ = Progress.of("reading " + server.address(), Terminal::tell)) {
            return ClusterReading.read(
                    server,
                    new LiveCluster.Scope(
                            Optional.ofNullable(namespace), Optional.empty(), ingress.configMaps()),
                    ingress.configMaps(),
                    state -> References.of(state, ingress).secrets());
        }
    }
}
