package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.ClusterBuilder.endpoint;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.Compiled;
import dev.brama.fixture.IngressBuilder;
import dev.brama.ingress.EndpointResolution.Answer;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Peers that the proxy learns while serving: what of the configuration depends on them.
class ResolvedPeersTest {
    private static final NamespacedName API = new NamespacedName("shop", "api");
    private static final ServicePort HTTP =
            new ServicePort("http", 80, new PortRef.Number(8080), "TCP");

    private static ClusterBuilder api(IngressBuilder ingress, String... addresses) {
        ClusterBuilder built =
                cluster(ingress.to("api").prefix("a.com", "/"))
                        .options(
                                IngressOptions.DEFAULTS.withPeers(
                                        new PeerOptions(
                                                PeerDiscovery.RESOLVED,
                                                Optional.empty(),
                                                IngressOptions.ExternalNames.SERVED)))
                        .service("api", HTTP);
        for (String address : addresses) {
            built.slice(
                    "api",
                    List.of(new EndpointPort("http", Optional.of(8080), "TCP")),
                    endpoint(true, address));
        }
        return built;
    }

    @Test
    void configurationWithoutEndpointsDiffersInPeersOnly() {
        Compiled none = api(ingress("a")).compile();
        Compiled two = api(ingress("a"), "10.0.0.1", "10.0.0.2").compile();
        assertThat(none.config().virtualHosts()).isEqualTo(two.config().virtualHosts());
        assertThat(none.upstream("api", "80").peers()).isEqualTo(new Peers.Resolved(List.of()));
        assertThat(two.peers("api", "80")).containsExactly("10.0.0.1:8080", "10.0.0.2:8080");
        assertThat(none.complaints()).containsExactly("Ingress shop/a NoEndpoints");
        assertThat(two.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "backend-protocol, HTTPS",
        "backend-protocol, GRPCS",
        "backend-protocol, FCGI",
        "backend-protocol, AUTO_HTTP",
        "default-backend, web"
    })
    void whatTheStandInCannotAnswerForAnswers503Itself(String annotation, String value) {
        Compiled none = api(ingress("a").annotation(annotation, value)).compile();
        assertThat(none.action("a.com", "/")).isEqualTo("503");
        assertThat(none.config().upstreams())
                .extracting(upstream -> upstream.backend().service())
                .doesNotContain("api");
        Compiled one = api(ingress("a").annotation(annotation, value), "10.0.0.1").compile();
        assertThat(one.action("a.com", "/")).isEqualTo("shop/api:80");
    }

    @Test
    void grpcIsAnsweredByTheStandInToo() {
        Compiled none = api(ingress("a").annotation("backend-protocol", "GRPC")).compile();
        assertThat(none.action("a.com", "/")).isEqualTo("shop/api:80");
    }

    @Test
    void serviceUpstreamStaysPartOfTheConfiguration() {
        Compiled compiled = api(ingress("a").annotation("service-upstream", "true")).compile();
        assertThat(compiled.upstream("api", "80").peers()).isInstanceOf(Peers.Static.class);
    }

    private static Answer answer(Compiled compiled, ClusterState now) {
        return compiled.compilation()
                .endpoints()
                .answer(API, now.service(API), now.endpointSlices(API));
    }

    @ParameterizedTest
    @CsvSource({"'', 10.0.0.1", "10.0.0.1, ''", "10.0.0.1, 10.0.0.2 10.0.0.3", "'', ''"})
    void answerIsWhatACompilationGives(String before, String after) {
        String[] then = before.isEmpty() ? new String[0] : before.split(" ", -1);
        String[] now = after.isEmpty() ? new String[0] : after.split(" ", -1);
        ClusterBuilder changed = api(ingress("a"), now);
        Map<BackendRef, List<HostPort>> expected = new HashMap<>();
        for (Upstream upstream : changed.compile().config().upstreams()) {
            if (upstream.peers() instanceof Peers.Resolved(List<HostPort> addresses)) {
                expected.put(upstream.backend(), addresses);
            }
        }
        assertThat(answer(api(ingress("a"), then).compile(), changed.state()))
                .isEqualTo(new Answer.Addresses(expected, (then.length == 0) != (now.length == 0)));
    }

    @Test
    void configurationThatDependsOnEndpointsIsCompiledAnew() {
        IngressBuilder ingress = ingress("a").annotation("backend-protocol", "HTTPS");
        Compiled none = api(ingress).compile();
        Compiled one = api(ingress, "10.0.0.1").compile();
        ClusterState empty = api(ingress).state();
        ClusterState full = api(ingress, "10.0.0.1").state();
        assertThat(answer(none, full)).isEqualTo(new Answer.CompileAnew());
        assertThat(answer(one, empty)).isEqualTo(new Answer.CompileAnew());
        assertThat(answer(none, empty)).isInstanceOf(Answer.Addresses.class);
        assertThat(answer(one, full)).isInstanceOf(Answer.Addresses.class);
    }

    @Test
    void serviceThatChangedIsCompiledAnewAndOneThatNobodyUsesIsNot() {
        Compiled compiled = api(ingress("a"), "10.0.0.1").compile();
        EndpointResolution endpoints = compiled.compilation().endpoints();
        assertThat(endpoints.answer(API, Optional.empty(), List.of()))
                .isEqualTo(new Answer.CompileAnew());
        assertThat(
                        endpoints.answer(
                                new NamespacedName("shop", "other"), Optional.empty(), List.of()))
                .isEqualTo(new Answer.Addresses(Map.of(), false));
    }
}
