package dev.brama.kube;

import static dev.brama.kube.Reading.onlyProblem;
import static dev.brama.kube.Reading.outline;
import static dev.brama.kube.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.SecretObject;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.problem.Problem;
import dev.brama.problem.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherKindsTest {
    private static final NamespacedName X = new NamespacedName("default", "x");

    private static String object(String kind, String fields) {
        String version = kind.equals("EndpointSlice") ? "discovery.k8s.io/v1" : "v1";
        return "{apiVersion: "
                + version
                + ", kind: "
                + kind
                + ", metadata: {name: x, labels:"
                + " {kubernetes.io/service-name: web}}, "
                + fields
                + "}";
    }

    @Nested
    class Services {
        private ServiceObject service(String spec) {
            Manifests manifests = read(object("Service", "spec: " + spec));
            assertThat(manifests.problems()).isEmpty();
            return manifests.state().service(X).orElseThrow();
        }

        private List<String> faults(String spec) {
            Manifests manifests = read(object("Service", "spec: " + spec));
            assertThat(manifests.state().services()).isEmpty();
            return outline(manifests);
        }

        @Test
        void portsHaveDefaults() {
            assertThat(service("{ports: [{port: 80}]}"))
                    .isEqualTo(
                            new ServiceObject(
                                    X,
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(
                                            new ServicePort(
                                                    "", 80, new PortRef.Number(80), "TCP"))));
        }

        @Test
        void everyFieldIsRead() {
            ServiceObject service =
                    service(
                            "{type: LoadBalancer, clusterIP: 10.0.0.7, ports: [{name: a, port: 80,"
                                    + " targetPort: http, nodePort: 30080}, {name: b, port: 53,"
                                    + " targetPort: 5353, protocol: UDP}]}");

            assertThat(service.clusterIp()).contains("10.0.0.7");
            assertThat(service.ports())
                    .containsExactly(
                            new ServicePort("a", 80, new PortRef.Name("http"), "TCP"),
                            new ServicePort("b", 53, new PortRef.Number(5353), "UDP"));
        }

        @Test
        void headlessServiceHasNoAddressAndNeedsNoPorts() {
            assertThat(service("{clusterIP: None}").clusterIp()).isEmpty();
            assertThat(service("{clusterIPs: [None]}").clusterIp()).isEmpty();
            assertThat(service("{clusterIPs: ['fd00::1'], ports: [{port: 1}]}").clusterIp())
                    .contains("fd00::1");
        }

        @Test
        void externalNameIsRead() {
            ServiceObject service = service("{type: ExternalName, externalName: db.example.com.}");

            assertThat(service.externalName()).contains("db.example.com.");
            assertThat(service.clusterIp()).isEmpty();
            assertThat(service.ports()).isEmpty();
        }

        @Test
        void samePortTwiceIsFine() {
            assertThat(service("{ports: [{name: a, port: 80}, {name: b, port: 80}]}").ports())
                    .hasSize(2);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{} | MissingField spec.ports",
                    "{ports: [{}]} | MissingField spec.ports[0].port",
                    "{ports: [{port: 0}]} | InvalidField spec.ports[0].port",
                    "{ports: [{port: 65536}]} | InvalidField spec.ports[0].port",
                    "{ports: [{port: '80'}]} | InvalidField spec.ports[0].port",
                    "{ports: [80]} | InvalidField spec.ports[0]",
                    "{ports: [{port: 1, targetPort: 70000}]} | InvalidField"
                            + " spec.ports[0].targetPort",
                    "{ports: [{port: 1, targetPort: '80'}]} | InvalidField"
                            + " spec.ports[0].targetPort",
                    "{ports: [{port: 1, targetPort: [a]}]} | InvalidField spec.ports[0].targetPort",
                    "{ports: [{port: 1, protocol: tcp}]} | InvalidField spec.ports[0].protocol",
                    "{ports: [{port: 1, name: HTTP}]} | InvalidField spec.ports[0].name",
                    "{ports: [{port: 1, name: a}, {port: 2}]} | MissingField spec.ports[1].name",
                    "{ports: [{port: 1, name: a}, {port: 2, name: a}]} | InvalidField"
                            + " spec.ports[1].name",
                    "{type: Magic, ports: [{port: 1}]} | InvalidField spec.type",
                    "{type: ExternalName} | MissingField spec.externalName",
                    "{type: ExternalName, externalName: a_b} | InvalidField spec.externalName",
                    "{clusterIP: nowhere, ports: [{port: 1}]} | InvalidField spec.clusterIP",
                })
        void badServicesAreRefused(String spec, String expected) {
            assertThat(faults(spec)).containsExactly(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1x", "a.b", "A"})
        void nameMustBeALabel(String name) {
            Manifests manifests =
                    read(
                            "{apiVersion: v1, kind: Service, metadata: {name: "
                                    + name
                                    + "}, spec: {ports: [{port: 1}]}}");

            assertThat(outline(manifests)).containsExactly("InvalidField metadata.name");
        }
    }

    @Nested
    class Slices {
        private static final NamespacedName WEB = new NamespacedName("default", "web");

        private List<String> faults(String fields) {
            Manifests manifests = read(object("EndpointSlice", fields));
            assertThat(manifests.state().endpointSlices()).isEmpty();
            return outline(manifests);
        }

        @Test
        void everyFieldIsRead() {
            Manifests manifests =
                    read(
                            object(
                                    "EndpointSlice",
                                    "addressType: IPv4, ports: [{name: http, port: 8080},"
                                            + " {protocol: UDP}], endpoints: [{addresses: [10.0.0.1,"
                                            + " 10.0.0.2]}, {addresses: [10.0.0.3], conditions: {ready:"
                                            + " false}}, {addresses: [127.0.0.1], conditions: {ready: ,"
                                            + " serving: true}}]"));

            assertThat(manifests.problems()).isEmpty();
            var slice = manifests.state().endpointSlices(WEB).getFirst();
            assertThat(slice.id()).isEqualTo(X);
            assertThat(slice.service()).isEqualTo("web");
            assertThat(slice.endpoints())
                    .containsExactly(
                            new Endpoint(List.of("10.0.0.1", "10.0.0.2"), true),
                            new Endpoint(List.of("10.0.0.3"), false),
                            new Endpoint(List.of("127.0.0.1"), true));
            assertThat(slice.ports())
                    .containsExactly(
                            new EndpointPort("http", Optional.of(8080), "TCP"),
                            new EndpointPort("", Optional.empty(), "UDP"));
        }

        @Test
        void slicesOfOneServiceAreSortedByName() {
            String slice = object("EndpointSlice", "addressType: IPv4");
            Manifests manifests =
                    read(
                            slice.replace("name: x", "name: z")
                                    + "\n---\n"
                                    + slice.replace("name: x", "name: b"));

            assertThat(manifests.state().endpointSlices(WEB))
                    .extracting(each -> each.id().name())
                    .containsExactly("b", "z");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "endpoints: [] | MissingField addressType",
                    "addressType: ipv4 | InvalidField addressType",
                    "addressType: IPv4, endpoints: [{}] | MissingField endpoints[0].addresses",
                    "addressType: IPv4, endpoints: [{addresses: [host]}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv4, endpoints: [{addresses: [10.0.0.1, 10.0.0.256]}] |"
                            + " InvalidField endpoints[0].addresses[1]",
                    "addressType: IPv4, endpoints: [{addresses: [10.0.0.01]}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv4, endpoints: [{addresses: ['fd00::1']}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv6, endpoints: [{addresses: [10.0.0.1]}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv6, endpoints: [{addresses: ['fe80::1%eth0']}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv6, endpoints: [{addresses: ['[::1]']}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv6, endpoints: [{addresses: ['1:2:3']}] | InvalidField"
                            + " endpoints[0].addresses[0]",
                    "addressType: IPv4, ports: [{port: 0}] | InvalidField ports[0].port",
                    "addressType: IPv4, endpoints: [{addresses: [1.1.1.1], conditions: {ready:"
                            + " 'true'}}] | InvalidField endpoints[0].conditions.ready",
                })
        void badSlicesAreRefused(String fields, String expected) {
            assertThat(faults(fields)).containsExactly(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"::1", "fd00::1", "::ffff:10.0.0.1", "2001:DB8::1"})
        void addressesOfVersionSixAreRead(String address) {
            Manifests manifests =
                    read(
                            object(
                                    "EndpointSlice",
                                    "addressType: IPv6, endpoints: [{addresses: ['"
                                            + address
                                            + "']}]"));

            assertThat(manifests.problems()).isEmpty();
        }

        @Test
        void slicesOfNamesAreIgnoredWithAWarning() {
            assertThat(faults("addressType: FQDN, endpoints: [{addresses: [a.example.com]}]"))
                    .containsExactly("InvalidField addressType");
            assertThat(onlyProblem(read(object("EndpointSlice", "addressType: FQDN"))).severity())
                    .isEqualTo(Severity.WARNING);
        }

        @Test
        void sliceOfNoServiceIsIgnoredWithAWarning() {
            Manifests manifests =
                    read(
                            object("EndpointSlice", "addressType: IPv4")
                                    .replace("service-name", "other"));

            assertThat(manifests.state().endpointSlices()).isEmpty();
            assertThat(onlyProblem(manifests).severity()).isEqualTo(Severity.WARNING);
        }
    }

    @Nested
    class OldEndpoints {
        private static final String ENDPOINTS =
                """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: web}
                subsets:
                - addresses: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]
                  notReadyAddresses: [{ip: 10.0.0.2}]
                  ports: [{name: http, port: 8080}]
                - addresses: [{ip: 10.0.0.3}]
                  ports: [{name: http, port: 9090}]
                """;

        @Test
        void subsetsBecomeSlices() {
            Manifests manifests = read(ENDPOINTS);

            var slices = manifests.state().endpointSlices(new NamespacedName("default", "web"));
            assertThat(manifests.problems()).isEmpty();
            assertThat(slices).hasSize(2);
            assertThat(slices.getFirst().service()).isEqualTo("web");
            assertThat(slices.getFirst().endpoints())
                    .containsExactly(
                            new Endpoint(List.of("10.0.0.1"), true),
                            new Endpoint(List.of("fd00::1"), true),
                            new Endpoint(List.of("10.0.0.2"), false));
            assertThat(slices.getLast().ports())
                    .containsExactly(new EndpointPort("http", Optional.of(9090), "TCP"));
        }

        @Test
        void countOnlyWithoutASlice() {
            Manifests manifests = read(ENDPOINTS, object("EndpointSlice", "addressType: IPv4"));

            assertThat(manifests.state().endpointSlices(new NamespacedName("default", "web")))
                    .extracting(each -> each.id().name())
                    .containsExactly("x");
        }

        @Test
        void badAddressesAndPortsAreRefused() {
            assertThat(
                            outline(
                                    read(
                                            ENDPOINTS
                                                    .replace("10.0.0.2", "host")
                                                    .replace("port: 9090", "x: y"))))
                    .containsExactly(
                            "InvalidField subsets[0].notReadyAddresses[0].ip",
                            "MissingField subsets[1].ports[0].port");
        }
    }

    @Nested
    class Secrets {
        private SecretObject secret(String fields) {
            Manifests manifests = read(object("Secret", fields));
            assertThat(manifests.problems()).isEmpty();
            return manifests.state().secret(X).orElseThrow();
        }

        @Test
        void dataIsDecodedAndPlainDataLiesOverIt() {
            SecretObject secret =
                    secret(
                            "data: {a: aGVsbG8=, b: \"aGVs\\nbG8=\\n\", c: , d: eA==}, stringData:"
                                    + " {d: plain}");

            assertThat(secret.type()).isEqualTo("Opaque");
            assertThat(secret.entry("a").orElseThrow().text()).isEqualTo("hello");
            assertThat(secret.entry("b").orElseThrow().text()).isEqualTo("hello");
            assertThat(secret.entry("c").orElseThrow().text()).isEmpty();
            assertThat(secret.entry("d").orElseThrow().text()).isEqualTo("plain");
        }

        @Test
        void typeIsRead() {
            assertThat(
                            secret("type: kubernetes.io/tls, data: {tls.crt: eA==, tls.key: eA==}")
                                    .type())
                    .isEqualTo("kubernetes.io/tls");
            assertThat(
                            outline(
                                    read(
                                            object(
                                                    "Secret",
                                                    "type: kubernetes.io/tls, data: {tls.crt:"
                                                            + " eA==}"))))
                    .containsExactly("MissingField data");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"hunter2", "aHVudGVyMg", "aHVudGVyMg=", "aHVu-GVy", "!!binary hunter2"})
        void dataThatIsNotBase64NamesTheKeyButNotTheValue(String value) {
            Manifests manifests = read(object("Secret", "data: {password: '" + value + "'}"));

            Problem problem = onlyProblem(manifests);
            assertThat(manifests.state().secrets()).isEmpty();
            assertThat(problem.field()).isEqualTo("data[password]");
            assertThat(problem.toString()).doesNotContain(value);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "stringData: {pin: 471147}",
                    "data: {pin: 471147}",
                    "data: 471147",
                    "stringData: 471147",
                    "stringData: [471147]",
                    "stringData: {a: {b: 471147}}",
                    "stringData: {a: !!binary 471147}",
                    "type: 471147"
                })
        void valuesOfTheWrongTypeAreNotShown(String fields) {
            Manifests manifests = read(object("Secret", fields));

            assertThat(manifests.state().secrets()).isEmpty();
            assertThat(manifests.problems()).isNotEmpty();
            assertThat(manifests.toString()).doesNotContain("471147");
        }

        @Test
        void keysAreChecked() {
            assertThat(outline(read(object("Secret", "stringData: {a b: x, ..c: z}"))))
                    .containsExactly(
                            "InvalidField stringData[..c]", "InvalidField stringData[\"a b\"]");
        }
    }

    @Test
    void configMapHoldsItsData() {
        Manifests manifests =
                read(
                        object(
                                "ConfigMap",
                                "data: {proxy-body-size: 8m, on: \"1\"}, binaryData: {x: eA==}"));

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.state().configMap(X).orElseThrow().data())
                .containsOnlyKeys("proxy-body-size", "true");
    }

    @Test
    void configMapTakesTextOnly() {
        assertThat(outline(read(object("ConfigMap", "data: {a: 5, 'b c': x}"))))
                .containsExactlyInAnyOrder("InvalidField data[a]", "InvalidField data[\"b c\"]");
    }

    @Test
    void namespaceIsCheckedOnly() {
        Manifests manifests = read("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");

        assertThat(manifests.problems()).isEmpty();
        assertThat(outline(read("{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}")))
                .containsExactly("InvalidField metadata.name");
    }

    @Test
    void ingressClassIsRead() {
        Manifests manifests =
                read(
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: IngressClass
                        metadata:
                          name: brama
                          annotations: {ingressclass.kubernetes.io/is-default-class: "true"}
                        spec: {controller: brama.dev/ingress}
                        """);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.state().ingressClasses())
                .containsEntry("brama", new IngressClassObject("brama", "brama.dev/ingress", true));
    }

    @ParameterizedTest
    @CsvSource({"brama", "/a", "a/", "A.b/c", "'a b/c'"})
    void controllerMustBeADomainAndPath(String controller) {
        assertThat(
                        outline(
                                read(
                                        "{apiVersion: networking.k8s.io/v1, kind: IngressClass,"
                                                + " metadata: {name: x}, spec: {controller: "
                                                + controller
                                                + "}}")))
                .containsExactly("InvalidField spec.controller");
        assertThat(
                        outline(
                                read(
                                        "{apiVersion: networking.k8s.io/v1, kind: IngressClass,"
                                                + " metadata: {name: x}}")))
                .containsExactly("MissingField spec.controller");
    }
}
