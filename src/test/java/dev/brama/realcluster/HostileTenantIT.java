package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.realcluster.Tenant.Draft;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A tenant who may write Ingresses of one namespace tries to get at other tenants, at the
/// controller and at nginx. Once with the webhook, once past it, as where it is not installed or
/// was away for a moment.
class HostileTenantIT {
    private static final String PAST = "past-the-webhook";
    private static final String HOST = "mallory.example.com";
    private static final String NEIGHBOUR = "alice.example.com";
    private static final String PASSWORD = "hush-hush-password";
    private static final String WEBHOOK = "validatingwebhookconfiguration/edge-brama-admission";

    private static final List<String> MORE_ANNOTATIONS =
            List.of(
                    "auth-url",
                    "auth-signin",
                    "auth-snippet",
                    "configuration-snippet",
                    "server-snippet",
                    "stream-snippet",
                    "proxy-ssl-name",
                    "proxy-ssl-ciphers",
                    "session-cookie-name",
                    "canary-by-header",
                    "mirror-target",
                    "custom-headers");

    private static RealCluster cluster;
    private static Scenario alice;
    private static Scenario home;
    private static Tenant mallory;

    @BeforeAll
    static void moveIn() throws Exception {
        cluster = RealCluster.shared();
        cluster.release().install();
        alice = Scenario.of(cluster, "alice", Scenario.applications("alice", "web"));
        home = Scenario.of(cluster, "mallory", Scenario.applications("mallory", "web"));
        mallory = Tenant.in(cluster, home.namespace());
        cluster.apply(
                ConformanceIT.tlsSecret(
                        "crown", alice.namespace(), ConformanceIT.certificate(NEIGHBOUR)));
        cluster.apply(
                ConformanceIT.tlsSecret(
                        "fake",
                        home.namespace(),
                        ConformanceIT.certificate(NEIGHBOUR, "fake.example.com")));
        cluster.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: passwords, namespace: %s}
                stringData: {auth: "carol:{PLAIN}%s"}
                """
                        .formatted(alice.namespace(), PASSWORD));
        alice.ingress(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: alice, namespace: %s}
                        spec:
                          ingressClassName: conformance
                          tls: [{hosts: [alice.example.com], secretName: crown}]
                          rules:
                          - host: alice.example.com
                            http:
                              paths:
                              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
                        ---
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata:
                          name: closed
                          namespace: %s
                          annotations:
                            nginx.ingress.kubernetes.io/auth-type: basic
                            nginx.ingress.kubernetes.io/auth-secret: passwords
                        spec:
                          ingressClassName: conformance
                          rules:
                          - host: closed.example.com
                            http:
                              paths:
                              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
                        """)
                .awaitAddress();
        cluster.kubectl(
                        "patch",
                        WEBHOOK,
                        "--type=json",
                        "-p",
                        """
                        [{"op": "add", "path": "/webhooks/0/objectSelector", "value":
                          {"matchExpressions": [{"key": "%s", "operator": "DoesNotExist"}]}}]
                        """
                                .formatted(PAST))
                .orFail();
        assertThat(mallory.kubectl("auth", "whoami").orFail())
                .contains("system:serviceaccount:" + home.namespace() + ":tenant");
        neighbourServes();
    }

    @AfterAll
    static void moveOut() throws Exception {
        cluster.kubectl(
                "patch",
                WEBHOOK,
                "--type=json",
                "-p",
                "[{\"op\": \"replace\", \"path\": \"/webhooks/0/objectSelector\", \"value\": {}}]");
        if (home != null) {
            home.close();
        }
        if (alice != null) {
            alice.close();
        }
    }

    @AfterEach
    void neighbourIsUnharmed() throws Exception {
        neighbourServes();
        assertThat(nginxConfiguration())
                .doesNotContainPattern("(?m)^\\s*(return 418|alias /etc|root /etc)");
        noSecretIsTold(cluster.release().log("nginx") + cluster.release().log("controller"));
        mallory.dropIngresses();
    }

    @Test
    void tenantMayTouchNothingButItsIngresses() throws Exception {
        assertThat(mallory.kubectl("get", "secrets", "-n", home.namespace()).all())
                .contains("Forbidden");
        assertThat(mallory.kubectl("get", "ingress", "-n", alice.namespace()).all())
                .contains("Forbidden");
    }

    static Stream<Draft> secretsOfOthers() {
        String crown = alice.namespace() + "/crown";
        String passwords = alice.namespace() + "/passwords";
        return Stream.of(
                        draft("a")
                                .annotated("auth-type", "basic")
                                .annotated("auth-secret", passwords),
                        draft("b")
                                .annotated("auth-type", "basic")
                                .annotated("auth-secret", "../" + passwords),
                        draft("c").annotated("auth-tls-secret", crown),
                        draft("d").annotated("proxy-ssl-secret", crown),
                        draft("e")
                                .annotated("backend-protocol", "HTTPS")
                                .annotated("proxy-ssl-secret", crown)
                                .annotated("proxy-ssl-verify", "on"))
                .flatMap(draft -> Stream.of(draft, draft.past(PAST)));
    }

    @ParameterizedTest
    @MethodSource("secretsOfOthers")
    void secretOfAnotherNamespaceOpensNothing(Draft draft) throws Exception {
        settle(draft);
        Answer plain = get("http://" + HOST + "/");
        Answer carol =
                cluster.lan()
                        .send(
                                Request.get("http://" + HOST + "/", Release.ADDRESS)
                                        .with("Authorization", basic("carol", PASSWORD)));
        assertThat(List.of(plain.status(), carol.status()))
                .allMatch(status -> List.of(404, 503).contains(status));
        noSecretIsTold(plain.body() + carol.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s/crown", "../%s/crown", "..%%2f%s%%2fcrown", "%s-crown"})
    void certificateOfAnotherNamespaceIsNotServed(String form) throws Exception {
        String name = form.formatted(alice.namespace());
        for (Draft draft : List.of(draft("tls"), draft("tls").past(PAST))) {
            settle(draft.saying("tls: [{hosts: [%s], secretName: '%s'}]".formatted(HOST, name)));
            assertThat(get("https://" + HOST + "/").names()).doesNotContain(NEIGHBOUR);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ownCertificateForTheNeighboursHostDoesNotTakeItsPlace(boolean past) throws Exception {
        Draft draft =
                draft("theft")
                        .saying(
                                "tls: [{hosts: [%s, %s], secretName: fake}]"
                                        .formatted(NEIGHBOUR, HOST));
        settle(past ? draft.past(PAST) : draft);
        assertThat(get("https://" + NEIGHBOUR + "/").names()).doesNotContain("fake.example.com");
    }

    @Test
    void neighboursHostAndPathAreRefusedAndTheOlderWinsPastTheWebhook() throws Exception {
        Draft draft = mallory.draft("shadow", NEIGHBOUR);
        assertThat(mallory.apply(draft.yaml()).all())
                .contains("denied the request")
                .contains("PathClaimed");
        settle(draft.past(PAST));
        assertThat(get("http://" + NEIGHBOUR + "/").status()).isEqualTo(308);
        assertThat(get("https://" + NEIGHBOUR + "/").echo("namespace"))
                .isEqualTo(alice.namespace());
    }

    @ParameterizedTest
    @ValueSource(strings = {NEIGHBOUR, "~^.*$", "~alice", "*.example.com", "_", "localhost"})
    void aliasDoesNotTakeTheNeighboursHost(String alias) throws Exception {
        settle(
                mallory.draft("judged", "judged.mallory.example.com")
                        .annotated("server-alias", alias),
                draft("alias").annotated("server-alias", alias).past(PAST));
        assertThat(get("https://" + NEIGHBOUR + "/").echo("namespace"))
                .isEqualTo(alice.namespace());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x { alias /etc/; }",
                "/etc/passwd\" { root /; } location \"/y",
                "/y;} location /etc { root /; ",
                "/z\n{ alias /etc/; }\n",
                "/..%2f..%2fetc/passwd",
                "~ ^/etc { root /; }"
            })
    void pathOpensNoFile(String path) throws Exception {
        settle(
                mallory.draft("judged", "judged.mallory.example.com").at(path),
                draft("path").at(path).past(PAST));
        for (String asked : List.of("/etc/passwd", "/x/passwd", "/z/passwd")) {
            assertThat(get("http://" + HOST + asked).body()).doesNotContain("root:x:0");
            assertThat(get("http://judged." + HOST + asked).body()).doesNotContain("root:x:0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd",
                "/x break; root /etc",
                "/$document_root/etc/passwd",
                "/x last; return 418"
            })
    void rewriteOpensNoFile(String target) throws Exception {
        settle(draft("rewrite").annotated("rewrite-target", target).past(PAST));
        assertThat(get("http://" + HOST + "/"))
                .matches(answer -> answer.status() != 418)
                .matches(answer -> !answer.body().contains("root:x:0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x;}} server { server_name alice.example.com; return 418 pwned; } #",
                "x\";\nreturn 418 \"pwned\";\n#",
                "5;\nreturn 418;\n",
                "/x;\nreturn 418;\n",
                "https://x.example.com/;\nreturn 418;",
                "\\\";\nreturn 418;\\"
            })
    void noAnnotationBecomesADirective(String payload) throws Exception {
        StringBuilder all = new StringBuilder();
        TreeSet<String> names = new TreeSet<>(MORE_ANNOTATIONS);
        Annotations.ALL.stream().map(Annotation::name).forEach(names::add);
        int count = 0;
        for (String name : names) {
            Draft draft = mallory.draft("all-" + count, "h" + count + ".mallory.example.com");
            all.append(
                    draft.annotated(name, payload)
                            .annotated("auth-type", name.equals("auth-type") ? payload : "basic")
                            .annotated("enable-cors", "true")
                            .past(PAST)
                            .yaml());
            count++;
        }
        assertThat(mallory.create(all.toString()).orFail()).contains("all-" + (count - 1));
        settle(draft("last").past(PAST));
        for (int i = 0; i < count; i++) {
            assertThat(get("http://h%d.%s/".formatted(i, HOST)).status()).isNotEqualTo(418);
        }
        assertThat(get("http://" + HOST + "/").servedBy()).isEqualTo("web");
    }

    @Test
    void defaultBackendOfAnotherNamespaceGetsNothing() throws Exception {
        cluster.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: empty, namespace: %s}
                spec: {selector: {app: none}, ports: [{port: 8080}]}
                """
                        .formatted(home.namespace()));
        settle(
                draft("back")
                        .to("empty", 8080)
                        .annotated("default-backend", alice.namespace() + "/web")
                        .past(PAST));
        assertThat(get("http://" + HOST + "/").status()).isIn(404, 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "0.0.0.0", "localhost.", "ip6-localhost"})
    void externalNameDoesNotLeadIntoTheControllersOwnPod(String name) throws Exception {
        cluster.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: inward, namespace: %s}
                spec: {type: ExternalName, externalName: %s}
                """
                        .formatted(home.namespace(), name));
        List<Integer> ports = List.of(10246, 10254, 8443, 80);
        settle(
                ports.stream()
                        .map(port ->
                                mallory.draft("p" + port, "p%d.%s".formatted(port, HOST))
                                        .to("inward", port)
                                        .past(PAST))
                        .toArray(Draft[]::new));
        for (int port : ports) {
            assertThat(get("http://p%d.%s/healthz".formatted(port, HOST)).status())
                    .isIn(404, 502, 503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x;}", "x\ny", "../x", "x{y", "X"})
    void namesThatAreNoNamesAreRefusedByTheApiServer(String name) throws Exception {
        assertThat(mallory.apply(mallory.draft(name, HOST).yaml()).good()).isFalse();
        assertThat(mallory.apply(mallory.draft("host", name + ".example.com").yaml()).good())
                .isFalse();
    }

    private static Draft draft(String name) {
        return mallory.draft(name, HOST);
    }

    /// Applies it, whether or not it is taken, and waits until nginx has all that was said by now.
    private static void settle(Draft... drafts) throws Exception {
        for (Draft draft : drafts) {
            mallory.apply(draft.yaml());
        }
        String mark = "mark-" + System.nanoTime() + ".example.com";
        assertThat(mallory.apply(mallory.draft("mark", mark).past(PAST).yaml()).orFail())
                .contains("ingress.networking.k8s.io/mark");
        RealCluster.await(mark + " to be served", () -> isServedEachTime(mark));
    }

    /// One answer could be a new worker's while an old one still takes connections.
    private static boolean isServedEachTime(String host) throws IOException {
        for (int i = 0; i < 8; i++) {
            if (!get("http://" + host + "/").servedBy().equals("web")) {
                return false;
            }
        }
        return true;
    }

    private static Answer get(String url) throws IOException {
        return cluster.lan().send(Request.get(url, Release.ADDRESS));
    }

    private static void neighbourServes() throws Exception {
        RealCluster.await(
                "the neighbour to serve",
                () -> get("https://" + NEIGHBOUR + "/").servedBy().equals("web"));
        Answer answer = get("https://" + NEIGHBOUR + "/x");
        assertThat(answer.echo("namespace")).isEqualTo(alice.namespace());
        assertThat(answer.names()).containsExactly(NEIGHBOUR);
    }

    private static String nginxConfiguration() throws Exception {
        return cluster.release()
                .exec(
                        "nginx",
                        "cd /var/lib/brama/current/ && cat nginx.conf hosts/*.conf upstreams.conf"
                                + " policies.conf")
                .orFail();
    }

    private static void noSecretIsTold(String text) {
        assertThat(text).doesNotContain(PASSWORD).doesNotContain("PRIVATE KEY");
    }

    private static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
