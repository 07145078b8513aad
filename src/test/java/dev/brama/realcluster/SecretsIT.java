package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.KeyedCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is in Secrets is in nothing that the controller says, to whomever.
class SecretsIT {
    private static final String PASSWORD = "not-to-be-told";
    private static final KeyedCertificate CERTIFICATE =
            ConformanceIT.certificate("quiet.example.com");

    private static RealCluster cluster;
    private static Scenario scenario;

    @BeforeAll
    static void serveWithSecrets() throws Exception {
        cluster = RealCluster.shared();
        cluster.release().install();
        scenario = Scenario.of(cluster, "quiet", Scenario.applications("quiet", "web"));
        cluster.apply(ConformanceIT.tlsSecret("cert", scenario.namespace(), CERTIFICATE));
        // The second holds a line that is no password; problems tell of it.
        cluster.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: passwords, namespace: %1$s}
                stringData: {auth: "carol:{PLAIN}%2$s"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: broken, namespace: %1$s}
                stringData: {auth: "%2$s", tls.crt: "%2$s", tls.key: "%2$s"}
                """
                        .formatted(scenario.namespace(), PASSWORD));
        scenario.ingress(ingress("quiet", "passwords", "cert"))
                .ingress(ingress("broken", "broken", "broken"))
                .awaitAddress();
        RealCluster.await("passwords to be asked for", () -> answer("").status() == 401);
    }

    @AfterAll
    static void end() throws Exception {
        if (scenario != null) {
            scenario.close();
        }
    }

    private static String ingress(String name, String passwords, String certificate) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %1$s
          namespace: %%s
          annotations:
            nginx.ingress.kubernetes.io/auth-type: basic
            nginx.ingress.kubernetes.io/auth-secret: %2$s
        spec:
          ingressClassName: conformance
          tls: [{hosts: [%1$s.example.com], secretName: %3$s}]
          rules:
          - host: %1$s.example.com
            http:
              paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
        """
                .formatted(name, passwords, certificate);
    }

    private static Answer answer(String password) throws Exception {
        Request request = Request.get("https://quiet.example.com/", Release.ADDRESS);
        String pair = base64("carol:" + password);
        return cluster.lan()
                .send(
                        password.isEmpty()
                                ? request
                                : request.with("Authorization", "Basic " + pair));
    }

    @Test
    void secretsServeSoTheyAreInUse() throws Exception {
        assertThat(answer(PASSWORD).servedBy()).isEqualTo("web");
        assertThat(answer("wrong").status()).isEqualTo(401);
        assertThat(answer(PASSWORD).names()).contains("quiet.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "controller"})
    void logsTellNone(String container) throws Exception {
        String log = cluster.release().log(container);
        assertThat(log).isNotEmpty();
        tellsNone(log);
    }

    @Test
    void metricsTellNone() throws Exception {
        Answer metrics =
                cluster.lan().send(Request.get("http://" + pod() + ":10254/metrics", pod()));
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.body()).contains("quiet.example.com");
        tellsNone(metrics.body());
    }

    @Test
    void eventsAndStatusTellNone() throws Exception {
        String events = cluster.kubectl("get", "events", "-A", "-o", "yaml").orFail();
        assertThat(events).contains(scenario.namespace());
        tellsNone(events);
        tellsNone(cluster.kubectl("get", "ingress", "-A", "-o", "yaml").orFail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check -o json",
                "check",
                "render --dry-run",
                "explain https://quiet.example.com/ -o yaml"
            })
    void commandsInTheControllersContainerTellNone(String command) throws Exception {
        Ran ran = cluster.release().exec("controller", "exec /usr/local/bin/brama " + command);
        assertThat(ran.exit()).isIn(0, 2);
        assertThat(ran.out()).contains(scenario.namespace());
        tellsNone(ran.all());
    }

    @Test
    void webhookTellsAStrangerNone() throws Exception {
        String review =
                """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                  "uid": "7d1b8a3e-0000-4000-8000-000000000001", "operation": "CREATE", "namespace": "stranger",
                  "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"},
                  "object": {"metadata": {"name": "x", "namespace": "%1$s", "annotations": {
                      "nginx.ingress.kubernetes.io/auth-type": "basic",
                      "nginx.ingress.kubernetes.io/auth-secret": "%1$s/broken"}},
                    "spec": {"ingressClassName": "conformance",
                      "tls": [{"hosts": ["quiet.example.com"], "secretName": "broken"}],
                      "rules": [{"host": "quiet.example.com", "http": {"paths": [{"path": "/",
                        "pathType": "Prefix",
                        "backend": {"service": {"name": "web", "port": {"number": 8080}}}}]}}]}}}}
                """
                        .formatted(scenario.namespace());
        String url = "https://" + Release.FULL_NAME + "-controller-admission.svc:8443/";
        Answer judged =
                cluster.lan()
                        .send(Request.get(url + "networking/v1/ingresses", pod()).saying(review));
        assertThat(judged.status()).isEqualTo(200);
        assertThat(judged.body()).contains("AdmissionReview");
        tellsNone(judged.body());
        for (String path : List.of("", "networking/v1/ingresses", "metrics", "debug/config")) {
            Answer asked = cluster.lan().send(Request.get(url + path, pod()));
            assertThat(asked.status()).isIn(404, 405);
            assertThat(asked.body()).hasSizeLessThan(100);
        }
    }

    private static String pod() throws Exception {
        return cluster.field(
                Release.NAMESPACE,
                "pods",
                ".items[?(@.metadata.labels.app\\.kubernetes\\.io/component=='controller')]"
                        + ".status.podIP");
    }

    private static void tellsNone(String text) {
        String key = CERTIFICATE.keyPem().lines().skip(1).findFirst().orElseThrow();
        assertThat(text)
                .doesNotContain(PASSWORD)
                .doesNotContain("PRIVATE KEY")
                .doesNotContain(key)
                .doesNotContain(base64(PASSWORD));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
