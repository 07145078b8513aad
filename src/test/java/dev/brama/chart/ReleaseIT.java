package dev.brama.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ControlPlane;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Releases of the chart on a real API server: what an upgrade leaves alone, what an uninstall
/// leaves behind, and what the controller may and may not do.
class ReleaseIT {
    private static final String ACCOUNT = "--as=system:serviceaccount:ingress-nginx:brama";
    private static final String SCOPED = "src/test/chart/one-namespace/values.yaml";

    private static ControlPlane plane;
    private static Tools tools;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        plane = ControlPlane.start();
        tools = Tools.of(plane.kubeconfig(plane.adminUser()));
        tools.kubectl("create", "namespace", "shop").orFail();
    }

    @AfterAll
    static void stop() throws IOException {
        if (tools != null) {
            tools.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    @BeforeEach
    void install() throws IOException, InterruptedException {
        helm("upgrade", "--install", "brama", Tools.CHART, "--create-namespace");
    }

    @AfterEach
    void uninstall() throws IOException, InterruptedException {
        helm("uninstall", "brama");
    }

    @Test
    void upgradeAndRollbackLeaveTheWebhooksAuthorityAlone()
            throws IOException, InterruptedException {
        writeAsController();
        helm(
                "upgrade",
                "brama",
                Tools.CHART,
                "--set",
                "controller.replicaCount=2,commonLabels.a=b");
        assertThat(authority()).isEqualTo("QQ==");
        assertThat(secret()).isEqualTo("Qg==");
        helm("rollback", "brama", "1");
        assertThat(authority()).isEqualTo("QQ==");
        assertThat(secret()).isEqualTo("Qg==");
    }

    @Test
    void upgradeWithoutAChangeChangesNoObject() throws IOException, InterruptedException {
        String before = generations();
        helm("upgrade", "brama", Tools.CHART);
        assertThat(generations()).isEqualTo(before);
    }

    @Test
    void changedSettingsRestartNoPod() throws IOException, InterruptedException {
        String before = podTemplate();
        helm("upgrade", "brama", Tools.CHART, "--set-string", "controller.config.gzip-level=3");
        assertThat(podTemplate()).isEqualTo(before);
    }

    @Test
    void uninstallLeavesNothingBehind() throws IOException, InterruptedException {
        helm("uninstall", "brama");
        assertThat(left()).isEmpty();
        install();
    }

    @Test
    void upgradeInPlaceTakesOverIngressNginxAndGivesItBack()
            throws IOException, InterruptedException {
        helm("uninstall", "brama");
        helm("install", "ingress-nginx", "src/test/charts/ingress-nginx", "--server-side=false");
        String service = of("ingress-nginx-controller", "service", "{.metadata.uid}");
        helm(
                "upgrade",
                "ingress-nginx",
                Tools.CHART,
                "--reset-values",
                "--values",
                "src/test/chart/values-of-ingress-nginx/values.yaml");
        assertThat(of("ingress-nginx-controller", "service", "{.metadata.uid}"))
                .as("the Service, and so its address, is the same")
                .isEqualTo(service);
        assertThat(containersOfIngressNginx()).isEqualTo("controller nginx");
        helm("rollback", "ingress-nginx", "1");
        assertThat(containersOfIngressNginx()).isEqualTo(" controller");
        helm("uninstall", "ingress-nginx");
        install();
    }

    @ParameterizedTest
    @CsvSource({
        "list, ingresses.networking.k8s.io",
        "watch, secrets",
        "get, configmaps",
        "watch, endpointslices.discovery.k8s.io",
        "list, ingressclasses.networking.k8s.io",
        "update, ingresses.networking.k8s.io:status",
        "create, events",
        "create, leases.coordination.k8s.io",
        "update, lease/brama-leader",
        "update, secret/brama-webhook-certificate",
        "patch, validatingwebhookconfiguration/brama-admission",
        "list, pods",
    })
    void controllerMay(String verb, String what) throws IOException, InterruptedException {
        assertThat(can(Tools.NAMESPACE, verb, what)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "update, ingresses.networking.k8s.io",
        "delete, ingresses.networking.k8s.io",
        "create, secrets",
        "update, secret/other",
        "delete, secret/brama-webhook-certificate",
        "update, configmaps",
        "update, services",
        "patch, validatingwebhookconfiguration/other",
        "delete, validatingwebhookconfiguration/brama-admission",
        "create, pods",
        "create, pods:exec",
        "create, serviceaccounts:token",
        "update, lease/other",
        "list, nodes",
        "list, namespaces",
        "escalate, clusterroles",
        "impersonate, users",
    })
    void controllerMayNot(String verb, String what) throws IOException, InterruptedException {
        assertThat(can(Tools.NAMESPACE, verb, what)).isFalse();
    }

    @Test
    void scopedControllerReadsOneNamespaceOnly() throws IOException, InterruptedException {
        helm("upgrade", "brama", Tools.CHART, "--values", SCOPED);
        assertThat(can("shop", "list", "secrets")).isTrue();
        assertThat(can("shop", "update", "ingresses.networking.k8s.io:status")).isTrue();
        assertThat(can(Tools.NAMESPACE, "list", "configmaps")).isTrue();
        assertThat(can(Tools.NAMESPACE, "get", "secret/fallback")).isTrue();
        for (String namespace : List.of(Tools.NAMESPACE, "default", "kube-system")) {
            assertThat(can(namespace, "list", "secrets")).as(namespace).isFalse();
            assertThat(can(namespace, "list", "ingresses.networking.k8s.io"))
                    .as(namespace)
                    .isFalse();
        }
        assertThat(can("default", "get", "configmaps")).isFalse();
        assertThat(can("default", "list", "ingressclasses.networking.k8s.io")).isTrue();
    }

    @Test
    void withoutAClusterRoleNothingOfTheClusterIsRead() throws IOException, InterruptedException {
        helm("upgrade", "brama", Tools.CHART, "--values", SCOPED, "--set", "rbac.scope=true");
        assertThat(can("shop", "list", "secrets")).isTrue();
        assertThat(can("default", "list", "ingressclasses.networking.k8s.io")).isFalse();
        assertThat(can("default", "list", "secrets")).isFalse();
    }

    private static void helm(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--namespace", Tools.NAMESPACE));
        tools.helm(all.toArray(String[]::new)).orFail();
    }

    /// @param what a resource, RESOURCE/NAME, or RESOURCE:SUBRESOURCE
    private static boolean can(String namespace, String verb, String what)
            throws IOException, InterruptedException {
        String[] parts = what.split(":", 2);
        String part = parts.length == 2 ? parts[1] : "";
        Said said =
                tools.kubectl(
                        "auth",
                        "can-i",
                        verb,
                        parts[0],
                        "--subresource=" + part,
                        ACCOUNT,
                        "--namespace",
                        namespace);
        String answer = said.out().strip();
        assertThat(answer).as(said.all()).isIn("yes", "no");
        return answer.equals("yes");
    }

    /// What the controller does once it runs.
    private static void writeAsController() throws IOException, InterruptedException {
        tools.kubectl(
                        "patch",
                        "validatingwebhookconfiguration",
                        "brama-admission",
                        "--type=json",
                        "--patch=[{\"op\":\"add\",\"path\":\"/webhooks/0/clientConfig/caBundle\","
                                + "\"value\":\"QQ==\"}]")
                .orFail();
        tools.kubectl(
                        "patch",
                        "secret",
                        "brama-webhook-certificate",
                        "--namespace",
                        Tools.NAMESPACE,
                        "--type=merge",
                        "--patch={\"data\":{\"tls.crt\":\"Qg==\"}}")
                .orFail();
    }

    private static String authority() throws IOException, InterruptedException {
        return tools.kubectl(
                        "get",
                        "validatingwebhookconfiguration",
                        "brama-admission",
                        "--output=jsonpath={.webhooks[0].clientConfig.caBundle}")
                .orFail();
    }

    private static String secret() throws IOException, InterruptedException {
        return of("brama-webhook-certificate", "secret", "{.data.tls\\.crt}");
    }

    private static String podTemplate() throws IOException, InterruptedException {
        return of("brama-controller", "deployment", "{.spec.template}");
    }

    private static String containersOfIngressNginx() throws IOException, InterruptedException {
        return of(
                "ingress-nginx-controller",
                "deployment",
                "{.spec.template.spec.initContainers[*].name}"
                        + " {.spec.template.spec.containers[*].name}");
    }

    private static String of(String name, String kind, String what)
            throws IOException, InterruptedException {
        return tools.kubectl(
                        "get",
                        kind,
                        name,
                        "--namespace",
                        Tools.NAMESPACE,
                        "--output=jsonpath=" + what)
                .orFail();
    }

    /// Name and version of every object of the release.
    private static String generations() throws IOException, InterruptedException {
        return tools.kubectl(
                        "get",
                        "deployment,service,configmap,secret,serviceaccount,role,rolebinding,"
                                + "clusterrole,clusterrolebinding,ingressclass,"
                                + "validatingwebhookconfiguration",
                        "--namespace",
                        Tools.NAMESPACE,
                        "--selector=app.kubernetes.io/instance=brama",
                        "--output=jsonpath={range .items[*]}{.kind}/{.metadata.name}"
                                + " {.metadata.resourceVersion}{\"\\n\"}{end}")
                .orFail();
    }

    /// Objects in the namespace and of the cluster that carry the release's label or name.
    private static List<String> left() throws IOException, InterruptedException {
        TreeSet<String> found = new TreeSet<>();
        for (String scope : List.of("true", "false")) {
            String kinds =
                    tools.kubectl(
                                    "api-resources",
                                    "--namespaced=" + scope,
                                    "--verbs=list",
                                    "--output=name")
                            .orFail();
            String all = String.join(",", kinds.lines().filter(ReleaseIT::isKept).toList());
            tools.kubectl("get", all, "--namespace", Tools.NAMESPACE, "--output=name")
                    .orFail()
                    .lines()
                    .filter(object -> object.contains("brama") || object.contains("ingressclass"))
                    .forEach(found::add);
        }
        return List.copyOf(found);
    }

    // Events outlive what they tell of, and end by themselves.
    private static boolean isKept(String kind) {
        return !kind.startsWith("componentstatuses") && !kind.startsWith("events");
    }
}
