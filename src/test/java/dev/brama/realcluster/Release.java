package dev.brama.realcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The release of the chart that the tests use, in a namespace that admits nothing but what Pod
/// Security calls restricted.
final class Release {
    static final String REPOSITORY = "brama.dev/brama";
    static final String NAME = "edge";
    static final String NAMESPACE = "edge-system";
    static final String CLASS = "conformance";
    static final String FULL_NAME = "edge-brama";
    static final String ADDRESS = "192.168.1.70";
    static final String CONTROLLER = "deployment/" + FULL_NAME + "-controller";

    /// More workers than processors: they must agree on whose turn it is.
    private static final String VALUES =
            """
            image: {repository: %s, tag: %s}
            controller:
              config: {worker-processes: "8"}
              metrics: {enabled: true}
              preStopSleepSeconds: 2
              terminationGracePeriodSeconds: 20
              ingressClassResource: {aliases: [%s]}
            """;

    private final RealCluster cluster;
    private final String tag;
    private boolean installed;

    Release(RealCluster cluster, String tag) {
        this.cluster = cluster;
        this.tag = tag;
    }

    /// The tag of the image on the nodes.
    String tag() {
        return tag;
    }

    /// Installs it where it is not there.
    synchronized void install() throws Exception {
        if (installed) {
            return;
        }
        if (!cluster.kubectl("get", "namespace", NAMESPACE).good()) {
            cluster.kubectl("create", "namespace", NAMESPACE).orFail();
        }
        cluster.kubectl(
                        "label",
                        "--overwrite",
                        "namespace",
                        NAMESPACE,
                        "pod-security.kubernetes.io/enforce=restricted")
                .orFail();
        upgrade();
        cluster.cluster("expose", NAMESPACE + "/" + FULL_NAME + "-controller", ADDRESS).orFail();
        installed = true;
    }

    /// With more values, such as "controller.replicaCount=2".
    void upgrade(String... values) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of("upgrade", "--install", NAME, "chart", "-n", NAMESPACE, "--wait"));
        arguments.addAll(List.of("--timeout", "120s", "-f", valuesFile()));
        for (String value : values) {
            arguments.addAll(List.of("--set", value));
        }
        Ran ran = cluster.helm(arguments.toArray(String[]::new));
        if (!ran.good()) {
            throw new AssertionError(
                    ran.all()
                            + cluster.kubectl("get", "pods,events", "-n", NAMESPACE).all()
                            + log("controller"));
        }
    }

    private String valuesFile() throws IOException {
        Path file = Path.of("target/realcluster-values.yaml");
        return Files.writeString(file, VALUES.formatted(REPOSITORY, tag, CLASS)).toString();
    }

    synchronized void uninstall() throws Exception {
        installed = false;
        cluster.helm("uninstall", NAME, "-n", NAMESPACE, "--wait").orFail();
        RealCluster.await(
                "the Pods to end",
                Duration.ofSeconds(60),
                () ->
                        cluster.kubectl("get", "pods", "-n", NAMESPACE, "-o", "name")
                                .out()
                                .isEmpty());
    }

    /// Whole logs of a container of all its Pods.
    String log(String container) throws IOException, InterruptedException {
        return cluster.kubectl(
                        "logs",
                        "-n",
                        NAMESPACE,
                        "-l",
                        "app.kubernetes.io/component=controller",
                        "-c",
                        container,
                        "--tail=-1")
                .all();
    }

    /// Runs a command of the shell in a container of its Pod.
    Ran exec(String container, String script) throws IOException, InterruptedException {
        return cluster.kubectl(
                "exec", "-n", NAMESPACE, CONTROLLER, "-c", container, "--", "sh", "-c", script);
    }
}
