package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What whoever takes over nginx finds around himself, and what the controller may and may not do.
class PodIT {
    private static final String ACCOUNT =
            "--as=system:serviceaccount:" + Release.NAMESPACE + ":" + Release.FULL_NAME;

    private static RealCluster cluster;
    private static Release release;

    @BeforeAll
    static void install() throws Exception {
        cluster = RealCluster.shared();
        release = cluster.release();
        release.install();
        if (!cluster.kubectl("get", "namespace", "neighbour").good()) {
            cluster.kubectl("create", "namespace", "neighbour").orFail();
        }
    }

    @Test
    void nginxHasNoTokenAndNothingSecretInItsEnvironment() throws Exception {
        assertThat(release.exec("nginx", "ls /var/run/secrets /run/secrets").good()).isFalse();
        assertThat(
                        release.exec(
                                        "nginx",
                                        "cat /proc/self/mounts | grep -c serviceaccount || true")
                                .orFail()
                                .strip())
                .isEqualTo("0");
        // Addresses of Services, which every Pod is told, and what the image sets.
        assertThat(release.exec("nginx", "cat /proc/1/environ | tr '\\0' '\\n'").orFail().lines())
                .allMatch(line ->
                        line.matches("[A-Z0-9_]+_(SERVICE_(HOST|PORT)|PORT)(_[A-Z0-9_]+)?=.*")
                                || line.matches("(PATH|HOME|HOSTNAME|PWD|BRAMA_JAVA)=.*"));
    }

    @Test
    void nginxSeesNoProcessOfTheController() throws Exception {
        String commands =
                release.exec(
                                "nginx",
                                "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline; echo; done")
                        .orFail();
        assertThat(commands).contains("nginx: master").doesNotContain("java", "brama-controller");
        assertThat(release.exec("controller", "cat /proc/1/cmdline").orFail())
                .contains("brama-controller");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "controller"})
    void containersRunAsAUserWithoutCapabilitiesOnAReadOnlyRoot(String container) throws Exception {
        String status = release.exec(container, "cat /proc/1/status").orFail();
        assertThat(status)
                .contains("Uid:\t101\t101\t101\t101")
                .contains("Gid:\t101\t101\t101\t101")
                .contains("NoNewPrivs:\t1")
                .contains("Seccomp:\t2");
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(status).contains(set + ":\t0000000000000000");
        }
        for (String folder : List.of("/", "/etc/nginx", "/usr/local/bin", "/var/log")) {
            assertThat(release.exec(container, "touch " + folder + "/x").all())
                    .contains("Read-only file system");
        }
    }

    @Test
    void podRunsWherePodSecurityIsRestrictedAndAnotherDoesNot() throws Exception {
        assertThat(
                        cluster.field(
                                "default",
                                "namespace/" + Release.NAMESPACE,
                                ".metadata.labels.pod-security\\.kubernetes\\.io/enforce"))
                .isEqualTo("restricted");
        assertThat(
                        cluster.kubectl(
                                        "run",
                                        "-n",
                                        Release.NAMESPACE,
                                        "plain",
                                        "--image=" + RealCluster.ECHO)
                                .all())
                .contains("violates PodSecurity \"restricted");
    }

    @Test
    void keysAreOnNoDiskAndForTheUserAlone() throws Exception {
        JsonObject spec =
                JsonParser.parseString(
                                cluster.kubectl(
                                                "get",
                                                "-n",
                                                Release.NAMESPACE,
                                                Release.CONTROLLER,
                                                "-o",
                                                "json")
                                        .orFail())
                        .getAsJsonObject()
                        .getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("spec");
        spec.getAsJsonArray("volumes")
                .forEach(volume -> {
                    JsonObject json = volume.getAsJsonObject();
                    if (json.get("name").getAsString().equals("state")) {
                        assertThat(json.getAsJsonObject("emptyDir").get("medium"))
                                .hasToString("\"Memory\"");
                    }
                    assertThat(json.has("hostPath")).isFalse();
                });
        assertThat(release.exec("nginx", "grep ' /var/lib/brama ' /proc/self/mounts").orFail())
                .startsWith("tmpfs ");
        String files =
                release.exec(
                                "nginx",
                                "stat -L -c '%a %n' /var/lib/brama/*.pem"
                                        + " /var/lib/brama/generations/*/certificates/*")
                        .orFail();
        assertThat(files).contains(".key");
        assertThat(files.lines()).allMatch(line -> line.startsWith("600 "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create secrets -n neighbour",
                "update secrets -n neighbour",
                "patch secrets -n neighbour",
                "delete secrets -n neighbour",
                "create secrets -n edge-system",
                "delete secrets -n edge-system",
                "update secrets -n edge-system",
                "get nodes",
                "list nodes",
                "list namespaces",
                "get pods -n neighbour",
                "create pods -n neighbour",
                "create pods -n edge-system",
                "delete pods -n edge-system",
                "create pods/exec -n edge-system",
                "create pods/exec -n neighbour",
                "get pods/log -n neighbour",
                "create serviceaccounts/token -n edge-system",
                "impersonate serviceaccounts -n edge-system",
                "update ingresses.networking.k8s.io -n neighbour",
                "create ingresses.networking.k8s.io -n neighbour",
                "delete ingresses.networking.k8s.io -n neighbour",
                "update services -n neighbour",
                "patch configmaps -n edge-system",
                "patch deployments.apps -n edge-system",
                "create leases.coordination.k8s.io -n neighbour",
                "update leases.coordination.k8s.io/other -n edge-system",
                "create validatingwebhookconfigurations.admissionregistration.k8s.io",
                "patch validatingwebhookconfigurations.admissionregistration.k8s.io/other",
                "create clusterrolebindings.rbac.authorization.k8s.io",
                "escalate clusterroles.rbac.authorization.k8s.io",
                "create rolebindings.rbac.authorization.k8s.io -n edge-system"
            })
    void controllerMayNot(String act) throws Exception {
        assertThat(mayDo(act)).startsWith("no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get secrets -n neighbour",
                "patch ingresses.networking.k8s.io/x --subresource=status -n neighbour",
                "update leases.coordination.k8s.io/edge-brama-leader -n edge-system",
                "update secrets/edge-brama-webhook-certificate -n edge-system"
            })
    void controllerMay(String act) throws Exception {
        assertThat(mayDo(act)).startsWith("yes");
    }

    private static String mayDo(String act) throws Exception {
        String[] words = act.split(" ");
        String[] arguments = new String[words.length + 3];
        arguments[0] = "auth";
        arguments[1] = "can-i";
        System.arraycopy(words, 0, arguments, 2, words.length);
        arguments[arguments.length - 1] = ACCOUNT;
        Ran ran = cluster.kubectl(arguments);
        // Else a word that is no resource would be a no as well.
        assertThat(ran.err()).doesNotContain("doesn't have a resource type");
        return ran.out();
    }
}
