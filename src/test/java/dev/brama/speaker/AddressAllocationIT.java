package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.brama.address.IpAddress;
import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import dev.brama.kube.ApiServer;
import dev.brama.kube.EventWriter;
import dev.brama.kube.LeaderElection;
import dev.brama.kube.LiveNetwork;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Addresses of Services of a real API server.
class AddressAllocationIT {
    private static final String POOL_ANNOTATION = "metallb.io/ip-allocated-from-pool";

    private static ControlPlane plane;
    private static KubeApi admin;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final Set<IpAddress> asked = new HashSet<>();
    private String namespace;
    private AddressAllocation.Options options =
            new AddressAllocation.Options(
                    Optional.empty(), Duration.ofMillis(300), Optional.empty());

    @BeforeAll
    static void startPlane() throws Exception {
        plane = ControlPlane.start();
        admin = plane.admin();
    }

    @AfterAll
    static void stopPlane() {
        plane.close();
    }

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of("team", "x"));
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        for (JsonObject service : services()) {
            admin.delete(path(service.getAsJsonObject("metadata").get("name").getAsString()));
        }
    }

    @Test
    void pendingServiceGetsTheFirstAddressOfThePool() throws Exception {
        pools("{name: default, addresses: [192.168.1.70-192.168.1.80]}");
        service("web", "");
        AddressAllocation allocation = start();
        awaitAddress("web", "192.168.1.70");
        assertThat(annotation("web")).isEqualTo("default");
        eventually(() -> events("web").contains("IPAllocated Assigned IP [\"192.168.1.70\"]"));
        eventually(() -> allocation.figures().pools().size() == 1);
        assertThat(allocation.figures().pools().getFirst().v4().total()).isEqualTo(11);
        assertThat(allocation.figures().pools().getFirst().v4().inUse()).isEqualTo(1);
        assertThat(allocation.figures().isStale()).isFalse();
    }

    @Test
    void restartTakesNothingFromWhoHasIt() throws Exception {
        pools("{name: default, addresses: [192.168.1.70-192.168.1.71]}");
        service("b", "");
        AddressAllocation first = start();
        awaitAddress("b", "192.168.1.70");
        service("c", "");
        awaitAddress("c", "192.168.1.71");
        service("a", "");
        eventually(() -> events("a").contains("AllocationFailed"));
        for (int i = 0; i < 3; i++) {
            first.close();
            first = start();
            AddressAllocation again = first;
            eventually(() -> again.figures().plans() > 0);
            assertThat(addresses())
                    .isEqualTo(Map.of("a", "", "b", "192.168.1.70", "c", "192.168.1.71"));
        }
    }

    @Test
    void endInTheMiddleOfManyWritesDoublesNoAddress() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        for (int i = 0; i < 60; i++) {
            service("s" + i, "");
        }
        boolean[] leads = {true};
        AddressAllocation killed = start(() -> leads[0]);
        eventually(() -> addresses().values().stream().anyMatch(ip -> !ip.isEmpty()));
        // As after SIGKILL, nothing of it does anything any more.
        leads[0] = false;
        Map<String, String> before = addresses();
        start();
        eventually(() -> addresses().values().stream().noneMatch(String::isEmpty));
        Map<String, String> after = addresses();
        assertThat(new HashSet<>(after.values())).hasSize(60);
        before.forEach((name, ip) -> {
            if (!ip.isEmpty()) {
                assertThat(after).containsEntry(name, ip);
            }
        });
        killed.close();
    }

    @Test
    void leaderHandsOverAndTheNextOneKeepsAll() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("web", "");
        LeaderElection one = elect("one");
        eventually(one::isLeader);
        start(one::isLeader);
        awaitAddress("web", "10.1.0.0");
        LeaderElection other = elect("other");
        start(other::isLeader);
        one.close();
        eventually(other::isLeader);
        service("next", "");
        awaitAddress("next", "10.1.0.1");
        assertThat(address("web")).isEqualTo("10.1.0.0");
    }

    @Test
    void poolThatIsGoneSendsItsServicesElsewhereAndAllGoneTakesAll() throws Exception {
        pools("{name: one, addresses: [10.1.0.0/24]}", "{name: two, addresses: [10.2.0.0/24]}");
        service("web", "");
        start();
        awaitAddress("web", "10.1.0.0");
        pools("{name: two, addresses: [10.2.0.0/24]}");
        awaitAddress("web", "10.2.0.0");
        assertThat(annotation("web")).isEqualTo("two");
        eventually(() -> events("web").contains("ClearAssignment"));
        pools();
        awaitAddress("web", "");
        assertThat(annotation("web")).isEmpty();
    }

    @Test
    void freedAddressIsGivenOnWhenItHasRested() throws Exception {
        pools("{name: default, addresses: [10.1.0.1/32]}");
        service("first", "");
        start();
        awaitAddress("first", "10.1.0.1");
        service("second", "");
        eventually(() -> events("second").contains("AllocationFailed"));
        admin.patch(path("first"), "{\"spec\":{\"type\":\"ClusterIP\"}}");
        awaitAddress("second", "10.1.0.1");
        assertThat(annotation("first")).isEmpty();
        service("third", "");
        admin.delete(path("second"));
        awaitAddress("third", "10.1.0.1");
    }

    @Test
    void twoWhoAskForOneAddressAndThoseWhoShareIt() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("first", "loadBalancerIP: 10.1.0.7");
        start();
        awaitAddress("first", "10.1.0.7");
        service("second", "loadBalancerIP: 10.1.0.7");
        eventually(() -> events("second").contains("is in use by Service " + namespace + "/first"));
        assertThat(address("second")).isEmpty();
        String share = "{\"metadata\":{\"annotations\":{\"metallb.io/allow-shared-ip\":\"k\"}}}";
        admin.patch(path("first"), share);
        admin.patch(path("second"), share);
        admin.patch(path("second"), "{\"spec\":{\"ports\":[{\"port\":81}]}}");
        awaitAddress("second", "10.1.0.7");
        assertThat(address("first")).isEqualTo("10.1.0.7");
        // With other Pods behind it, it may not stay.
        admin.patch(path("second"), "{\"spec\":{\"externalTrafficPolicy\":\"Local\"}}");
        awaitAddress("second", "");
        assertThat(address("first")).isEqualTo("10.1.0.7");
    }

    @Test
    void classOfAnotherIsLeftAlone() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("foreign", "loadBalancerClass: example.com/other");
        admin.patch(
                path("foreign") + "/status",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"10.1.0.0\"}]}}}");
        service("web", "");
        start();
        awaitAddress("web", "10.1.0.1");
        assertThat(address("foreign")).isEqualTo("10.1.0.0");
    }

    @Test
    void addressesOfNodesAreRefused() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: n1}
                status:
                  addresses: [{type: InternalIP, address: 10.1.0.0}]
                """);
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("any", "");
        service("asks", "loadBalancerIP: 10.1.0.0");
        start();
        awaitAddress("any", "10.1.0.1");
        eventually(() -> events("asks").contains("10.1.0.0 is the address of node n1"));
        assertThat(address("asks")).isEmpty();
        admin.delete("/api/v1/nodes/n1");
        awaitAddress("asks", "10.1.0.0");
    }

    @Test
    void addressForWhichAStrangerAnswersIsNotAssigned() throws Exception {
        IpAddress stranger = IpAddress.parse("10.1.0.0").orElseThrow();
        options =
                new AddressAllocation.Options(
                        Optional.empty(),
                        Duration.ofMillis(300),
                        Optional.of(addresses -> {
                            asked.addAll(addresses);
                            return addresses.contains(stranger) ? Set.of(stranger) : Set.of();
                        }));
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("web", "");
        AddressAllocation first = start();
        awaitAddress("web", "10.1.0.1");
        assertThat(asked).hasSize(2);
        eventually(() -> events("web").contains("AddressConflict 10.1.0.0 is in use"));
        first.close();
        asked.clear();
        AddressAllocation second = start();
        eventually(() -> second.figures().plans() > 0);
        assertThat(asked).isEmpty();
    }

    @Test
    void mistakeInAPoolIsToldAndDisturbsNobody() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("web", "");
        AddressAllocation allocation = start();
        awaitAddress("web", "10.1.0.0");
        pools(
                "{name: default, addresses: [10.1.0.255-10.1.0.0]}",
                "{name: other, addresses: [10.2.0.0/24]}");
        eventually(() -> allocation.figures().isStale());
        assertThat(address("web")).isEqualTo("10.1.0.0");
        eventually(() -> objectEvents("ConfigMap", "speaker").contains("runs backwards"));
        service("next", "");
        awaitAddress("next", "10.1.0.1");
        allocation.close();
        AddressAllocation again = start();
        eventually(() -> again.figures().plans() > 0);
        assertThat(address("web")).isEqualTo("10.1.0.0");
    }

    @Test
    void objectsOfMetallbCountFromWhenTheirKindsAreThere() throws Exception {
        service("web", "");
        AddressAllocation allocation = start();
        eventually(() -> allocation.figures().plans() > 0);
        admin.applyResource("/metallb/crds.yaml");
        String pool =
                """
                apiVersion: metallb.io/v1beta1
                kind: IPAddressPool
                metadata: {name: lan, namespace: %s}
                spec: {addresses: [192.168.1.70-192.168.1.80]}
                ---
                apiVersion: metallb.io/v1beta1
                kind: L2Advertisement
                metadata: {name: lan, namespace: %s}
                """
                        .formatted(namespace, namespace);
        eventually(() -> {
            try {
                admin.apply(pool);
                return true;
            } catch (AssertionError _) {
                // The API server takes a moment to serve new kinds.
                return false;
            }
        });
        awaitAddress("web", "192.168.1.70");
        String path = "/apis/metallb.io/v1beta1/namespaces/" + namespace + "/ipaddresspools/lan";
        Counters counters =
                () -> {
                    JsonObject now = admin.get(path);
                    return now.has("status") ? now.get("status").toString() : "";
                };
        eventually(() -> counters.get().equals(counted(1, 10)));
        service("next", "");
        eventually(() -> counters.get().equals(counted(2, 9)));
        // Whoever writes over it is written over.
        admin.patch(path + "/status", "{\"status\":{\"assignedIPv4\":77}}");
        eventually(() -> counters.get().equals(counted(2, 9)));
        admin.patch(path, "{\"spec\":{\"addresses\":[\"192.168.1.70-192.168.1.79\"]}}");
        eventually(() -> counters.get().equals(counted(2, 8)));
        admin.delete(path("next"));
        eventually(() -> counters.get().equals(counted(1, 9)));
        admin.apply(
                """
                apiVersion: metallb.io/v1beta1
                kind: BGPAdvertisement
                metadata: {name: old, namespace: %s}
                """
                        .formatted(namespace));
        LiveNetwork network = network(server(), () -> {});
        eventually(() ->
                network.foreignKinds().stream()
                        .map(problem -> problem.object() + " " + problem.reason())
                        .toList()
                        .equals(
                                List.of(
                                        "BGPAdvertisement "
                                                + namespace
                                                + "/old UNSUPPORTED_KIND")));
        admin.delete(path);
        awaitAddress("web", "");
    }

    @FunctionalInterface
    private interface Counters {
        String get() throws Exception;
    }

    private static String counted(int assigned, int available) {
        return "{\"assignedIPv4\":%d,\"assignedIPv6\":0,\"availableIPv4\":%d,\"availableIPv6\":0}"
                .formatted(assigned, available);
    }

    @Test
    void whyAServiceWaitsIsKnownToTheOneThatGivesAddressesOut() throws Exception {
        pools("{name: default, addresses: [10.1.0.1/32]}");
        service("first", "");
        boolean[] leads = {true};
        AddressAllocation allocation = start(() -> leads[0]);
        awaitAddress("first", "10.1.0.1");
        service("second", "");
        eventually(() ->
                allocation
                        .refusals()
                        .equals(
                                Map.of(
                                        new NamespacedName(namespace, "second"),
                                        "no address is free in pool default")));
        leads[0] = false;
        allocation.signal();
        eventually(() -> allocation.refusals().isEmpty());
    }

    @Test
    void nodeThatBeginsToAnswerTellsSoWhetherItLeadsOrNotAndSilenceIsToldByTheLeader()
            throws Exception {
        service("web", "");
        ApiServer server = server();
        LiveNetwork network = network(server, () -> {});
        eventually(() -> network.state().services().size() == 1);
        var web = network.state().services().firstEntry().getValue();
        Problem why =
                Problem.error(
                        new ObjectRef("Service", namespace, "web"),
                        "spec",
                        Reason.NO_NODE,
                        "no node may answer for 10.1.0.1: n1 is not ready",
                        "Mend the node.");
        boolean[] leads = {false};
        SpeakerEvents events = events(server, network, () -> leads[0]);
        events.announcing(web, "n1");
        events.silent(List.of(new SpeakerEvents.Silence(web, why)));
        eventually(() ->
                events("web")
                        .equals(
                                "nodeAssigned announcing from node \"n1\" with protocol"
                                        + " \"layer2\""));
        leads[0] = true;
        eventually(() ->
                events("web")
                        .contains(
                                "announceFailed No node may answer for 10.1.0.1: n1 is not ready."
                                        + " Mend the node."));
    }

    @Test
    void formOfOldIsServed() throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: speaker, namespace: %s}
                data:
                  config: |
                    address-pools:
                    - name: default
                      protocol: layer2
                      addresses: [192.168.1.70-192.168.1.80]
                """
                        .formatted(namespace));
        service("web", "");
        start();
        awaitAddress("web", "192.168.1.70");
    }

    @Test
    void apiServerThatIsAwayEndsNothing() throws Exception {
        pools("{name: default, addresses: [10.1.0.0/24]}");
        service("web", "");
        start();
        awaitAddress("web", "10.1.0.0");
        plane.stopApiServer();
        TimeUnit.SECONDS.sleep(2);
        plane.startApiServer();
        service("next", "");
        awaitAddress("next", "10.1.0.1");
        assertThat(address("web")).isEqualTo("10.1.0.0");
    }

    private AddressAllocation start() throws Exception {
        return start(() -> true);
    }

    private AddressAllocation start(BooleanSupplier leads) throws Exception {
        ApiServer server = server();
        AtomicReference<Optional<AddressAllocation>> made = new AtomicReference<>(Optional.empty());
        LiveNetwork network =
                network(server, () -> made.get().ifPresent(AddressAllocation::signal));
        AddressAllocation allocation =
                AddressAllocation.start(
                        server, network, leads, options, events(server, network, leads));
        made.set(Optional.of(allocation));
        open.add(allocation);
        return allocation;
    }

    private LiveNetwork network(ApiServer server, Runnable signal) {
        LiveNetwork network =
                new LiveNetwork(
                        server,
                        new LiveNetwork.Scope(
                                List.of(new NamespacedName(namespace, "speaker")),
                                Optional.empty(),
                                AddressConfig.EMPTY),
                        signal,
                        _ -> {});
        open.add(network);
        network.start();
        return network;
    }

    private SpeakerEvents events(ApiServer server, LiveNetwork network, BooleanSupplier leads) {
        SpeakerEvents events =
                SpeakerEvents.start(
                        server,
                        network,
                        new EventWriter.Reporter("brama-speaker", "n1", Set.of(namespace)),
                        leads);
        open.add(events);
        return events;
    }

    private static ApiServer server() throws Exception {
        return ApiServer.connect(
                new ApiServer.Access(
                        Optional.of(plane.kubeconfig(plane.adminUser())),
                        Optional.empty(),
                        Optional.empty()),
                Map.of());
    }

    private LeaderElection elect(String name) throws Exception {
        LeaderElection election =
                LeaderElection.start(
                        server(),
                        new LeaderElection.Candidate(
                                new NamespacedName(namespace, "addresses"),
                                name,
                                Duration.ofSeconds(2)),
                        new LeaderElection.Listener(() -> {}, () -> {}));
        open.add(election);
        return election;
    }

    private void pools(String... pools) throws Exception {
        StringBuilder text = new StringBuilder("pools: [" + String.join(", ", pools) + "]");
        text.append("\nadvertisements: [{name: all}]\n");
        admin.apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: speaker, namespace: %s}
                data:
                  addresses.yaml: |
                %s
                """
                        .formatted(namespace, text.toString().indent(4)));
    }

    private void service(String name, String more) throws Exception {
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec:
                  type: LoadBalancer
                  selector: {app: web}
                  ports: [{port: 80}]
                  %s
                """
                        .formatted(name, namespace, more));
    }

    private String path(String service) {
        return "/api/v1/namespaces/" + namespace + "/services/" + service;
    }

    private List<JsonObject> services() throws Exception {
        return admin.list("/api/v1/namespaces/" + namespace + "/services");
    }

    private Map<String, String> addresses() throws Exception {
        return services().stream()
                .collect(
                        Collectors.toMap(
                                service ->
                                        service.getAsJsonObject("metadata")
                                                .get("name")
                                                .getAsString(),
                                AddressAllocationIT::address));
    }

    private String address(String name) throws Exception {
        return address(admin.get(path(name)));
    }

    private static String address(JsonObject service) {
        JsonObject balancer = service.getAsJsonObject("status").getAsJsonObject("loadBalancer");
        List<String> ips = new ArrayList<>();
        if (balancer.has("ingress")) {
            for (JsonElement entry : balancer.getAsJsonArray("ingress")) {
                ips.add(entry.getAsJsonObject().get("ip").getAsString());
            }
        }
        return String.join(",", ips);
    }

    private String annotation(String name) throws Exception {
        JsonObject metadata = admin.get(path(name)).getAsJsonObject("metadata");
        return metadata.has("annotations")
                        && metadata.getAsJsonObject("annotations").has(POOL_ANNOTATION)
                ? metadata.getAsJsonObject("annotations").get(POOL_ANNOTATION).getAsString()
                : "";
    }

    private void awaitAddress(String name, String ip) throws Exception {
        eventually(() -> address(name).equals(ip));
    }

    private String events(String service) throws Exception {
        return objectEvents("Service", service);
    }

    private String objectEvents(String kind, String name) throws Exception {
        return admin
                .list(
                        "/api/v1/namespaces/"
                                + namespace
                                + "/events?fieldSelector=involvedObject.kind="
                                + kind
                                + ",involvedObject.name="
                                + name)
                .stream()
                .map(event ->
                        event.get("reason").getAsString()
                                + " "
                                + event.get("message").getAsString())
                .collect(Collectors.joining("\n"));
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 60 s in vain");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
