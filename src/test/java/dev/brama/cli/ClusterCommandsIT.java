package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that look at manifests look at a cluster too, and change nothing of it.
class ClusterCommandsIT {
    private static final String READING =
            """
            [{apiGroups: [""], resources: [services, secrets, configmaps], verbs: [get, list, watch]},
             {apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [get, list, watch]},
             {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch]}]
            """;

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private String namespace;

    @TempDir Path folder;

    @BeforeEach
    void prepare() throws Exception {
        namespace = admin.newNamespace(Map.of());
        admin.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: cert, namespace: %1$s}
                type: kubernetes.io/tls
                stringData: {tls.crt: "no certificate", tls.key: "hush-hush-key"}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop, namespace: %1$s}
                spec:
                  ingressClassName: nginx
                  tls: [{hosts: [shop.example.com], secretName: cert}]
                  rules:
                  - host: shop.example.com
                    http:
                      paths:
                      - path: /cart
                        pathType: Prefix
                        backend: {service: {name: crat, port: {number: 80}}}
                """
                        .formatted(namespace));
    }

    @Test
    void checkTellsTheProblemsOfTheCluster() throws Exception {
        Said said = asReader("check");
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out())
                .contains("Ingress " + namespace + "/shop")
                .contains("There is no Service " + namespace + "/crat")
                .contains("Secret " + namespace + "/cert")
                .doesNotContain("hush-hush-key");
    }

    @Test
    void checkReadsPoolsAndTheServicesThatWantAddresses() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: speaker, namespace: %1$s}
                data:
                  addresses.yaml: |
                    pools: [{name: lan, addresses: [192.168.1.80-192.168.1.70, 10.1.0.1]}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: %1$s}
                spec: {type: LoadBalancer, loadBalancerIP: 10.77.0.1, ports: [{port: 80}]}
                """
                        .formatted(namespace));
        Path config = plane.kubeconfig(plane.adminUser());
        Said said =
                Said.by(
                        "check",
                        "-n",
                        namespace,
                        "--addresses-configmap",
                        namespace + "/speaker",
                        "--kubeconfig",
                        config.toString());
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out())
                .contains("ConfigMap " + namespace + "/speaker")
                .contains("The range runs backwards")
                .contains("10.1.0.1 is a single address")
                .contains("Service " + namespace + "/web, spec.loadBalancerIP (NoAddress)")
                .contains("no pool has 10.77.0.1");
        admin.delete("/api/v1/namespaces/" + namespace + "/services/web");
    }

    @Test
    void whatMayNotBeReadOfAddressesIsOneLineAndNoFailure() throws Exception {
        User user =
                plane.newUser(
                        "",
                        """
                        [{apiGroups: [""], resources: [services, secrets, configmaps], verbs: [get, list, watch]},
                         {apiGroups: [networking.k8s.io], resources: [ingresses, ingressclasses], verbs: [get, list, watch]},
                         {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch]}]
                        """);
        Said said = Said.by("check", "--kubeconfig", plane.kubeconfig(user).toString());
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out())
                .contains("Ingress " + namespace + "/shop")
                .containsOnlyOnce("may not read")
                .contains("nodes, namespaces");
    }

    @Test
    void explainTellsWhoAnswersInTheCluster() throws Exception {
        Said said = asReader("explain", "http://shop.example.com/cart/1");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).contains(namespace + "/shop").contains("/cart");
    }

    @Test
    void renderShowsWhatTheClusterWouldGetAndNoSecret() throws Exception {
        Said said = asReader("render", "--dry-run", "--host", "shop.example.com");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).contains("server_name shop.example.com;");
        assertThat(said.out() + said.err()).doesNotContain("hush-hush-key");
    }

    @Test
    void contextThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
        Said said =
                Said.by(
                        "check",
                        "--kubeconfig",
                        plane.kubeconfig(plane.adminUser()).toString(),
                        "--context",
                        "production");
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).contains("has no context production; it has: ");
    }

    @Test
    void kubeconfigThatIsNotThereOrIsNoneIsNamed() throws Exception {
        Path missing = folder.resolve("config");
        assertThat(Said.by("check", "--kubeconfig", missing.toString()))
                .satisfies(said -> {
                    assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(said.err()).contains(missing.toString()).contains("--kubeconfig");
                });
        Path odd = Files.writeString(folder.resolve("odd"), "- a\n- list\n");
        assertThat(Said.by("check", "--kubeconfig", odd.toString()))
                .satisfies(said -> {
                    assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(said.err()).contains(odd + " is no kubeconfig");
                });
    }

    @Test
    void allPermissionsThatAreMissingAreNamedWithVerbAndResource() throws Exception {
        User user =
                plane.newUser(
                        namespace,
                        "[{apiGroups: [\"\"], resources: [services], verbs: [list, watch]}]");
        Said said =
                Said.by(
                        "check",
                        "-n",
                        namespace,
                        "--kubeconfig",
                        plane.kubeconfig(user).toString());
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err())
                .contains("may not list ingresses of networking.k8s.io in namespace " + namespace)
                .contains("may not list endpointslices of discovery.k8s.io in namespace")
                .contains("may not list configmaps in namespace " + namespace)
                .doesNotContain("may not list services")
                .contains("resources: [\"ingresses\"], verbs: [\"list\"]");
    }

    @Test
    void apiServerThatDoesNotAnswerIsNamed() throws Exception {
        Path config = plane.kubeconfig(plane.adminUser());
        Said said =
                Said.by(
                        "check",
                        "--kubeconfig",
                        config.toString(),
                        "--apiserver-host",
                        "https://127.0.0.1:9");
        assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.err()).contains("does not answer");
    }

    private Said asReader(String command, String... more) throws Exception {
        Path config = plane.kubeconfig(plane.newUser(namespace, READING));
        String[] arguments = new String[more.length + 5];
        arguments[0] = command;
        System.arraycopy(more, 0, arguments, 1, more.length);
        arguments[more.length + 1] = "-n";
        arguments[more.length + 2] = namespace;
        arguments[more.length + 3] = "--kubeconfig";
        arguments[more.length + 4] = config.toString();
        return Said.by(arguments);
    }
}
