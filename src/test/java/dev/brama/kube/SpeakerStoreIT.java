package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpeakerStoreIT {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private String namespace;
    private SpeakerStore store;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of());
        ApiServer server =
                ApiServer.connect(
                        new ApiServer.Access(
                                Optional.of(plane.kubeconfig(plane.adminUser())),
                                Optional.empty(),
                                Optional.empty()),
                        Map.of());
        store = new SpeakerStore(server, new NamespacedName(namespace, "speakers"));
    }

    private Optional<NodeLease> put(Optional<NodeLease> before, String holder) throws Exception {
        return store.put("n1", before, holder, new TreeMap<>(Map.of("lan", "x")), Instant.now());
    }

    private String lease() {
        return "/apis/coordination.k8s.io/v1/namespaces/%s/leases/speakers-n1".formatted(namespace);
    }

    @Test
    void leaseIsReplacedInTheVersionThatWasReadOnly() throws Exception {
        Optional<NodeLease> made = put(Optional.empty(), "a");
        assertThat(put(Optional.empty(), "b")).isEmpty();
        Optional<NodeLease> renewed = put(made, "a");
        assertThat(renewed.orElseThrow().uid()).isEqualTo(made.orElseThrow().uid());
        assertThat(renewed.get().version()).isNotEqualTo(made.get().version());
        assertThat(put(made, "c")).isEmpty();
        assertThat(store.leases()).containsExactly(renewed.get());
        assertThat(renewed.get().notes()).isEqualTo(Map.of("lan", "x"));
    }

    /// A replacement makes a Lease that is not there; only the uid says that it is another one.
    @Test
    void leaseThatWasDeletedIsNotMadeAgainByItsRenewal() throws Exception {
        Optional<NodeLease> made = put(Optional.empty(), "a");
        admin.delete(lease());
        assertThat(put(made, "a")).isEmpty();
        assertThat(store.leases()).isEmpty();
        Optional<NodeLease> again = put(Optional.empty(), "b");
        assertThat(put(made, "a")).isEmpty();
        assertThat(store.leases()).containsExactly(again.orElseThrow());
        assertThat(again.get().uid()).isNotEqualTo(made.orElseThrow().uid());
    }

    @Test
    void withoutItsUidADeletedLeaseWouldBeMadeAgain() throws Exception {
        var _ = put(Optional.empty(), "a");
        String body = admin.get(lease()).toString();
        admin.delete(lease());
        assertThat(admin.call("PUT", lease(), "application/json", body).status()).isEqualTo(409);
        String without = body.replaceAll("\"uid\":\"[^\"]*\",?", "");
        assertThat(admin.call("PUT", lease(), "application/json", without).status()).isEqualTo(201);
    }

    @Test
    void recordThatWasDeletedIsNotWrittenAgainByWhoReadIt() throws Exception {
        Record made = store.write("table", Record.NONE, data("1")).orElseThrow();
        assertThat(store.write("table", Record.NONE, data("2"))).isEmpty();
        String path = "/api/v1/namespaces/%s/configmaps/table".formatted(namespace);
        admin.delete(path);
        assertThat(store.write("table", made, data("3"))).isEmpty();
        assertThat(store.read("table")).isEqualTo(Record.NONE);
        Record again = store.write("table", Record.NONE, data("4")).orElseThrow();
        assertThat(store.write("table", made, data("5"))).isEmpty();
        assertThat(store.read("table")).isEqualTo(again);
        assertThat(List.of(again.uid(), again.version()))
                .doesNotContain(made.uid(), made.version());
    }

    /// A write that changes nothing would not change the version either.
    @Test
    void writeOfTheSameLeavesTheVersion() throws Exception {
        Record made = store.write("table", Record.NONE, data("1")).orElseThrow();
        assertThat(store.write("table", made, data("1"))).contains(made);
    }

    private static TreeMap<String, String> data(String value) {
        return new TreeMap<>(Map.of("key", value));
    }
}
