package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.report.KubeWrite.SetServiceAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What decides about addresses, in a real API server, and writing them there.
class LiveNetworkIT {
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";
    private static final String POOL = "metallb.io/ip-allocated-from-pool";

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private final AtomicInteger signals = new AtomicInteger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private String namespace;
    private NamespacedName web;

    @BeforeEach
    void makeService() throws Exception {
        namespace = admin.newNamespace(Map.of("team", "x"));
        web = new NamespacedName(namespace, "web");
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: %1$s}
                spec: {type: LoadBalancer, ports: [{port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: web-1
                  namespace: %1$s
                  labels: {kubernetes.io/service-name: web}
                addressType: IPv4
                ports: [{port: 8080}]
                endpoints:
                - {addresses: [10.0.0.1], nodeName: n1, conditions: {ready: true}}
                - {addresses: [10.0.0.2], nodeName: n2, conditions: {ready: false}}
                - addresses: [10.0.0.3]
                  nodeName: n3
                  conditions: {ready: false, serving: true, terminating: true}
                - {addresses: [10.0.0.4], nodeName: n4}
                """
                        .formatted(namespace));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        admin.delete(path());
    }

    @Test
    void keepsWhatDecidesAndNothingElse() throws Exception {
        LiveNetwork network = watch(plane.adminUser());
        LoadBalancerService service = network.state().services().get(web);
        assertThat(service.families().clusterIps()).hasSize(1);
        assertThat(service.version().uid()).isNotEmpty();
        assertThat(service.version().created()).isPresent();
        assertThat(network.state().servingNodes(web)).containsExactly("n1", "n3", "n4");
        assertThat(network.state().isServing(web)).isTrue();
        assertThat(network.state().namespaces().get(namespace).labels())
                .containsEntry("team", "x")
                .containsEntry("kubernetes.io/metadata.name", namespace);
        assertThat(network.identity(web.as("Service")).orElseThrow().uid())
                .isEqualTo(service.version().uid());
        assertThat(network.catchUp(Duration.ofSeconds(30))).isTrue();
        // Services of type ClusterIP, such as that of the API server itself, are none of ours.
        assertThat(network.state().services().values())
                .allMatch(LoadBalancerService::isLoadBalancer);
    }

    @Test
    void writeIsKnownAtOnceAndOnlyOnceMade() throws Exception {
        LiveNetwork network = watch(plane.adminUser());
        ServiceStatusWriter writer = writer(network, true);
        SetServiceAddress write = write(network, "192.0.2.7");
        assertThat(writer.write(List.of(write)).written()).containsExactly(write);
        LoadBalancerService now = network.state().services().get(web);
        assertThat(now.status()).containsExactly(LoadBalancerAddress.ofIp("192.0.2.7"));
        assertThat(now.annotations()).containsEntry(POOL, "default");
        // The same decision once more is one about a Service that is not like that any more.
        assertThat(writer.write(List.of(write)).left()).containsExactly(write);
        assertThat(writer.trouble()).isEmpty();
        SetServiceAddress clear =
                new SetServiceAddress(
                        web,
                        now.version().resourceVersion(),
                        List.of(),
                        new TreeMap<>(Map.of(POOL, Optional.empty())));
        assertThat(writer.write(List.of(clear)).written()).hasSize(1);
        assertThat(network.state().services().get(web).status()).isEmpty();
        assertThat(network.state().services().get(web).annotations()).isEmpty();
    }

    @Test
    void changeByAnotherInBetweenIsNotOverwritten() throws Exception {
        LiveNetwork network = watch(plane.adminUser());
        SetServiceAddress write = write(network, "192.0.2.7");
        admin.patch(path(), "{\"metadata\":{\"annotations\":{\"metallb.io/address-pool\":\"x\"}}}");
        assertThat(writer(network, true).write(List.of(write)).left()).containsExactly(write);
        Waiting.until(
                "the change",
                () ->
                        network.state()
                                .services()
                                .get(web)
                                .annotations()
                                .containsKey("metallb.io/address-pool"));
        assertThat(network.state().services().get(web).status()).isEmpty();
        SetServiceAddress anew = write(network, "192.0.2.7");
        assertThat(writer(network, true).write(List.of(anew)).written()).hasSize(1);
    }

    @Test
    void whoMayNotWriteAnyMoreWritesNothing() throws Exception {
        LiveNetwork network = watch(plane.adminUser());
        SetServiceAddress write = write(network, "192.0.2.7");
        assertThat(writer(network, false).write(List.of(write)).left()).containsExactly(write);
        assertThat(admin.get(path()).toString()).doesNotContain("192.0.2.7");
    }

    @Test
    void configMapWithAMistakeInItsTextKeepsWhatItSaid() throws Exception {
        configMap("pools: [{name: a, addresses: [10.0.0.0/24]}]");
        LiveNetwork network = watch(plane.adminUser());
        assertThat(network.state().pools()).hasSize(1);
        int before = signals.get();
        configMap("pools: [");
        Waiting.until("the mistake", () -> !network.problems().isEmpty());
        assertThat(signals.get()).isGreaterThan(before);
        assertThat(network.state().pools()).hasSize(1);
        assertThat(network.problems().getFirst().message())
                .endsWith("; what it said before stays in force");
        configMap("pools: []");
        Waiting.until("the mending", () -> network.state().pools().isEmpty());
        assertThat(network.problems()).isEmpty();
    }

    @Test
    void configMapThatIsNotThereIsTold() throws Exception {
        LiveNetwork network = watch(plane.adminUser());
        assertThat(network.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object()).hasToString("ConfigMap " + namespace + "/speaker");
                    assertThat(problem.isError()).isFalse();
                    assertThat(problem.fix()).contains("addresses.yaml");
                });
        configMap("pools: []");
        Waiting.until("the ConfigMap", () -> network.problems().isEmpty());
    }

    @Test
    void whoMayReadNothingIsTold() throws Exception {
        ApiServer server = server(plane.newUser());
        LiveNetwork network = new LiveNetwork(server, scope(), signals::incrementAndGet, told::add);
        open.add(network);
        network.start();
        Waiting.until("the refusals", () -> told.size() >= 4);
        assertThat(network.hasSynced()).isFalse();
        assertThat(network.missing()).contains("services", "nodes");
        assertThat(String.join("\n", told)).contains("may not list services");
    }

    private SetServiceAddress write(LiveNetwork network, String ip) {
        return new SetServiceAddress(
                web,
                network.state().services().get(web).version().resourceVersion(),
                List.of(LoadBalancerAddress.ofIp(ip)),
                new TreeMap<>(Map.of(POOL, Optional.of("default"))));
    }

    @Test
    void poolsThatMayNotBeListedAreNotTakenForNone() throws Exception {
        admin.applyResource("/metallb/crds.yaml");
        User user =
                plane.newUser(
                        "",
                        """
                        [{apiGroups: ["", discovery.k8s.io], verbs: [list, watch],
                          resources: [services, nodes, namespaces, configmaps, endpointslices]}]
                        """
                                .strip()
                                .replace('\n', ' '));
        try {
            LiveNetwork network = watch(user);
            Waiting.until("the kinds of metallb.io", () -> network.state().unread().size() == 2);
            assertThat(network.forbidden()).contains("ipaddresspools", "l2advertisements");
        } finally {
            for (String plural : List.of("ipaddresspools", "l2advertisements")) {
                admin.delete(CRDS + plural + ".metallb.io");
            }
        }
    }

    @Test
    void configMapWithoutPoolsUnderAKnownKeyIsTold() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: speaker, namespace: %s}
                data: {addresses.yml: "pools: []"}
                """
                        .formatted(namespace));
        LiveNetwork network = watch(plane.adminUser());

        assertThat(network.problems())
                .anyMatch(problem ->
                        problem.object()
                                        .equals(
                                                new NamespacedName(namespace, "speaker")
                                                        .as("ConfigMap"))
                                && problem.message().contains("neither a key addresses.yaml"));
    }

    private ServiceStatusWriter writer(LiveNetwork network, boolean mayWrite) throws Exception {
        ServiceStatusWriter writer =
                new ServiceStatusWriter(server(plane.adminUser()), network, () -> mayWrite);
        open.add(writer);
        return writer;
    }

    private LiveNetwork.Scope scope() {
        return new LiveNetwork.Scope(
                List.of(new NamespacedName(namespace, "speaker")),
                Optional.empty(),
                AddressConfig.EMPTY);
    }

    private LiveNetwork watch(User user) throws Exception {
        LiveNetwork network =
                new LiveNetwork(server(user), scope(), signals::incrementAndGet, told::add);
        open.add(network);
        network.start();
        Waiting.until("all to be here", network::hasSynced);
        return network;
    }

    private ApiServer server(User user) throws Exception {
        return ApiServer.connect(
                new ApiServer.Access(
                        Optional.of(plane.kubeconfig(user)), Optional.empty(), Optional.empty()),
                Map.of());
    }

    private void configMap(String text) throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: speaker, namespace: %s}
                data: {addresses.yaml: "%s"}
                """
                        .formatted(namespace, text));
    }

    private String path() {
        return "/api/v1/namespaces/" + namespace + "/services/web";
    }
}
