package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.KeyedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The claims of the Ingress conformance suite of Kubernetes, each in a fresh namespace whose
/// predecessor may still be going away.
class ConformanceIT {
    private static RealCluster cluster;

    @BeforeAll
    static void install() throws Exception {
        cluster = RealCluster.shared();
        cluster.release().install();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, my-host, /",
        "GET, my-host, /sub-path",
        "POST, some-host, /",
        "PUT, '', /resource",
        "DELETE, some-host, /resource",
        "PATCH, my-host, /resource"
    })
    void defaultBackendAnswersEveryHostPathAndMethod(String method, String host, String path)
            throws Exception {
        try (Scenario scenario = catchAll("default-backend")) {
            String address = scenario.address();
            // A client without a host of its own tells the address.
            Answer answer =
                    cluster.lan()
                            .send(
                                    Request.get("http://" + address + path, address)
                                            .by(method)
                                            .withHost(host.isEmpty() ? address : host));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.protocol()).isEqualTo("HTTP/1.1");
            assertThat(answer.headers())
                    .containsKeys("content-length", "content-type", "date", "server");
            assertThat(answer.echo("service")).isEqualTo("echo-service");
            assertThat(answer.echo("namespace")).isEqualTo(scenario.namespace());
            assertThat(answer.echo("method")).isEqualTo(method);
            assertThat(answer.echo("path")).isEqualTo(path);
            assertThat(answer.echo("proto")).isEqualTo("HTTP/1.1");
            assertThat(answer.echo().getAsJsonObject("headers").get("User-Agent"))
                    .hasToString("[\"Go-http-client/1.1\"]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://foo.bar.com, foo-bar-com",
        "http://foo.bar.com, foo-bar-com",
        "http://subdomain.bar.com, 404",
        "http://bar.foo.com, wildcard-foo-com",
        "http://baz.bar.foo.com, 404",
        "http://foo.com, 404"
    })
    void hostRulesMatchWholeNamesAndWildcardsOneLabel(String url, String served) throws Exception {
        try (Scenario scenario = hosts()) {
            Answer answer = scenario.follow(url);
            assertThat(answer.servedBy()).isEqualTo(served);
            if (answer.status() == 200) {
                assertThat(answer.echo("host")).isEqualTo(url.replaceFirst(".*//", ""));
            }
            if (url.startsWith("https")) {
                assertThat(answer.names().getFirst()).isEqualTo("foo.bar.com");
                answer.leaf().verify(answer.leaf().getPublicKey());
            }
        }
    }

    @Test
    void ingressOfAnUnknownClassIsLeftAlone() throws Exception {
        try (Scenario scenario =
                        Scenario.of(
                                cluster,
                                "test-ingress-class",
                                Scenario.applications("test-ingress-class", "echo-service"));
                Scenario other = catchAll("ours")) {
            scenario.ingress(
                    ingress("test-ingress-class", "some-invalid-class-name", DEFAULT_BACKEND));
            // One of ours is written meanwhile, so the writer was awake.
            assertThat(other.address()).isEqualTo(Release.ADDRESS);
            RealCluster.idle(Duration.ofSeconds(10));
            assertThat(scenario.address()).isEmpty();
        }
    }

    @Test
    void hundredRequestsReachAllOfTenPods() throws Exception {
        try (Scenario scenario = catchAll("load-balancing")) {
            cluster.kubectl(
                            "scale",
                            "-n",
                            scenario.namespace(),
                            "deployment/load-balancing-echo-service",
                            "--replicas=10")
                    .orFail();
            scenario.awaitEndpoints("echo-service", 10);
            RealCluster.idle(Duration.ofSeconds(5));
            TreeSet<String> pods = new TreeSet<>();
            for (int i = 0; i < 100; i++) {
                Answer answer = scenario.send("GET", "http://load-balancing/");
                assertThat(answer.status()).isEqualTo(200);
                pods.add(answer.echo("pod"));
            }
            assertThat(pods).hasSize(10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "exact-path-rules, /foo, foo-exact",
        "exact-path-rules, /foo/, 404",
        "exact-path-rules, /FOO, 404",
        "exact-path-rules, /bar, 404",
        "prefix-path-rules, /foo, foo-prefix",
        "prefix-path-rules, /foo/, foo-prefix",
        "prefix-path-rules, /FOO, 404",
        "prefix-path-rules, /aaa/bbb, aaa-slash-bbb-prefix",
        "prefix-path-rules, /aaa/bbb/ccc, aaa-slash-bbb-prefix",
        "prefix-path-rules, /aaa/ccc, aaa-prefix",
        "prefix-path-rules, /aaaccc, 404",
        "prefix-path-rules, /foo/, foo-prefix",
        "mixed-path-rules, /foo, foo-exact",
        "trailing-slash-path-rules, /aaa/bbb, aaa-slash-bbb-slash-prefix",
        "trailing-slash-path-rules, /aaa/bbb/, aaa-slash-bbb-slash-prefix",
        "trailing-slash-path-rules, /foo, 404"
    })
    void pathRulesMatchByTheirType(String host, String path, String served) throws Exception {
        try (Scenario scenario = paths()) {
            String url = "http://" + host + path;
            // Not followed: a redirect to the same path with a slash would hide a rule that is
            // not kept.
            assertThat(scenario.send("GET", url).servedBy()).isEqualTo(served);
        }
    }

    private static final String DEFAULT_BACKEND =
            "  defaultBackend: {service: {name: echo-service, port: {number: 8080}}}\n";

    private static String ingress(String name, String className, String spec) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: %s, namespace: %%s}
        spec:
          ingressClassName: %s
        """
                        .formatted(name, className)
                + spec;
    }

    private static Scenario catchAll(String name) throws Exception {
        Scenario scenario = Scenario.of(cluster, name, Scenario.applications(name, "echo-service"));
        return opened(scenario, ingress(name, Release.CLASS, DEFAULT_BACKEND));
    }

    private static Scenario opened(Scenario scenario, String yaml) throws Exception {
        try {
            return scenario.ingress(yaml).awaitAddress();
        } catch (Exception | AssertionError e) {
            scenario.close();
            throw e;
        }
    }

    private static Scenario hosts() throws Exception {
        Scenario scenario =
                Scenario.of(
                        cluster,
                        "host-rules",
                        List.of(
                                Application.of("host-rules", "wildcard-foo-com"),
                                new Application("host-rules", "foo-bar-com", "http")));
        String spec =
                """
                  tls: [{hosts: [foo.bar.com], secretName: conformance-tls}]
                  rules:
                  - host: "*.foo.com"
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: wildcard-foo-com, port: {number: 8080}}}}
                  - host: foo.bar.com
                    http:
                      paths:
                      - {path: /, pathType: Prefix, backend: {service: {name: foo-bar-com, port: {name: http}}}}
                """;
        return opened(
                scenario,
                tlsSecret("conformance-tls", "%s", certificate("foo.bar.com"))
                        + "---\n"
                        + ingress("host-rules", Release.CLASS, spec.indent(0)));
    }

    /// Valid today, whenever that is.
    static KeyedCertificate certificate(String... names) {
        int today = (int) Duration.between(ClusterBuilder.NOW, Instant.now()).toDays();
        return KeyedCertificate.valid(today - 1, today + 30, names);
    }

    static String tlsSecret(String name, String namespace, KeyedCertificate certificate) {
        return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        type: kubernetes.io/tls
        data:
          tls.crt: %s
          tls.key: %s
        """
                .formatted(
                        name,
                        namespace,
                        base64(certificate.chainPem()),
                        base64(certificate.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static Scenario paths() throws Exception {
        String[] rules = {
            "exact-path-rules /foo Exact foo-exact",
            "prefix-path-rules /foo Prefix foo-prefix",
            "prefix-path-rules /aaa/bbb Prefix aaa-slash-bbb-prefix",
            "prefix-path-rules /aaa Prefix aaa-prefix",
            "mixed-path-rules /foo Prefix foo-prefix",
            "mixed-path-rules /foo Exact foo-exact",
            "trailing-slash-path-rules /aaa/bbb/ Prefix aaa-slash-bbb-slash-prefix",
            "trailing-slash-path-rules /foo/ Exact foo-slash-exact"
        };
        StringBuilder spec = new StringBuilder("  rules:\n");
        TreeSet<String> services = new TreeSet<>();
        String last = "";
        for (String rule : rules) {
            String[] words = rule.split(" ");
            if (!words[0].equals(last)) {
                spec.append("  - host: %s\n    http:\n      paths:\n".formatted(words[0]));
                last = words[0];
            }
            spec.append(
                    "      - {path: %s, pathType: %s, backend: {service: {name: %s, port: {number: 8080}}}}\n"
                            .formatted(words[1], words[2], words[3]));
            services.add(words[3]);
        }
        List<Application> applications = new ArrayList<>();
        services.forEach(name -> applications.add(Application.of("path-rules", name)));
        return opened(
                Scenario.of(cluster, "path-rules", applications),
                ingress("path-rules", Release.CLASS, spec.toString()));
    }
}
