package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretValue;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Objects of a real API server, as they come and go.
class LiveClusterIT {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<LiveCluster> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        open.forEach(LiveCluster::close);
    }

    @Test
    void readsObjectsAsManifestsAreRead() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        admin.apply(shop(namespace));
        LiveCluster cluster = watch(namespace);
        ClusterState state = cluster.state();
        assertThat(state.ingresses())
                .singleElement()
                .satisfies(ingress -> {
                    assertThat(ingress.id()).isEqualTo(id(namespace, "shop"));
                    assertThat(ingress.age().created()).isPresent();
                    assertThat(ingress.rules().getFirst().host()).isEqualTo("shop.example.com");
                    assertThat(ingress.annotations())
                            .containsEntry("nginx.ingress.kubernetes.io/ssl-redirect", "false");
                });
        assertThat(state.service(id(namespace, "shop")).orElseThrow().ports().getFirst().port())
                .isEqualTo(80);
        assertThat(cluster.endpointSlices(id(namespace, "shop")))
                .singleElement()
                .extracting(slice -> slice.endpoints().getFirst().addresses())
                .isEqualTo(List.of("10.0.0.1"));
        assertThat(state.ingressClasses()).containsKey("nginx");
        assertThat(cluster.problems()).isEmpty();
    }

    @Test
    void hearsOfChangesAndTellsEndpointsApart() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        admin.apply(shop(namespace));
        LiveCluster cluster = watch(namespace);
        cluster.takeChanges();

        admin.apply(slice(namespace, "10.0.0.2"));
        eventually(() -> addresses(cluster, namespace).equals(List.of("10.0.0.2")));
        // An object is there a moment before it is told of.
        Changes slice = new Changes(false, Set.of(id(namespace, "shop")));
        eventually(() -> cluster.takeChanges().equals(slice));

        admin.delete("/apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses/shop");
        eventually(() -> cluster.state().ingresses().isEmpty());
        eventually(() -> cluster.takeChanges().equals(new Changes(true, Set.of())));

        admin.delete(
                "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices/shop-1");
        eventually(() -> cluster.endpointSlices(id(namespace, "shop")).isEmpty());
    }

    @Test
    void keepsOnlySecretsThatAreReferredTo() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        admin.apply(secret(namespace, "used", "one") + secret(namespace, "other", "hidden"));
        LiveCluster cluster = watch(namespace);
        assertThat(cluster.state().secrets()).isEmpty();
        cluster.takeChanges();

        assertThat(cluster.want(Set.of(id(namespace, "used")), Set.of()))
                .isEqualTo(new LiveCluster.Fetched(1, List.of()));
        assertThat(passwords(cluster)).containsExactly("one");

        admin.apply(secret(namespace, "used", "two"));
        eventually(() -> passwords(cluster).equals(List.of("two")));
        eventually(() -> cluster.takeChanges().objects());

        admin.apply(secret(namespace, "other", "changed"));
        admin.apply(secret(namespace, "used", "three"));
        eventually(() -> passwords(cluster).equals(List.of("three")));

        cluster.want(Set.of(), Set.of());
        assertThat(cluster.state().secrets()).isEmpty();
    }

    @Test
    void neverAsksForSecretsOfHelm() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        admin.apply(
                secret(namespace, "sh.helm.release.v1.web.v1", "release")
                        .replace("type: Opaque", "type: helm.sh/release.v1"));
        LiveCluster cluster = watch(namespace);
        cluster.want(Set.of(id(namespace, "sh.helm.release.v1.web.v1")), Set.of());
        assertThat(cluster.state().secrets()).isEmpty();
    }

    @Test
    void catchesUpAfterTheApiServerWasAway() throws Exception {
        try (ControlPlane own = ControlPlane.start()) {
            KubeApi api = own.admin();
            String namespace = api.newNamespace(Map.of());
            api.apply(shop(namespace));
            LiveCluster cluster = watch(own, own.adminUser(), scope(namespace));
            own.stopApiServer();
            eventually(() -> !cluster.troubles().isEmpty());
            assertThat(cluster.hasSynced()).isTrue();
            assertThat(cluster.state().ingresses()).hasSize(1);
            eventually(() -> hasTold("cannot watch ingresses"));

            own.startApiServer();
            api.apply(slice(namespace, "10.0.0.9"));
            eventually(() -> addresses(cluster, namespace).equals(List.of("10.0.0.9")));
            eventually(() -> cluster.troubles().isEmpty());
            eventually(() -> hasTold("watching ingresses"));
        }
    }

    @Test
    void saysWhatItMayNotDo() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        User user =
                plane.newUser(
                        namespace,
                        "[{apiGroups: [networking.k8s.io], resources: [ingresses], verbs: [list, watch]}]");
        LiveCluster cluster = opened(plane, user, scope(namespace));
        eventually(() -> cluster.troubles().size() >= 3);
        assertThat(cluster.knowsReferences()).isFalse();
        assertThat(cluster.troubles())
                .anyMatch(trouble -> trouble.contains("services") && trouble.contains("403"))
                .noneMatch(trouble -> trouble.startsWith("cannot watch ingresses in"));
    }

    @Test
    void takesIngressesOfSelectedNamespacesOnly() throws Exception {
        String in = admin.newNamespace(Map.of("exposed", "yes-" + System.nanoTime()));
        String label = admin.get("/api/v1/namespaces/" + in).toString();
        String value = label.replaceAll("(?s).*\"exposed\":\"([^\"]+)\".*", "$1");
        String out = admin.newNamespace(Map.of());
        admin.apply(shop(in));
        admin.apply(shop(out));
        LiveCluster cluster =
                watch(
                        plane,
                        plane.adminUser(),
                        new LiveCluster.Scope(
                                Optional.empty(), Optional.of("exposed=" + value), Set.of()));
        assertThat(cluster.state().ingresses())
                .extracting(IngressObject::id)
                .containsExactly(id(in, "shop"));
        admin.patch("/api/v1/namespaces/" + in, "{\"metadata\":{\"labels\":{\"exposed\":null}}}");
        eventually(() -> cluster.state().ingresses().isEmpty());
    }

    private boolean hasTold(String start) {
        return told.stream().anyMatch(line -> line.startsWith(start));
    }

    private LiveCluster watch(String namespace) throws Exception {
        return watch(plane, plane.adminUser(), scope(namespace));
    }

    private LiveCluster watch(ControlPlane where, User user, LiveCluster.Scope scope)
            throws Exception {
        LiveCluster cluster = opened(where, user, scope);
        eventually(cluster::knowsReferences);
        cluster.startSecrets();
        eventually(cluster::hasSynced);
        return cluster;
    }

    private LiveCluster opened(ControlPlane where, User user, LiveCluster.Scope scope)
            throws Exception {
        ApiServer server =
                ApiServer.connect(
                        new ApiServer.Access(
                                Optional.of(where.kubeconfig(user)),
                                Optional.empty(),
                                Optional.empty()),
                        Map.of());
        LiveCluster cluster = new LiveCluster(server, scope, () -> {}, told::add);
        open.add(cluster);
        cluster.start();
        return cluster;
    }

    private static LiveCluster.Scope scope(String namespace) {
        return new LiveCluster.Scope(Optional.of(namespace), Optional.empty(), Set.of());
    }

    private static List<String> passwords(LiveCluster cluster) {
        return cluster.state().secrets().values().stream()
                .flatMap(secret -> secret.entry("auth").stream())
                .map(SecretValue::text)
                .toList();
    }

    private static List<String> addresses(LiveCluster cluster, String namespace) {
        return cluster.endpointSlices(id(namespace, "shop")).stream()
                .map(EndpointSliceObject::endpoints)
                .flatMap(List::stream)
                .flatMap(endpoint -> endpoint.addresses().stream())
                .toList();
    }

    private static NamespacedName id(String namespace, String name) {
        return new NamespacedName(namespace, name);
    }

    private static String secret(String namespace, String name, String password) {
        return """
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        type: Opaque
        stringData: {auth: %s}
        """
                .formatted(name, namespace, password);
    }

    private static String slice(String namespace, String address) {
        return """
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: shop-1, namespace: %s, labels: {kubernetes.io/service-name: shop}}
        addressType: IPv4
        endpoints: [{addresses: [%s]}]
        ports: [{name: "", port: 8080, protocol: TCP}]
        """
                .formatted(namespace, address);
    }

    private static String shop(String namespace) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: nginx}
        spec: {controller: k8s.io/ingress-nginx}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: shop
          namespace: %1$s
          annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "false"}
        spec:
          ingressClassName: nginx
          rules:
          - host: shop.example.com
            http:
              paths:
              - {path: /, pathType: Prefix, backend: {service: {name: shop, port: {number: 80}}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: shop, namespace: %1$s}
        spec: {ports: [{port: 80, targetPort: 8080}]}
        """
                        .formatted(namespace)
                + slice(namespace, "10.0.0.1");
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within 20 s");
            }
            Thread.sleep(20);
        }
    }
}
