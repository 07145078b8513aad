package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// The life of a release, told in order, with the quickstart behind it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseLifeIT {
    private static final String APP = "http://app1.example.com/";
    private static final String SECOND = "https://app2.example.com/";
    private static final List<String> KINDS =
            List.of(
                    "clusterroles",
                    "clusterrolebindings",
                    "validatingwebhookconfigurations",
                    "ingressclasses",
                    "deployments",
                    "daemonsets",
                    "services",
                    "configmaps",
                    "secrets",
                    "serviceaccounts",
                    "roles",
                    "rolebindings",
                    "leases",
                    "poddisruptionbudgets",
                    "pods");

    private static RealCluster cluster;
    private static Release release;

    @BeforeAll
    static void startApplications() throws Exception {
        cluster = RealCluster.shared();
        release = cluster.release();
        release.install();
        cluster.apply(
                ConformanceIT.tlsSecret(
                        "app2-tls", "default", ConformanceIT.certificate("app2.example.com")));
        cluster.kubectl(
                        "apply",
                        "-f",
                        "examples/quickstart/app1.yaml",
                        "-f",
                        "examples/quickstart/app2.yaml")
                .orFail();
        cluster.kubectl("rollout", "status", "deployment/app1", "deployment/app2").orFail();
    }

    @AfterAll
    static void endApplications() throws Exception {
        cluster.kubectl("uncordon", "node1", "node2", "node3");
        cluster.kubectl(
                        "delete",
                        "--ignore-not-found",
                        "-f",
                        "examples/quickstart/app1.yaml",
                        "-f",
                        "examples/quickstart/app2.yaml")
                .orFail();
    }

    @Test
    @Order(1)
    void quickstartAnswersAndKubectlTellsWhere() throws Exception {
        awaitAnswer();
        RealCluster.await(
                "addresses",
                () -> cluster.kubectl("get", "ingress").out().split(Release.ADDRESS).length == 3);
        assertThat(cluster.kubectl("get", "ingress", "app1").orFail())
                .containsPattern("app1 +nginx +app1.example.com +192.168.1.70 +80 ");
        assertThat(cluster.kubectl("get", "ingress", "app2").orFail())
                .containsPattern("app2 +nginx +app2.example.com +192.168.1.70 +80, 443 ");
        RealCluster.await(
                "an Event",
                () ->
                        cluster.kubectl("describe", "ingress", "app1")
                                .out()
                                .matches("(?s).*Normal +Sync .*"));
    }

    @Test
    @Order(2)
    void badIngressIsRefusedInTheWordsOfCheck() throws Exception {
        String bad =
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: twice, namespace: default}
                spec:
                  ingressClassName: nginx
                  rules:
                  - host: app1.example.com
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: app1, port: {number: 80}}}}
                """;
        String refusal = cluster.tryApply(bad).all();
        assertThat(refusal).contains("denied the request").contains("Ingress default/twice");
        String told = refusal.substring(refusal.indexOf("error: Ingress"));
        Ran check =
                cluster.kubectl(
                        "exec",
                        "-n",
                        Release.NAMESPACE,
                        Release.CONTROLLER,
                        "-c",
                        "controller",
                        "--",
                        "sh",
                        "-c",
                        "cat >/tmp/bad.yaml <<'END'\n"
                                + manifests(bad)
                                + "END\n/usr/local/bin/brama check -f /tmp/bad.yaml");
        assertThat(check.out()).contains(told.lines().limit(3).map(String::strip).toList());
    }

    /// The Ingress that is there, as its file has it, and the one that is refused.
    private static String manifests(String bad) throws Exception {
        String first = cluster.kubectl("get", "ingress", "app1", "-o", "yaml").orFail();
        return first + "---\n" + bad;
    }

    @Test
    @Order(3)
    void helmTestPasses() throws Exception {
        assertThat(cluster.helm("test", Release.NAME, "-n", Release.NAMESPACE).orFail())
                .contains("Succeeded");
    }

    @Test
    @Order(4)
    void upgradeChangesAndRollbackBringsBack() throws Exception {
        String revision = revision();
        release.upgrade("controller.config.server-tokens=false", "controller.replicaCount=2");
        assertThat(ready()).isEqualTo("2");
        RealCluster.await("server to be silent", () -> server().equals("nginx"));
        cluster.helm(
                        "rollback",
                        Release.NAME,
                        revision,
                        "-n",
                        Release.NAMESPACE,
                        "--wait",
                        "--timeout",
                        "90s")
                .orFail();
        RealCluster.await("one replica", () -> ready().equals("1"));
        awaitAnswer();
    }

    @Test
    @Order(5)
    void scaledUpAndDownItGoesOnServing() throws Exception {
        try (Load load = Load.start(cluster.lan(), APP)) {
            for (String replicas : List.of("2", "1")) {
                scale(replicas);
                RealCluster.await(replicas + " ready", () -> ready().equals(replicas));
                RealCluster.await(
                        "others to be gone", () -> pods().size() == Integer.parseInt(replicas));
            }
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(6)
    void drainedNodeCostsNoRequestWithTwoReplicas() throws Exception {
        scale("2");
        RealCluster.await("two ready", () -> ready().equals("2"));
        String node =
                cluster.field(
                        Release.NAMESPACE, "pod/" + pods().iterator().next(), ".spec.nodeName");
        try (Load load = Load.start(cluster.lan(), APP)) {
            cluster.kubectl(
                            "drain",
                            node,
                            "--ignore-daemonsets",
                            "--delete-emptydir-data",
                            "--pod-selector=app.kubernetes.io/component=controller",
                            "--timeout=120s")
                    .orFail();
            RealCluster.await("two ready again", () -> ready().equals("2") && pods().size() == 2);
            assertThat(load.failures()).isEmpty();
        }
        cluster.kubectl("uncordon", node).orFail();
    }

    @Test
    @Order(7)
    void uninstallLeavesNothingBehind() throws Exception {
        assertThat(ours()).isNotEmpty();
        release.uninstall();
        // The Lease goes when its owner is seen to be gone.
        RealCluster.await(
                "the Lease to go",
                Duration.ofSeconds(60),
                () -> ours().stream().noneMatch(line -> line.startsWith("Lease")));
        assertThat(ours()).isEmpty();
        // Without the webhook, and without its word.
        cluster.kubectl("annotate", "ingress", "app1", "note=free").orFail();
    }

    /// Objects of the release, whatever their labels.
    private static Set<String> ours() throws Exception {
        return cluster.kubectl(
                        "get",
                        String.join(",", KINDS),
                        "-A",
                        "-o",
                        "custom-columns=KIND:.kind,NS:.metadata.namespace,NAME:.metadata.name",
                        "--no-headers")
                .orFail()
                .lines()
                .filter(line -> line.contains("edge") || line.contains("IngressClass"))
                // Kubernetes makes these in every namespace.
                .filter(line -> !line.matches("ConfigMap .* kube-root-ca.crt *"))
                .filter(line -> !line.matches("ServiceAccount .* default *"))
                .collect(Collectors.toSet());
    }

    private static String revision() throws Exception {
        return cluster.helm("history", Release.NAME, "-n", Release.NAMESPACE, "--max", "1")
                .orFail()
                .lines()
                .reduce((first, last) -> last)
                .orElseThrow()
                .split("\\s")[0];
    }

    private static void scale(String replicas) throws Exception {
        cluster.kubectl(
                        "scale",
                        "-n",
                        Release.NAMESPACE,
                        Release.CONTROLLER,
                        "--replicas=" + replicas)
                .orFail();
    }

    private static String ready() throws Exception {
        return cluster.field(Release.NAMESPACE, Release.CONTROLLER, ".status.readyReplicas");
    }

    private static Set<String> pods() throws Exception {
        return cluster.kubectl(
                        "get",
                        "pods",
                        "-n",
                        Release.NAMESPACE,
                        "-l",
                        "app.kubernetes.io/component=controller",
                        "-o",
                        "custom-columns=N:.metadata.name",
                        "--no-headers")
                .orFail()
                .lines()
                .collect(Collectors.toSet());
    }

    private static String server() throws Exception {
        return cluster.lan().send(Request.get(APP, Release.ADDRESS)).header("server");
    }

    private static void awaitAnswer() throws Exception {
        RealCluster.await(
                "the quickstart to answer",
                () ->
                        body(APP).contains("Hello from app1")
                                && body(SECOND).contains("Hello from app2"));
    }

    private static String body(String url) throws Exception {
        return cluster.lan().send(Request.get(url, Release.ADDRESS)).body();
    }
}
