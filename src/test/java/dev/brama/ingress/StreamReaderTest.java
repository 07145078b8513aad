package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.ClusterBuilder.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.ingress.EndpointResolution.Answer;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.ingress.IngressOptions.StreamSources;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.Peers;
import dev.brama.proxy.StreamServer;
import dev.brama.proxy.Streams;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    private static final NamespacedName TCP = new NamespacedName("infra", "tcp");
    private static final NamespacedName UDP = new NamespacedName("infra", "udp");
    private static final IngressOptions OPTIONS =
            IngressOptions.DEFAULTS.with(
                    new StreamSources(Optional.of(TCP), Optional.of(UDP), Set.of(80, 443)));

    private static ClusterBuilder withServices() {
        return cluster()
                .options(OPTIONS)
                .service(
                        "dns",
                        new ServicePort("dns", 53, new PortRef.Number(53), "UDP"),
                        new ServicePort("dns-tcp", 53, new PortRef.Number(53), "TCP"))
                .slice(
                        "dns",
                        List.of(
                                new EndpointPort("dns", Optional.of(5353), "UDP"),
                                new EndpointPort("dns-tcp", Optional.of(5354), "TCP")),
                        endpoint(true, "10.0.0.9"))
                .service("empty", new ServicePort("", 80, new PortRef.Number(80), "TCP"))
                .external(
                        "outside",
                        "mq.example.com",
                        new ServicePort("mq", 5671, new PortRef.Number(5671), "TCP"));
    }

    private static ClusterBuilder tcp(String... entries) {
        return withServices().configMap(TCP, entries).configMap(UDP);
    }

    private static List<String> servers(Compiled compiled) {
        return compiled.config().streams().stream()
                .flatMap(streams -> streams.servers().stream())
                .map(server ->
                        server.port()
                                + " "
                                + server.backend().logName()
                                + (server.proxyProtocol().expected() ? " in" : "")
                                + (server.proxyProtocol().sent() ? " out" : ""))
                .toList();
    }

    private static List<String> peers(Compiled compiled) {
        return compiled.config().streams().stream()
                .flatMap(streams -> streams.upstreams().stream())
                .map(upstream -> upstream.backend().uniqueName() + " " + upstream.peers())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "shop/web:80, 5432 tcp-shop-web-80",
        "' shop/web:80\n', 5432 tcp-shop-web-80",
        "shop/web:80:PROXY, 5432 tcp-shop-web-80 in",
        "shop/web:80:proxy:Proxy, 5432 tcp-shop-web-80 in out",
        "shop/web:80::PROXY, 5432 tcp-shop-web-80 out",
        "shop/dns:dns-tcp, 5432 tcp-shop-dns-dns-tcp",
        "shop/outside:mq, 5432 tcp-shop-outside-mq"
    })
    void portLeadsToAService(String value, String server) {
        Compiled compiled = tcp("5432", value).compile();
        assertThat(servers(compiled)).containsExactly(server);
        assertThat(compiled.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shop/web",
                "web:80",
                "shop/web/x:80",
                "shop/web:",
                "shop/web:0",
                "/:80",
                "shop/web:65536",
                "shop/web:a b",
                "shop/$x:80",
                "; } evil {",
                "shop/web;:80"
            })
    void badValueIsLeftOutAndTold(String value) {
        Compiled compiled = tcp("5432", value, "6000", "shop/web:80").compile();
        assertThat(servers(compiled)).containsExactly("6000 tcp-shop-web-80");
        assertThat(compiled.problems()).hasSize(1);
        Problem problem = compiled.problems().getFirst();
        assertThat(problem.object()).isEqualTo(TCP.as("ConfigMap"));
        assertThat(problem.field()).isEqualTo("data[5432]");
        assertThat(problem.reason()).isEqualTo(Reason.INVALID_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "08080", "+80", "http", "-1", "80", "443"})
    void badOrReservedPortIsLeftOutAndTold(String port) {
        Compiled compiled = tcp(port, "shop/web:80", "6000", "shop/web:80").compile();
        assertThat(servers(compiled)).containsExactly("6000 tcp-shop-web-80");
        assertThat(compiled.problems(Reason.INVALID_FIELD)).hasSize(1);
    }

    @Test
    void serviceThatCannotAnswerIsNotListenedFor() {
        Compiled compiled =
                tcp("1", "shop/empty:80", "2", "shop/nobody:80", "3", "shop/web:81").compile();
        assertThat(compiled.config().streams()).isEmpty();
        assertThat(compiled.problems())
                .extracting(Problem::field, Problem::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("data[1]", Reason.NO_ENDPOINTS),
                        org.assertj.core.groups.Tuple.tuple("data[2]", Reason.MISSING_REFERENCE),
                        org.assertj.core.groups.Tuple.tuple("data[3]", Reason.MISSING_REFERENCE));
        assertThat(compiled.problems())
                .allSatisfy(problem ->
                        assertThat(problem.message()).endsWith("; the port is not listened on."));
    }

    @Test
    void protocolsOfOnePortAreTwoUpstreams() {
        Compiled compiled =
                withServices()
                        .configMap(TCP, "53", "shop/dns:53")
                        .configMap(UDP, "53", "shop/dns:53")
                        .compile();
        assertThat(servers(compiled)).containsExactly("53 tcp-shop-dns-53", "53 udp-shop-dns-53");
        assertThat(
                        compiled.config().streams().stream()
                                .map(Streams::servers)
                                .flatMap(List::stream)
                                .map(StreamServer::isUdp))
                .containsExactly(false, true);
        assertThat(peers(compiled))
                .satisfiesExactly(
                        tcp -> assertThat(tcp).startsWith("tcp_shop_dns_53 ").contains("5354"),
                        udp -> assertThat(udp).startsWith("udp_shop_dns_53 ").contains("5353"));
    }

    @Test
    void proxyProtocolIsNotSpokenOverUdp() {
        Compiled compiled =
                withServices().configMap(TCP).configMap(UDP, "53", "shop/dns:53:PROXY").compile();
        assertThat(servers(compiled)).containsExactly("53 udp-shop-dns-53");
        assertThat(compiled.complaints()).containsExactly("ConfigMap infra/udp IneffectiveSetting");
    }

    @Test
    void anotherWordThanProxyIsTold() {
        Compiled compiled = tcp("5432", "shop/web:80:proxied").compile();
        assertThat(servers(compiled)).containsExactly("5432 tcp-shop-web-80");
        assertThat(compiled.complaints()).containsExactly("ConfigMap infra/tcp IneffectiveSetting");
    }

    @Test
    void settingsOfRequestsDoNotTouchStreams() {
        Compiled compiled =
                tcp("5432", "shop/web:80")
                        .config("service-upstream", "true")
                        .config("load-balance", "ewma")
                        .compile();
        assertThat(peers(compiled)).singleElement().asString().contains("10.0.0.1");
        assertThat(compiled.config().upstreams()).isEmpty();
    }

    @Test
    void configMapThatIsNotThereIsTold() {
        Compiled compiled = withServices().configMap(TCP, "5432", "shop/web:80").compile();
        assertThat(servers(compiled)).containsExactly("5432 tcp-shop-web-80");
        assertThat(compiled.complaints()).containsExactly("ConfigMap infra/udp MissingReference");
    }

    @Test
    void nginxWithoutTheModuleIsToldOnce() {
        Capabilities without =
                new Capabilities(new NginxVersion(1, 22, 1), new TreeSet<>(), new TreeMap<>());
        Compilation compilation =
                new IngressCompiler(OPTIONS)
                        .compile(
                                tcp("1", "shop/web:80", "2", "shop/web:80").state(),
                                new Surroundings(
                                        ClusterBuilder.NOW,
                                        without,
                                        ClusterBuilder.FALLBACK,
                                        new LastGood(Map.of(), Map.of())));
        assertThat(compilation.config().streams()).isEmpty();
        assertThat(compilation.problems())
                .extracting(Problem::reason)
                .containsExactly(Reason.MISSING_CAPABILITY);
    }

    @Test
    void comingAndGoingOfEndpointsChangesTheConfiguration() {
        ClusterBuilder cluster =
                tcp("5432", "shop/web:80", "5433", "shop/empty:80")
                        .options(
                                OPTIONS.withPeers(
                                        new PeerOptions(
                                                PeerDiscovery.RESOLVED,
                                                Optional.empty(),
                                                IngressOptions.ExternalNames.SERVED)));
        Compiled compiled = cluster.compile();
        assertThat(compiled.config().streams().orElseThrow().upstreams())
                .singleElement()
                .satisfies(upstream ->
                        assertThat(upstream.peers()).isInstanceOf(Peers.Resolved.class));
        NamespacedName web = new NamespacedName("shop", "web");
        EndpointResolution endpoints = compiled.compilation().endpoints();
        assertThat(endpoints.answer(web, cluster.state().service(web), List.of()))
                .isInstanceOf(Answer.CompileAnew.class);
        assertThat(
                        endpoints.answer(
                                web,
                                cluster.state().service(web),
                                cluster.state().endpointSlices(web)))
                .isInstanceOf(Answer.Addresses.class);
    }

    @Test
    void configMapsOfServicesAreWanted() {
        assertThat(References.of(cluster().state(), OPTIONS).configMaps())
                .containsExactlyInAnyOrder(OPTIONS.configMap(), TCP, UDP);
    }
}
