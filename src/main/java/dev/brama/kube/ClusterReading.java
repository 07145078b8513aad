package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Reads a cluster once, for looking at it.
public final class ClusterReading {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;

    private ClusterReading() {}

    /// All objects of a scope, with the Secrets that they refer to.
    ///
    /// @param configMaps the ConfigMaps to read
    /// @param secrets which Secrets are referred to
    /// @throws IOException saying why the cluster cannot be read, and how to mend it
    public static Manifests read(
            ApiServer server,
            LiveCluster.Scope scope,
            Set<NamespacedName> configMaps,
            Function<ClusterState, Set<NamespacedName>> secrets)
            throws IOException, InterruptedException {
        try (LiveCluster cluster = new LiveCluster(server, scope, () -> {}, _ -> {})) {
            cluster.start();
            await(cluster, cluster::knowsReferences);
            LiveCluster.Fetched fetched = cluster.want(secrets.apply(cluster.state()), configMaps);
            cluster.startSecrets();
            await(cluster, cluster::hasSynced);
            if (!fetched.failures().isEmpty()) {
                throw new IOException(String.join("\n", fetched.failures()));
            }
            List<Problem> problems = new ArrayList<>(cluster.problems());
            cluster.troubles().stream().map(ClusterReading::unread).forEach(problems::add);
            return new Manifests(
                    cluster.state(), NetworkState.EMPTY, new TreeMap<>(), problems, Map.of());
        }
    }

    private static Problem unread(String trouble) {
        return Problem.warning(
                new ObjectRef("Cluster", "", "objects"),
                "",
                Reason.MISSING_REFERENCE,
                trouble + "; what follows is told without them",
                "Ask for the right to list and watch them");
    }

    private static void await(LiveCluster cluster, BooleanSupplier known)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!known.getAsBoolean()) {
            List<String> troubles = cluster.troubles();
            if (!troubles.isEmpty() && !cluster.isUndisturbed()) {
                throw new IOException(String.join("\n", troubles));
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the API server has not sent "
                                + String.join(", ", cluster.missing())
                                + " within "
                                + PATIENCE.toSeconds()
                                + " s");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }
}
