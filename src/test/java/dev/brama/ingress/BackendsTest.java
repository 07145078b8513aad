package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.ClusterBuilder.endpoint;
import static dev.brama.fixture.IngressBuilder.ingress;
import static dev.brama.fixture.IngressBuilder.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.proxy.Upstream.Balancing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
    private static final ServicePort HTTP =
            new ServicePort("http", 80, new PortRef.Name("web"), "TCP");
    private static final ServicePort ADMIN =
            new ServicePort("admin", 9000, new PortRef.Number(9001), "TCP");
    private static final ServicePort DNS =
            new ServicePort("dns", 53, new PortRef.Number(53), "UDP");

    private static EndpointPort port(String name, int number) {
        return new EndpointPort(name, Optional.of(number), "TCP");
    }

    private static ClusterBuilder clusterWithApi(String servicePort) {
        var backend =
                servicePort.matches("\\d+")
                        ? service("api", Integer.parseInt(servicePort))
                        : service("api", servicePort);
        return cluster(ingress("a").to(backend).prefix("a.com", "/"))
                .service("api", HTTP, ADMIN, DNS);
    }

    @ParameterizedTest
    @CsvSource({
        "80, 10.0.0.1:8080",
        "http, 10.0.0.1:8080",
        "web, 10.0.0.1:8080",
        "9000, 10.0.0.1:9001",
        "admin, 10.0.0.1:9001",
        "9001, 10.0.0.1:9001"
    })
    void portIsFoundByNumberNameOrTargetPort(String wanted, String peer) {
        Compiled compiled =
                clusterWithApi(wanted)
                        .slice(
                                "api",
                                List.of(port("http", 8080), port("admin", 9001)),
                                endpoint(true, "10.0.0.1"))
                        .compile();
        assertThat(compiled.peers("api", wanted)).containsExactly(peer);
        assertThat(compiled.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "nope", "53", "dns"})
    void portThatTheServiceLacksAnswers503(String wanted) {
        Compiled compiled =
                clusterWithApi(wanted)
                        .slice("api", List.of(port("http", 8080)), endpoint(true, "10.0.0.1"))
                        .compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a MissingReference");
        assertThat(compiled.problems().getFirst().field())
                .isEqualTo("spec.rules[0].http.paths[0].backend.service");
    }

    @Test
    void missingServiceAnswers503AndEachUserIsTold() {
        Compiled compiled =
                cluster(
                                ingress("a").to("gone").prefix("a.com", "/"),
                                ingress("b").to("gone").prefix("b.com", "/"))
                        .compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.action("b.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints())
                .containsExactly(
                        "Ingress shop/a MissingReference", "Ingress shop/b MissingReference");
        assertThat(compiled.config().upstreams()).isEmpty();
    }

    @Test
    void serviceWithoutEndpointsAnswers503WithAWarning() {
        Compiled compiled = clusterWithApi("80").compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a NoEndpoints");
        assertThat(compiled.problems().getFirst().isError()).isFalse();
    }

    @Test
    void endpointsThatAreNotReadyGetNoRequests() {
        Compiled compiled =
                clusterWithApi("80")
                        .slice(
                                "api",
                                List.of(port("http", 8080)),
                                endpoint(false, "10.0.0.1"),
                                endpoint(true, "10.0.0.2"))
                        .compile();
        assertThat(compiled.peers("api", "80")).containsExactly("10.0.0.2:8080");
    }

    @Test
    void slicesHavePortsOfTheirOwnAndDuplicatesAreRemoved() {
        Compiled compiled =
                clusterWithApi("80")
                        .slice("api", List.of(port("http", 8080)), endpoint(true, "10.0.0.1"))
                        .slice(
                                "api",
                                List.of(port("http", 8090), port("admin", 9001)),
                                endpoint(true, "10.0.0.2"),
                                endpoint(true, "10.0.0.2"))
                        .slice(
                                "api",
                                List.of(port("http", 8080)),
                                endpoint(true, "10.0.0.1"),
                                endpoint(true, "fd00::1", "10.0.0.3"))
                        .compile();
        assertThat(compiled.peers("api", "80"))
                .containsExactly(
                        "10.0.0.1:8080", "10.0.0.2:8090", "10.0.0.3:8080", "[fd00::1]:8080");
    }

    @Test
    void sliceOfAnotherProtocolOrWithoutPortDoesNotCount() {
        Compiled compiled =
                clusterWithApi("80")
                        .slice(
                                "api",
                                List.of(
                                        new EndpointPort("http", Optional.of(8080), "UDP"),
                                        new EndpointPort("http", Optional.empty(), "TCP"),
                                        new EndpointPort("http", Optional.of(0), "TCP"),
                                        new EndpointPort("http", Optional.of(70_000), "TCP")),
                                endpoint(true, "10.0.0.1"))
                        .compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
    }

    @Test
    void addressesThatAreNoneAreLeftOut() {
        Compiled compiled =
                clusterWithApi("80")
                        .slice(
                                "api",
                                List.of(port("http", 8080)),
                                endpoint(true, "", "x; return 200", "10.0.0", "10.0.0.1"))
                        .compile();
        assertThat(compiled.peers("api", "80")).containsExactly("10.0.0.1:8080");
    }

    @Test
    void resourceBackendAnswers404() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .to(
                                                new dev.brama.cluster.IngressBackend
                                                        .ResourceBackend("Bucket", "icons"))
                                        .prefix("a.com", "/"))
                        .compile();
        assertThat(compiled.action("a.com", "/")).isEqualTo("404");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a UnsupportedSetting");
    }

    @Test
    void serviceUpstreamSendsToTheClusterIp() {
        Compiled compiled =
                cluster(ingress("a").annotation("service-upstream", "true").prefix("a.com", "/"))
                        .compile();
        assertThat(compiled.peers("web", "80")).containsExactly("10.96.0.7:80");
    }

    @Test
    void serviceUpstreamMayBeTheDefaultAndAnAnnotationTurnsItOff() {
        assertThat(
                        cluster(ingress("a").prefix("a.com", "/"))
                                .config("service-upstream", "true")
                                .compile()
                                .peers("web", "80"))
                .containsExactly("10.96.0.7:80");
        assertThat(
                        cluster(
                                        ingress("a")
                                                .annotation("service-upstream", "false")
                                                .prefix("a.com", "/"))
                                .config("service-upstream", "true")
                                .compile()
                                .peers("web", "80"))
                .containsExactly("10.0.0.1:8080");
    }

    @Test
    void headlessServiceIsReachedByItsEndpointsInAnyCase() {
        Compiled compiled =
                cluster(
                                ingress("a")
                                        .annotation("service-upstream", "true")
                                        .to("pods")
                                        .prefix("a.com", "/"))
                        .headless("pods", HTTP)
                        .slice("pods", List.of(port("http", 8080)), endpoint(true, "10.0.0.9"))
                        .compile();
        assertThat(compiled.peers("pods", "80")).containsExactly("10.0.0.9:8080");
    }

    // Age decides, not the order in which hosts or paths are looked at.
    @Test
    void oldestIngressOfAServicePortDecidesOnItsUpstream() {
        Compiled compiled =
                cluster(
                                ingress("young")
                                        .created(2)
                                        .annotation("upstream-hash-by", "$remote_addr")
                                        .annotation("service-upstream", "true")
                                        .prefix("a.com", "/longer/path"),
                                ingress("old")
                                        .created(1)
                                        .annotation("load-balance", "ewma")
                                        .prefix("z.com", "/"))
                        .compile();
        assertThat(compiled.upstream("web", "80").balancing())
                .isInstanceOf(Balancing.LessBusyOfTwo.class);
        assertThat(compiled.peers("web", "80")).containsExactly("10.0.0.1:8080");
        assertThat(compiled.config().upstreams()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "round_robin, RoundRobin",
        "ewma, LessBusyOfTwo",
        "EWMA, LessBusyOfTwo",
        "chash, RoundRobin"
    })
    void wordOfLoadBalanceChoosesThePeer(String word, String balancing) {
        assertThat(
                        cluster(ingress("a").annotation("load-balance", word).prefix("a.com", "/"))
                                .compile()
                                .upstream("web", "80")
                                .balancing()
                                .getClass()
                                .getSimpleName())
                .isEqualTo(balancing);
        assertThat(
                        cluster(ingress("a").prefix("a.com", "/"))
                                .config("load-balance", word)
                                .compile()
                                .upstream("web", "80")
                                .balancing()
                                .getClass()
                                .getSimpleName())
                .isEqualTo(balancing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$request_uri", "$cookie_JSESSIONID", "${remote_addr}-$http_X_User"})
    void hashKeyWinsOverLoadBalance(String key) {
        assertThat(
                        cluster(
                                        ingress("a")
                                                .annotation("load-balance", "ewma")
                                                .annotation("upstream-hash-by", key)
                                                .prefix("a.com", "/"))
                                .compile()
                                .upstream("web", "80")
                                .balancing()
                                .hashKey()
                                .orElseThrow()
                                .value())
                .isEqualTo(key);
    }

    private static Compiled external(String name, String wanted, ServicePort... ports) {
        var backend =
                wanted.matches("\\d+")
                        ? service("out", Integer.parseInt(wanted))
                        : service("out", wanted);
        return cluster(ingress("a").to(backend).prefix("a.com", "/"))
                .external("out", name, ports)
                .compile();
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, 443, external api.example.com:443",
        "api.example.com., 443, external api.example.com:443",
        "API.example.com, 443, external api.example.com:443",
        "db, 5432, external db:5432",
        "192.0.2.7, 8443, 192.0.2.7:8443",
        "2001:db8::7, 8443, '[2001:db8::7]:8443'"
    })
    void externalNameIsReachedAtThePortOfTheIngress(String name, String port, String peer) {
        assertThat(external(name, port).peers("out", port)).containsExactly(peer);
    }

    @Test
    void externalNameTakesThePortOfTheServiceWhereItHasOne() {
        assertThat(external("api.example.com", "http", HTTP).peers("out", "http"))
                .containsExactly("external api.example.com:80");
        assertThat(external("api.example.com", "9000", ADMIN).peers("out", "9000"))
                .containsExactly("external api.example.com:9001");
    }

    @Test
    void externalNameWithoutANumberedPortAnswers503() {
        Compiled compiled = external("api.example.com", "http");
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a MissingReference");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "127.0.0.1",
                "127.9.9.9",
                "127.1",
                "2130706433",
                "0.0.0.0",
                "0",
                "::",
                "::1",
                "0:0:0:0:0:0:0:1",
                "0::0001",
                "::ffff:127.0.0.1",
                "::ffff:7f00:1"
            })
    void externalNameThatLeadsBackHereIsRefused(String name) {
        Compiled compiled = external(name, "80");
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidField");
        assertThat(compiled.config().upstreams()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", ".", "a;b", "a/b", "[::2]", "fe80::1%eth0", "x\ny"})
    void externalNameThatIsNoneAnswers503(String name) {
        Compiled compiled = external(name, "80");
        assertThat(compiled.action("a.com", "/")).isEqualTo("503");
        assertThat(compiled.complaints()).containsExactly("Ingress shop/a InvalidField");
    }
}
