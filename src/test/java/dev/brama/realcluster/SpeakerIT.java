package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// The speaker as the chart installs it: a pending Service gets an address of the pool, a client in
/// the LAN reaches an application through it, and goes on when its node is gone.
@TestMethodOrder(OrderAnnotation.class)
class SpeakerIT {
    private static final String NAMESPACE = "lan-system";
    private static final String CLASS = "brama.dev/lan";
    private static final String ADDRESS = "192.168.1.75";
    private static final String HOST = "lan.example.com";
    private static final String VALUES =
            """
            image: {repository: %s, tag: %s}
            controller:
              replicaCount: 2
              preStopSleepSeconds: 2
              terminationGracePeriodSeconds: 20
              electionID: lan-leader
              ingressClass: lan
              ingressClassResource: {name: lan, controllerValue: brama.dev/lan}
              service: {loadBalancerClass: %s}
              admissionWebhooks: {enabled: false}
              topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: kubernetes.io/hostname
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector:
                    matchLabels: {app.kubernetes.io/instance: lan, app.kubernetes.io/component: controller}
            speaker:
              enabled: true
              loadBalancerClass: %s
              pools:
                - {name: lan, addresses: [192.168.1.75-192.168.1.79]}
            """;

    private static RealCluster cluster;

    @BeforeAll
    static void install() throws Exception {
        cluster = RealCluster.shared();
        cluster.kubectl("create", "namespace", NAMESPACE).orFail();
        String tag = cluster.release().tag();
        Path file = Path.of("target/realcluster-speaker-values.yaml");
        Files.writeString(file, VALUES.formatted(Release.REPOSITORY, tag, CLASS, CLASS));
        Ran ran =
                cluster.helm(
                        "upgrade",
                        "--install",
                        "lan",
                        "chart",
                        "-n",
                        NAMESPACE,
                        "--wait",
                        "--timeout",
                        "120s",
                        "-f",
                        file.toString());
        if (!ran.good()) {
            throw new AssertionError(
                    ran.all()
                            + cluster.kubectl("get", "pods,events", "-n", NAMESPACE).all()
                            + speakerLogs());
        }
        Application echo = Application.of("lan", "echo");
        cluster.apply(echo.yaml(NAMESPACE));
        cluster.kubectl("scale", "-n", NAMESPACE, "deployment/" + echo.deployment(), "--replicas=3")
                .orFail();
        cluster.apply(
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: echo, namespace: %s}
                spec:
                  ingressClassName: lan
                  rules:
                  - host: %s
                    http:
                      paths:
                      - path: /
                        pathType: Prefix
                        backend: {service: {name: echo, port: {number: 8080}}}
                """
                        .formatted(NAMESPACE, HOST));
    }

    @AfterAll
    static void uninstall() throws Exception {
        for (int n = 1; n <= 3; n++) {
            cluster.cluster("link", Integer.toString(n), "up").orFail();
        }
        cluster.helm("uninstall", "lan", "-n", NAMESPACE, "--wait").orFail();
        cluster.dropNamespace(NAMESPACE);
    }

    private static String speakerLogs() throws Exception {
        return cluster.kubectl(
                        "logs",
                        "-n",
                        NAMESPACE,
                        "-l",
                        "app.kubernetes.io/component=speaker",
                        "--tail=40",
                        "--prefix")
                .all();
    }

    private static boolean answers() throws Exception {
        return cluster.lan().send(Request.get("http://" + HOST + "/", ADDRESS)).status() == 200;
    }

    /// The node whose MAC the client holds for the address.
    private static Optional<Integer> holder() throws Exception {
        String mac =
                field("lladdr", cluster.cluster("lan-exec", "ip", "neigh", "show", ADDRESS).out());
        for (int n = 1; n <= 3; n++) {
            String link =
                    cluster.cluster("node-exec", Integer.toString(n), "ip", "link", "show", "eth0")
                            .out();
            if (!mac.isEmpty() && link.contains(mac)) {
                return Optional.of(n);
            }
        }
        return Optional.empty();
    }

    private static String field(String name, String text) {
        List<String> words = List.of(text.strip().split("\\s+"));
        int at = words.indexOf(name);
        return at < 0 ? "" : words.get(at + 1);
    }

    @Test
    @Order(1)
    void pendingServiceGetsAnAddressAndTheLanReachesTheApplication() throws Exception {
        RealCluster.await(
                "an address",
                () ->
                        cluster.field(
                                        NAMESPACE,
                                        "service/lan-brama-controller",
                                        ".status.loadBalancer.ingress[0].ip")
                                .equals(ADDRESS));
        RealCluster.await("an answer", SpeakerIT::answers);
        assertThat(holder()).isPresent();
        assertThat(
                        cluster.kubectl(
                                        "describe",
                                        "service",
                                        "-n",
                                        NAMESPACE,
                                        "lan-brama-controller")
                                .out())
                .contains("IPAllocated");
    }

    @Test
    @Order(2)
    void statusTellsHolderAndPool() throws Exception {
        String status =
                cluster.kubectl(
                                "exec",
                                "-n",
                                NAMESPACE,
                                "daemonset/lan-brama-speaker",
                                "--",
                                "brama",
                                "speaker",
                                "status")
                        .orFail();
        assertThat(status)
                .contains("authority by quorum", ADDRESS, NAMESPACE + "/lan-brama-controller")
                // Whichever node is asked knows who answers.
                .doesNotContain("unknown", "nobody");
    }

    @Test
    @Order(3)
    void deletedSpeakerPodHandsOver() throws Exception {
        int before = holder().orElseThrow();
        String pod =
                cluster.kubectl(
                                "get",
                                "pods",
                                "-n",
                                NAMESPACE,
                                "-l",
                                "app.kubernetes.io/component=speaker",
                                "--field-selector",
                                "spec.nodeName=node" + before,
                                "-o",
                                "name")
                        .orFail()
                        .strip();
        cluster.kubectl("delete", "-n", NAMESPACE, pod).orFail();
        RealCluster.await("another holder", () -> holder().filter(n -> n != before).isPresent());
        assertThat(answers()).isTrue();
    }

    @Test
    @Order(4)
    void clientGoesOnWhenTheNodeIsCutOff() throws Exception {
        // The API server lives on node 1; its loss is another story.
        int node = holder().orElseThrow();
        if (node == 1) {
            deletedSpeakerPodHandsOver();
            node = holder().orElseThrow();
        }
        int gone = node;
        cluster.cluster("link", Integer.toString(gone), "down").orFail();
        try {
            RealCluster.await(
                    "another node",
                    Duration.ofSeconds(60),
                    () -> holder().filter(n -> n != gone).isPresent() && answers());
        } finally {
            cluster.cluster("link", Integer.toString(gone), "up").orFail();
        }
        RealCluster.idle(Duration.ofSeconds(5));
        assertThat(holder()).as("who returns takes nothing back").isNotEqualTo(Optional.of(gone));
    }
}
