package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.problem.Checked;
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
    private static final Duration NETWORK_PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 20;

    private ClusterReading() {}

    /// What decides about addresses: pools, advertisements, Services and all that.
    ///
    /// What may not be listed is told once, and the rest is read all the same.
    ///
    /// @param network where pools and advertisements are
    /// @return what there is, and what is wrong with its form
    public static Checked<NetworkState> network(ApiServer server, LiveNetwork.Scope network)
            throws InterruptedException {
        try (LiveNetwork live = new LiveNetwork(server, network, () -> {}, _ -> {})) {
            live.start();
            long deadline = System.nanoTime() + NETWORK_PATIENCE.toNanos();
            while (!live.hasSettled() && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_MILLIS);
            }
            List<Problem> problems = new ArrayList<>(live.problems());
            problems.addAll(live.foreignKinds());
            List<String> unread = new ArrayList<>(live.forbidden());
            if (!live.hasSettled()) {
                live.missing().stream().filter(each -> !unread.contains(each)).forEach(unread::add);
            }
            if (!unread.isEmpty()) {
                problems.add(
                        unread(
                                "this user may not read, or the API server did not send, "
                                        + String.join(", ", unread)));
            }
            return new Checked<>(live.state(), problems);
        }
    }

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
            // All that is refused is told at once, so that one round of granting is enough.
            boolean isAnswered = cluster.isAnswered();
            List<String> troubles = cluster.troubles();
            if (isAnswered && !troubles.isEmpty() && !cluster.isUndisturbed()) {
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
