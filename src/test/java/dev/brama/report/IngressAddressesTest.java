package dev.brama.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.ControllerPod;
import dev.brama.cluster.ControllerPod.Phase;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.PublishedService;
import dev.brama.cluster.PublishedService.Type;
import dev.brama.problem.Checked;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.report.AddressSource.NodeAddress;
import dev.brama.report.IngressAddresses.Sources;
import dev.brama.report.KubeWrite.SetIngressAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngressAddressesTest {
    private static final NamespacedName FRONT = new NamespacedName("ingress-nginx", "front");
    private static final NamespacedName SHOP = new NamespacedName("shop", "web");

    @Test
    void listedAddressesAreSortedAndEachStandsOnce() {
        assertThat(listed("192.0.2.9, lb.example.com,192.0.2.10,192.0.2.9,2001:db8::1"))
                .containsExactly(
                        ip("192.0.2.10"),
                        ip("192.0.2.9"),
                        ip("2001:db8::1"),
                        LoadBalancerAddress.ofHostname("lb.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.0.2.1,", "Not A Name", "192.0.2.1 192.0.2.2", "::g", "-a.b"})
    void listWithSomethingElseInItIsRefused(String flag) {
        assertThat(AddressSource.Listed.parse(flag)).isEmpty();
    }

    static Stream<Arguments> services() {
        return Stream.of(
                Arguments.of(
                        service(Type.LOAD_BALANCER, List.of("192.0.2.5", "192.0.2.7"), "192.0.2.7"),
                        List.of(ip("192.0.2.5"), ip("192.0.2.7"))),
                Arguments.of(
                        service(Type.NODE_PORT, List.of("192.0.2.5")), List.of(ip("192.0.2.5"))),
                Arguments.of(service(Type.NODE_PORT, List.of()), List.of(ip("10.96.0.9"))),
                Arguments.of(
                        service(Type.CLUSTER_IP, List.of("192.0.2.5")), List.of(ip("10.96.0.9"))),
                Arguments.of(
                        new PublishedService(
                                FRONT,
                                Type.EXTERNAL_NAME,
                                Optional.empty(),
                                Optional.of("lb.example.com"),
                                List.of(),
                                List.of()),
                        List.of(LoadBalancerAddress.ofHostname("lb.example.com"))));
    }

    @ParameterizedTest
    @MethodSource("services")
    void typeOfTheServiceDecidesWhatIsPublished(
            PublishedService service, List<LoadBalancerAddress> expected) {
        Checked<Optional<List<LoadBalancerAddress>>> found = ofService(Optional.of(service));
        assertThat(found.value()).contains(expected);
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void nameAndAddressOfOneLoadBalancerStayTogether() {
        LoadBalancerAddress both = new LoadBalancerAddress("lb.example.com", "192.0.2.7");
        PublishedService service =
                new PublishedService(
                        FRONT,
                        Type.LOAD_BALANCER,
                        Optional.of("10.96.0.9"),
                        Optional.empty(),
                        List.of("192.0.2.7"),
                        List.of(both));
        assertThat(ofService(Optional.of(service)).value()).contains(List.of(both));
    }

    @Test
    void missingServiceIsAProblemAndLeavesTheStatusAlone() {
        Checked<Optional<List<LoadBalancerAddress>>> found = ofService(Optional.empty());
        assertThat(found.value()).isEmpty();
        Problem problem = found.problems().getFirst();
        assertThat(problem.object()).isEqualTo(FRONT.as("Service"));
        assertThat(problem.reason()).isEqualTo(Reason.MISSING_REFERENCE);
        assertThat(problem.fix()).contains("--publish-service");
    }

    @Test
    void loadBalancerWithoutAnAddressYetIsTold() {
        Checked<Optional<List<LoadBalancerAddress>>> found =
                ofService(Optional.of(service(Type.LOAD_BALANCER, List.of())));
        assertThat(found.value()).contains(List.of());
        assertThat(found.problems()).hasSize(1);
    }

    @Test
    void nodesOfReadyPodsGiveTheirExternalAddressFirst() {
        assertThat(ofNodes(NodeAddress.EXTERNAL))
                .containsExactly(ip("10.0.0.2"), ip("198.51.100.1"));
    }

    @Test
    void internalAddressIsTakenOnRequest() {
        assertThat(ofNodes(NodeAddress.INTERNAL)).containsExactly(ip("10.0.0.1"), ip("10.0.0.2"));
    }

    @Test
    void onlyIngressesWithOtherAddressesAreWritten() {
        List<LoadBalancerAddress> wanted = List.of(ip("192.0.2.1"), ip("192.0.2.2"));
        NamespacedName other = new NamespacedName("shop", "other");
        assertThat(
                        IngressAddresses.writes(
                                wanted,
                                published(
                                        Map.of(
                                                SHOP,
                                                List.of(ip("192.0.2.2"), ip("192.0.2.1")),
                                                other,
                                                List.of(ip("192.0.2.1"))))))
                .containsExactly(new SetIngressAddress(other, wanted));
    }

    @Test
    void addressStaysWhileAnotherPodServes() {
        assertThat(atShutdown(pod("b", "n2", Phase.STARTING))).isEmpty();
    }

    @Test
    void lastPodTakesTheAddressAway() {
        assertThat(atShutdown(pod("b", "n2", Phase.GOING)))
                .containsExactly(new SetIngressAddress(SHOP, List.of()));
    }

    @Test
    void addressOfSomebodyElseOutlivesTheLastPod() {
        assertThat(
                        IngressAddresses.writesAtShutdown(
                                "a",
                                List.of(pod("a", "n1", Phase.GOING)),
                                List.of(ip("192.0.2.1")),
                                published(Map.of(SHOP, List.of(ip("203.0.113.1"))))))
                .isEmpty();
    }

    private static List<SetIngressAddress> atShutdown(ControllerPod other) {
        return IngressAddresses.writesAtShutdown(
                "a",
                List.of(pod("a", "n1", Phase.READY), other),
                List.of(ip("192.0.2.1")),
                published(
                        Map.of(
                                SHOP,
                                List.of(ip("192.0.2.1")),
                                new NamespacedName("shop", "bare"),
                                List.of())));
    }

    private static SortedMap<NamespacedName, List<LoadBalancerAddress>> published(
            Map<NamespacedName, List<LoadBalancerAddress>> status) {
        return new TreeMap<>(status);
    }

    private static List<LoadBalancerAddress> ofNodes(NodeAddress preferred) {
        TreeMap<String, NodeObject> nodes = new TreeMap<>();
        nodes.put("n1", node("n1", "10.0.0.1", "198.51.100.1"));
        nodes.put("n2", new NodeObject("n2", Optional.of("10.0.0.2"), Optional.empty()));
        nodes.put("n3", node("n3", "10.0.0.3", "198.51.100.3"));
        List<ControllerPod> pods =
                List.of(
                        pod("a", "n1", Phase.READY),
                        pod("b", "n1", Phase.READY),
                        pod("c", "n2", Phase.READY),
                        pod("d", "n3", Phase.STARTING),
                        pod("e", "unknown", Phase.READY),
                        pod("f", "n3", Phase.GOING));
        return IngressAddresses.of(
                        new AddressSource.OfNodes(preferred),
                        new Sources(Optional.empty(), pods, nodes))
                .value()
                .orElseThrow();
    }

    private static Checked<Optional<List<LoadBalancerAddress>>> ofService(
            Optional<PublishedService> service) {
        return IngressAddresses.of(
                new AddressSource.OfService(FRONT),
                new Sources(service, List.of(), new TreeMap<>()));
    }

    private static List<LoadBalancerAddress> listed(String flag) {
        return IngressAddresses.of(
                        AddressSource.Listed.parse(flag).orElseThrow(),
                        new Sources(Optional.empty(), List.of(), new TreeMap<>()))
                .value()
                .orElseThrow();
    }

    private static PublishedService service(
            Type type, List<String> externalIps, String... loadBalancer) {
        return new PublishedService(
                FRONT,
                type,
                Optional.of("10.96.0.9"),
                Optional.empty(),
                externalIps,
                Arrays.stream(loadBalancer).map(LoadBalancerAddress::ofIp).toList());
    }

    private static NodeObject node(String name, String internal, String external) {
        return new NodeObject(name, Optional.of(internal), Optional.of(external));
    }

    private static ControllerPod pod(String name, String node, Phase phase) {
        return new ControllerPod(name, node, phase);
    }

    private static LoadBalancerAddress ip(String ip) {
        return LoadBalancerAddress.ofIp(ip);
    }
}
