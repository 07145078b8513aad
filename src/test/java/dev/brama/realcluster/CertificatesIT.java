package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.KeyedCertificate;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Certificates that change while they serve.
class CertificatesIT {
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final String HOST = "cert.example.com";

    private static RealCluster cluster;
    private Scenario scenario;

    @BeforeAll
    static void install() throws Exception {
        cluster = RealCluster.shared();
        cluster.release().install();
    }

    @BeforeEach
    void serve() throws Exception {
        scenario = Scenario.of(cluster, "shop", Scenario.applications("shop", "web"));
        cluster.apply(secret("first.example.com"));
        scenario.ingress(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: shop, namespace: %s}
                        spec:
                          ingressClassName: conformance
                          tls: [{hosts: [cert.example.com], secretName: cert}]
                          rules:
                          - host: cert.example.com
                            http:
                              paths:
                              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
                        """)
                .awaitAddress();
        awaitName("first.example.com");
    }

    @AfterEach
    void end() throws Exception {
        scenario.close();
    }

    @Test
    void changedSecretIsServedWithinSeconds() throws Exception {
        cluster.apply(secret("second.example.com"));
        awaitName("second.example.com");
        assertThat(request().servedBy()).isEqualTo("web");
    }

    @Test
    void garbageLeavesTheLastGoodCertificateAndIsToldInAnEvent() throws Exception {
        cluster.kubectl(
                        "patch",
                        "secret",
                        "cert",
                        "-n",
                        scenario.namespace(),
                        "--type=merge",
                        "-p",
                        "{\"data\":{\"tls.crt\":\"Z2FyYmFnZQ==\",\"tls.key\":\"Z2FyYmFnZQ==\"}}")
                .orFail();
        RealCluster.await("an Event about the Secret", SECONDS, () -> events().contains("/cert"));
        assertThat(events()).contains("Warning").doesNotContain("Z2FyYmFnZQ");
        assertThat(request().names()).contains("first.example.com");
        assertThat(request().servedBy()).isEqualTo("web");
        cluster.apply(secret("third.example.com"));
        awaitName("third.example.com");
    }

    private String secret(String name) {
        return ConformanceIT.tlsSecret("cert", scenario.namespace(), certificate(name));
    }

    /// Names tell which certificate it is; each serves the same host.
    private static KeyedCertificate certificate(String name) {
        return ConformanceIT.certificate(HOST, name);
    }

    private String events() throws IOException, InterruptedException {
        return cluster.kubectl("get", "events", "-n", scenario.namespace(), "-o", "wide").orFail();
    }

    private Answer request() throws IOException {
        return cluster.lan().send(Request.get("https://" + HOST + "/", Release.ADDRESS));
    }

    private void awaitName(String name) throws Exception {
        RealCluster.await("the certificate of " + name, SECONDS, () -> names().contains(name));
    }

    private String names() throws IOException, CertificateException {
        Answer answer = request();
        return answer.certificate().isEmpty() ? answer.failure() : answer.names().toString();
    }
}
