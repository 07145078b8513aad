package dev.brama.kube;

import static dev.brama.kube.Reading.onlyIngress;
import static dev.brama.kube.Reading.onlyProblem;
import static dev.brama.kube.Reading.outline;
import static dev.brama.kube.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IngressBackend.ResourceBackend;
import dev.brama.cluster.IngressBackend.ServiceBackend;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IngressObject.IngressPath;
import dev.brama.cluster.IngressObject.IngressRule;
import dev.brama.cluster.IngressObject.PathType;
import dev.brama.cluster.IngressObject.TlsEntry;
import dev.brama.cluster.PortRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngressReaderTest {
    private static String withSpec(String spec) {
        return "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x}, spec: "
                + spec
                + "}";
    }

    private static String withRule(String rule) {
        return withSpec("{rules: [" + rule + "]}");
    }

    private static String withPath(String path) {
        return withRule(
                "{http: {paths: [{"
                        + path
                        + ", backend: {service: {name: a, port: {number: 80}}}}]}}");
    }

    private static String withBackend(String backend) {
        return withSpec("{defaultBackend: " + backend + "}");
    }

    @Test
    void everyFieldIsRead() {
        IngressObject ingress =
                onlyIngress(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata:
                          name: shop
                          namespace: web
                          annotations:
                            nginx.ingress.kubernetes.io/rewrite-target: /$1
                        spec:
                          ingressClassName: brama
                          defaultBackend:
                            resource: {apiGroup: k8s.example.com, kind: StorageBucket, name: static}
                          tls:
                          - hosts: [shop.example.com, "*.shop.example.com"]
                            secretName: shop-tls
                          - {}
                          rules:
                          - host: Shop.Example.com
                            http:
                              paths:
                              - path: /cart
                                pathType: Exact
                                backend: {service: {name: cart, port: {name: http}}}
                              - pathType: ImplementationSpecific
                                backend: {service: {name: shop, port: {number: 8080}}}
                          - host: "*.example.com"
                        status: {loadBalancer: {}}
                        """);

        assertThat(ingress.annotations())
                .containsEntry("nginx.ingress.kubernetes.io/rewrite-target", "/$1");
        assertThat(ingress.ingressClassName()).contains("brama");
        assertThat(ingress.defaultBackend())
                .contains(new ResourceBackend("StorageBucket", "static"));
        assertThat(ingress.tls())
                .containsExactly(
                        new TlsEntry(List.of("shop.example.com", "*.shop.example.com"), "shop-tls"),
                        new TlsEntry(List.of(), ""));
        assertThat(ingress.rules())
                .containsExactly(
                        new IngressRule(
                                "Shop.Example.com",
                                List.of(
                                        new IngressPath(
                                                "/cart",
                                                PathType.EXACT,
                                                new ServiceBackend(
                                                        "cart", new PortRef.Name("http"))),
                                        new IngressPath(
                                                "",
                                                PathType.IMPLEMENTATION_SPECIFIC,
                                                new ServiceBackend(
                                                        "shop", new PortRef.Number(8080))))),
                        new IngressRule("*.example.com", List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{rules: []}", "{rules: }", "{tls: []}", "~"})
    void rulesOrDefaultBackendMustBeThere(String spec) {
        assertThat(outline(read(withSpec(spec)))).containsExactly("MissingField spec.rules");
    }

    @Test
    void defaultBackendAloneIsEnough() {
        assertThat(onlyIngress(withBackend("{service: {name: a, port: {number: 1}}}")).rules())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example.com",
                "localhost",
                "'*.example.com'",
                "APP.Example.COM",
                "1.2.3",
                "1-2.a",
                "''"
            })
    void goodHostsAreKeptAsWritten(String host) {
        assertThat(onlyIngress(withRule("{host: " + host + "}")).rules().getFirst().host())
                .isEqualTo(host.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, IP address",
        "001.2.3.999, IP address",
        "'\"::1\"', IP address",
        "'\"a.example.com:8080\"', port",
        "'\"*\"', not a DNS name",
        "'\"*.\"', not a DNS name",
        "'\"*a.example.com\"', not a DNS name",
        "'\"a.*.example.com\"', not a DNS name",
        "'\"*.*.example.com\"', not a DNS name",
        "my_app.example.com, not a DNS name",
        "app.example.com., not a DNS name",
        ".example.com, not a DNS name",
        "-a.example.com, not a DNS name",
        "'http://a.example.com', not a DNS name",
        "'\"a.example.com; return 200\"', not a DNS name",
        "'\"a.com\\ninclude x\"', not a DNS name",
        "\u212Aelvin.example.com, not a DNS name",
        "'~^(.*)$', not a DNS name"
    })
    void badHostsAreRefused(String host, String why) {
        Manifests manifests = read(withRule("{host: " + host + "}"));

        Problem problem = onlyProblem(manifests);
        assertThat(manifests.state().ingresses()).isEmpty();
        assertThat(problem.field()).isEqualTo("spec.rules[0].host");
        assertThat(problem.reason()).isEqualTo(Reason.INVALID_FIELD);
        assertThat(problem.message()).contains(why).doesNotContain("\n");
    }

    @Test
    void longHostsAreRefused() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, label.substring(2));

        assertThat(read(withRule("{host: " + longest + "}")).problems()).isEmpty();
        assertThat(outline(read(withRule("{host: a" + longest + "aa}"))))
                .containsExactly("InvalidField spec.rules[0].host");
    }

    @ParameterizedTest
    @CsvSource({
        "Exact, /",
        "Prefix, /",
        "Prefix, /a/",
        "Exact, /a.b/~c/%20",
        "Prefix, /.well-known",
        "ImplementationSpecific, ''",
        "ImplementationSpecific, /a//b",
        "ImplementationSpecific, /a/(.*)$",
        "Prefix, /a/..b",
        "ImplementationSpecific, /%2f"
    })
    void goodPathsAreKeptAsWritten(String type, String path) {
        IngressObject ingress = onlyIngress(withPath("path: '" + path + "', pathType: " + type));

        assertThat(ingress.rules().getFirst().paths().getFirst().path()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "Exact, ''",
        "Prefix, ''",
        "Prefix, a",
        "Exact, ' /'",
        "ImplementationSpecific, a",
        "Prefix, /a//b",
        "Prefix, //",
        "Exact, /a/./b",
        "Exact, /a/../b",
        "Prefix, /a%2fb",
        "Prefix, /a%2Fb",
        "Prefix, /a/..",
        "Exact, /a/."
    })
    void badPathsAreRefused(String type, String path) {
        assertThat(outline(read(withPath("path: '" + path + "', pathType: " + type))))
                .contains("InvalidField spec.rules[0].http.paths[0].path")
                .allMatch(each -> each.endsWith("path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\0", "\\n", "\\r", "\\t", "\\x1b", "\\x7f", "\\x85"})
    void controlCharactersInPathsAreRefusedForEveryType(String escape) {
        for (String type : List.of("Exact", "Prefix", "ImplementationSpecific")) {
            Problem problem =
                    onlyProblem(read(withPath("path: \"/a" + escape + "b\", pathType: " + type)));

            assertThat(problem.message()).contains("control character");
            assertThat(problem.message().chars()).noneMatch(Character::isISOControl);
        }
    }

    @Test
    void pathTypeMustBeThereAndKnown() {
        assertThat(outline(read(withPath("path: /"))))
                .containsExactly("MissingField spec.rules[0].http.paths[0].pathType");
        assertThat(outline(read(withPath("path: /, pathType: prefix"))))
                .containsExactly("InvalidField spec.rules[0].http.paths[0].pathType");
        assertThat(outline(read(withPath("path: /, pathType: [Prefix]"))))
                .contains("InvalidField spec.rules[0].http.paths[0].pathType");
    }

    @Test
    void ruleWithHttpMustHavePaths() {
        assertThat(outline(read(withRule("{http: {}}"))))
                .containsExactly("MissingField spec.rules[0].http.paths");
        assertThat(outline(read(withRule("{http: {paths: {path: /}}}"))))
                .contains("InvalidField spec.rules[0].http.paths");
    }

    @Test
    void theSecondPathIsNamedAsSuch() {
        Manifests manifests =
                read(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: Ingress
                        metadata: {name: x}
                        spec:
                          rules:
                          - http:
                              paths:
                              - path: /a
                                pathType: Prefix
                                backend: {service: {name: a, port: {number: 80}}}
                              - path: /b
                                pathType: prefix
                                backend: {service: {name: a, port: {number: 80}}}
                        """);

        assertThat(onlyProblem(manifests).field())
                .isEqualTo("spec.rules[0].http.paths[1].pathType");
        assertThat(manifests.placeOf(onlyProblem(manifests))).contains(new Origin("a.yaml", 12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | MissingField spec.defaultBackend.service",
                "{serviceName: a, servicePort: 80} | MissingField spec.defaultBackend.service",
                "[] | InvalidField spec.defaultBackend",
                "{service: a} | InvalidField spec.defaultBackend.service",
                "{service: {port: {number: 1}}} | MissingField spec.defaultBackend.service.name",
                "{service: {name: A, port: {number: 1}}} | InvalidField"
                        + " spec.defaultBackend.service.name",
                "{service: {name: 1a, port: {number: 1}}} | InvalidField"
                        + " spec.defaultBackend.service.name",
                "{service: {name: a.b, port: {number: 1}}} | InvalidField"
                        + " spec.defaultBackend.service.name",
                "{service: {name: 5, port: {number: 1}}} | InvalidField"
                        + " spec.defaultBackend.service.name",
                "{service: {name: a}} | MissingField spec.defaultBackend.service.port",
                "{service: {name: a, port: {}}} | MissingField spec.defaultBackend.service.port",
                "{service: {name: a, port: 80}} | InvalidField spec.defaultBackend.service.port",
                "{service: {name: a, port: {number: 0}}} | InvalidField"
                        + " spec.defaultBackend.service.port.number",
                "{service: {name: a, port: {number: 65536}}} | InvalidField"
                        + " spec.defaultBackend.service.port.number",
                "{service: {name: a, port: {number: 4294967376}}} | InvalidField"
                        + " spec.defaultBackend.service.port.number",
                "{service: {name: a, port: {number: \"80\"}}} | InvalidField"
                        + " spec.defaultBackend.service.port.number",
                "{service: {name: a, port: {number: 80.5}}} | InvalidField"
                        + " spec.defaultBackend.service.port.number",
                "{service: {name: a, port: {name: http, number: 80}}} | InvalidField"
                        + " spec.defaultBackend.service.port",
                "{service: {name: a, port: {name: a-name-too-long-}}} | InvalidField"
                        + " spec.defaultBackend.service.port.name",
                "{service: {name: a, port: {name: '80'}}} | InvalidField"
                        + " spec.defaultBackend.service.port.name",
                "{service: {name: a, port: {name: a--b}}} | InvalidField"
                        + " spec.defaultBackend.service.port.name",
                "{service: {name: a, port: {number: 1}}, resource: {kind: K, name: n}} |"
                        + " InvalidField spec.defaultBackend",
                "{resource: {name: n}} | MissingField spec.defaultBackend.resource.kind",
                "{resource: {kind: K}} | MissingField spec.defaultBackend.resource.name",
            })
    void badBackendsAreRefused(String backend, String expected) {
        Manifests manifests = read(withBackend(backend));

        assertThat(manifests.state().ingresses()).isEmpty();
        assertThat(outline(manifests)).contains(expected);
    }

    @Test
    void numbersOfAnyBaseAreNumbers() {
        assertThat(
                        onlyIngress(withBackend("{service: {name: a, port: {number: 0x50}}}"))
                                .defaultBackend())
                .contains(new ServiceBackend("a", new PortRef.Number(80)));
        assertThat(
                        onlyIngress(withBackend("{service: {name: a, port: {number: 0120}}}"))
                                .defaultBackend())
                .contains(new ServiceBackend("a", new PortRef.Number(80)));
    }

    @Test
    void pathWithoutBackendIsRefused() {
        assertThat(outline(read(withRule("{http: {paths: [{path: /, pathType: Prefix}]}}"))))
                .containsExactly("MissingField spec.rules[0].http.paths[0].backend.service");
    }

    @Test
    void tlsIsChecked() {
        String rules = "rules: [{host: a.example.com}]";

        assertThat(
                        outline(
                                read(
                                        withSpec(
                                                "{"
                                                        + rules
                                                        + ", tls: [{hosts: [ok, a_b, '*.ok.com',"
                                                        + " '*']}]}"))))
                .containsExactly(
                        "InvalidField spec.tls[0].hosts[1]", "InvalidField spec.tls[0].hosts[3]");
        assertThat(outline(read(withSpec("{" + rules + ", tls: [{hosts: a}]}"))))
                .containsExactly("InvalidField spec.tls[0].hosts");
        assertThat(outline(read(withSpec("{" + rules + ", tls: [{secretName: other/secret}]}"))))
                .containsExactly("InvalidField spec.tls[0].secretName");
    }

    @Test
    void classNameIsChecked() {
        String rules = "rules: [{host: a.example.com}]";

        assertThat(outline(read(withSpec("{" + rules + ", ingressClassName: My Class}"))))
                .containsExactly("InvalidField spec.ingressClassName");
        assertThat(onlyIngress(withSpec("{" + rules + ", ingressClassName: }")).ingressClassName())
                .isEmpty();
    }

    @Test
    void everyFaultOfOneObjectIsTold() {
        Manifests manifests =
                read(
                        withSpec(
                                "{rules: [{host: a_b, http: {paths: [{path: b, pathType: x,"
                                        + " backend: {}}]}}], tls: 5}"));

        assertThat(outline(manifests))
                .contains(
                        "InvalidField spec.rules[0].host",
                        "InvalidField spec.rules[0].http.paths[0].path",
                        "InvalidField spec.rules[0].http.paths[0].pathType",
                        "MissingField spec.rules[0].http.paths[0].backend.service",
                        "InvalidField spec.tls");
    }

    @Test
    void specOfTheWrongTypeIsRefused() {
        assertThat(outline(read(withSpec("[]")))).contains("InvalidField spec");
    }
}
