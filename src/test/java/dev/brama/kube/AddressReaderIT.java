package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.cluster.ControllerPod;
import dev.brama.cluster.ControllerPod.Phase;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.report.AddressSource;
import dev.brama.report.AddressSource.NodeAddress;
import dev.brama.report.IngressAddresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressReaderIT {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private String namespace;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of());
    }

    @Test
    void serviceOfTypeLoadBalancerGivesItsStatusAndItsExternalIps() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: front, namespace: %s}
                spec: {type: LoadBalancer, externalIPs: [192.0.2.9], ports: [{port: 80}]}
                status: {loadBalancer: {ingress: [{ip: 192.0.2.7}, {hostname: lb.example.com}]}}
                """
                        .formatted(namespace));
        assertThat(addresses(ofService("front"), reader(plane.adminUser())))
                .contains(
                        List.of(
                                LoadBalancerAddress.ofIp("192.0.2.7"),
                                LoadBalancerAddress.ofIp("192.0.2.9"),
                                LoadBalancerAddress.ofHostname("lb.example.com")));
    }

    @Test
    void headlessServiceHasNoAddressAndExternalNameHasItsName() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: headless, namespace: %1$s}
                spec: {clusterIP: None, ports: [{port: 80}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: elsewhere, namespace: %1$s}
                spec: {type: ExternalName, externalName: lb.example.com}
                """
                        .formatted(namespace));
        AddressReader reader = reader(plane.adminUser());
        assertThat(addresses(ofService("headless"), reader)).contains(List.of());
        assertThat(addresses(ofService("elsewhere"), reader))
                .contains(List.of(LoadBalancerAddress.ofHostname("lb.example.com")));
        assertThat(addresses(ofService("missing"), reader)).isEmpty();
    }

    @Test
    void nodesOfReadyPodsOfAllVersionsAreFound() throws Exception {
        node("a", "10.0.0.1", "198.51.100.1");
        node("b", "10.0.0.2", "");
        pod("own", "hash-1", "a", "True");
        pod("next", "hash-2", "b", "True");
        pod("starting", "hash-2", "b", "False");
        AddressReader reader = reader(plane.adminUser());
        assertThat(addresses(new AddressSource.OfNodes(NodeAddress.EXTERNAL), reader))
                .contains(
                        List.of(
                                LoadBalancerAddress.ofIp("10.0.0.2"),
                                LoadBalancerAddress.ofIp("198.51.100.1")));
        assertThat(reader.pods())
                .containsExactlyInAnyOrder(
                        new ControllerPod("own", namespace + "-a", Phase.READY),
                        new ControllerPod("next", namespace + "-b", Phase.READY),
                        new ControllerPod("starting", namespace + "-b", Phase.STARTING));
        assertThat(reader.ownPod().uid()).isNotEmpty();
    }

    @Test
    void podOfSomethingElseIsNoReplica() throws Exception {
        pod("own", "hash-1", "a", "True");
        admin.apply(podYaml("other", "app: other", "a", "True"));
        assertThat(reader(plane.adminUser()).pods())
                .extracting(ControllerPod::name)
                .containsExactly("own");
    }

    @Test
    void controllerBehindAServiceNeedsNoRightOnNodesAndPods() throws Exception {
        User user =
                plane.newUser(
                        namespace, "[{apiGroups: [\"\"], resources: [services], verbs: [get]}]");
        AddressReader reader = reader(user);
        assertThat(addresses(ofService("missing"), reader)).isEmpty();
        assertThatThrownBy(reader::pods)
                .isInstanceOf(ApiFailureException.class)
                .hasMessageContaining("resources: [\"pods\"], verbs: [\"get\"]");
    }

    private AddressReader reader(User user) throws Exception {
        return new AddressReader(plane.client(user), new NamespacedName(namespace, "own"));
    }

    private AddressSource ofService(String name) {
        return new AddressSource.OfService(new NamespacedName(namespace, name));
    }

    private static Optional<List<LoadBalancerAddress>> addresses(
            AddressSource source, AddressReader reader) throws ApiFailureException {
        return IngressAddresses.of(source, reader.read(source)).value();
    }

    private void node(String name, String internal, String external) throws Exception {
        String more = external.isEmpty() ? "" : ", {type: ExternalIP, address: " + external + "}";
        admin.apply(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: %s-%s}
                status: {addresses: [{type: Hostname, address: x}, {type: InternalIP, address: %s}%s]}
                """
                        .formatted(namespace, name, internal, more));
    }

    private void pod(String name, String hash, String node, String ready) throws Exception {
        admin.apply(podYaml(name, "app: brama, pod-template-hash: " + hash, node, ready));
    }

    private String podYaml(String name, String labels, String node, String ready) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %1$s, namespace: %2$s, labels: {%3$s}}
        spec: {nodeName: %2$s-%4$s, containers: [{name: c, image: i}]}
        status: {phase: Running, conditions: [{type: Ready, status: "%5$s"}]}
        """
                .formatted(name, namespace, labels, node, ready);
    }
}
