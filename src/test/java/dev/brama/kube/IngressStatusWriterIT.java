package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.kube.IngressStatusWriter.Round;
import dev.brama.report.KubeWrite.SetIngressAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngressStatusWriterIT {
    private static final List<LoadBalancerAddress> ADDRESSES =
            List.of(
                    LoadBalancerAddress.ofIp("192.0.2.7"),
                    LoadBalancerAddress.ofHostname("lb.example.com"));

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private String namespace;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of());
    }

    @Test
    void twoHundredIngressesGetTheirAddress() throws Exception {
        List<SetIngressAddress> writes = makeIngresses(200);
        try (IngressStatusWriter writer = writer()) {
            assertThat(writer.write(writes)).isEqualTo(new Round(200, List.of()));
            assertThat(admin.list(ingresses()))
                    .hasSize(200)
                    .allSatisfy(ingress ->
                            assertThat(status(ingress))
                                    .isEqualTo(
                                            "[{\"ip\":\"192.0.2.7\"},"
                                                    + "{\"hostname\":\"lb.example.com\"}]"));
        }
    }

    @Test
    void addressIsTakenAway() throws Exception {
        SetIngressAddress write = makeIngresses(1).getFirst();
        try (IngressStatusWriter writer = writer()) {
            writer.write(List.of(write));
            writer.write(List.of(new SetIngressAddress(write.ingress(), List.of())));
        }
        assertThat(status(admin.list(ingresses()).getFirst())).isEqualTo("none");
    }

    @Test
    void changeByAnotherInBetweenIsNoObstacle() throws Exception {
        SetIngressAddress write = makeIngresses(1).getFirst();
        String path = ingresses() + "/" + write.ingress().name();
        try (IngressStatusWriter writer = writer()) {
            admin.patch(path, "{\"metadata\":{\"annotations\":{\"changed\":\"meanwhile\"}}}");
            assertThat(writer.write(List.of(write)).written()).isEqualTo(1);
        }
        assertThat(admin.get(path).toString()).contains("meanwhile").contains("192.0.2.7");
    }

    @Test
    void ingressThatIsGoneIsPassedOver() throws Exception {
        List<SetIngressAddress> writes = new ArrayList<>(makeIngresses(1));
        writes.addFirst(set(new NamespacedName(namespace, "gone")));
        writes.addFirst(set(new NamespacedName("no-such-namespace", "gone")));
        try (IngressStatusWriter writer = writer()) {
            assertThat(writer.write(writes)).isEqualTo(new Round(1, List.of()));
            assertThat(writer.trouble()).isEmpty();
        }
    }

    @Test
    void addressThatTheServerRefusesHoldsNobodyElseUp() throws Exception {
        List<SetIngressAddress> writes = new ArrayList<>(makeIngresses(2));
        NamespacedName first = writes.getFirst().ingress();
        writes.set(0, new SetIngressAddress(first, List.of(LoadBalancerAddress.ofIp("not-an-ip"))));
        try (IngressStatusWriter writer = writer()) {
            assertThat(writer.write(writes)).isEqualTo(new Round(1, List.of()));
            assertThat(writer.trouble().orElseThrow().message()).contains("not-an-ip");
        }
    }

    @Test
    void userWithoutTheRightIsToldTheRule() throws Exception {
        List<SetIngressAddress> writes = makeIngresses(1);
        User user = plane.newUser();
        try (IngressStatusWriter writer = new IngressStatusWriter(plane.client(user))) {
            assertThat(writer.write(writes).written()).isZero();
            assertThat(writer.trouble().orElseThrow().sentence())
                    .isEqualTo(
                            ("User %s may not patch ingresses/status of networking.k8s.io in"
                                            + " namespace %s (403 Forbidden). Fix: Add to a Role of"
                                            + " that namespace or a ClusterRole bound to this user:"
                                            + " - {apiGroups: [\"networking.k8s.io\"], resources:"
                                            + " [\"ingresses/status\"], verbs: [\"patch\"]}.")
                                    .formatted(user.name(), namespace));
        }
    }

    @Test
    void ruleThatIsToldIsTheOneThatMends() throws Exception {
        List<SetIngressAddress> writes = makeIngresses(1);
        User user =
                plane.newUser(
                        namespace,
                        "[{apiGroups: [\"networking.k8s.io\"], resources:"
                                + " [\"ingresses/status\"], verbs: [\"patch\"]}]");
        try (IngressStatusWriter writer = new IngressStatusWriter(plane.client(user))) {
            assertThat(writer.write(writes).written()).isEqualTo(1);
        }
    }

    @Test
    void unknownTokenIsToldAsSuch() throws Exception {
        List<SetIngressAddress> writes = makeIngresses(1);
        User nobody = new User("nobody", "expired");
        try (IngressStatusWriter writer = new IngressStatusWriter(plane.client(nobody))) {
            assertThat(writer.write(writes).left()).isEqualTo(writes);
            assertThat(writer.trouble().orElseThrow().sentence()).contains("credentials");
        }
    }

    @Test
    void roundsAreRepeatedUntilTheApiServerIsBack() throws Exception {
        List<SetIngressAddress> writes = makeIngresses(5);
        AtomicBoolean tried = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        plane.stopApiServer();
        try (IngressStatusWriter writer = writer();
                WriteLoop _ =
                        WriteLoop.start(
                                "status",
                                Duration.ofMinutes(1),
                                () -> {
                                    boolean complete = writer.write(writes).isComplete();
                                    tried.set(true);
                                    done.set(complete);
                                    return complete
                                            ? WriteLoop.Outcome.DONE
                                            : WriteLoop.Outcome.INCOMPLETE;
                                })) {
            Waiting.until("a try", tried::get);
            assertThat(done).isFalse();
            assertThat(writer.trouble().orElseThrow().code()).isZero();
            plane.startApiServer();
            Waiting.until("the writes", done::get);
            assertThat(writer.trouble()).isEmpty();
        } finally {
            if (!tried.get() || !done.get()) {
                plane.stopApiServer();
                plane.startApiServer();
            }
        }
        assertThat(status(admin.list(ingresses()).getLast())).contains("192.0.2.7");
    }

    private IngressStatusWriter writer() throws Exception {
        return new IngressStatusWriter(plane.client(plane.adminUser()));
    }

    private String ingresses() {
        return KubeApi.collection("networking.k8s.io/v1", "Ingress", namespace);
    }

    private List<SetIngressAddress> makeIngresses(int count) throws Exception {
        List<SetIngressAddress> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NamespacedName id = new NamespacedName(namespace, "web-" + i);
            admin.post(
                    ingresses(),
                    """
                    {"metadata": {"name": "%s"},
                     "spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 1}}}}}
                    """
                            .formatted(id.name()));
            writes.add(set(id));
        }
        return writes;
    }

    private static SetIngressAddress set(NamespacedName id) {
        return new SetIngressAddress(id, ADDRESSES);
    }

    private static String status(JsonObject ingress) {
        JsonObject balancer = ingress.getAsJsonObject("status").getAsJsonObject("loadBalancer");
        return balancer.has("ingress") ? balancer.get("ingress").toString() : "none";
    }
}
