package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The control plane that other tests build on does what they rely on.
class ControlPlaneIT {
    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();

    @Test
    void appliesObjectsWithTheirStatus() throws Exception {
        String namespace = admin.newNamespace(Map.of("team", "a"));
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: %1$s}
                spec: {type: LoadBalancer, ports: [{port: 80}]}
                status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: %1$s}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """
                        .formatted(namespace));
        assertThat(admin.get("/api/v1/namespaces/" + namespace + "/services/web").toString())
                .contains("192.0.2.7");
        assertThat(admin.list("/apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses"))
                .hasSize(1);
    }

    @Test
    void newUserMayDoWhatTheRulesSayAndNothingElse() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        User reader =
                plane.newUser(
                        namespace, "[{apiGroups: [\"\"], resources: [services], verbs: [list]}]");
        KubeApi api = plane.as(reader);
        assertThat(api.list("/api/v1/namespaces/" + namespace + "/services")).isEmpty();
        assertThat(api.call("GET", "/api/v1/namespaces/" + namespace + "/secrets", "", "").status())
                .isEqualTo(403);
        assertThat(
                        plane.as(new User("nobody", "no-token"))
                                .call("GET", "/api/v1/namespaces", "", "")
                                .status())
                .isEqualTo(401);
    }

    @Test
    void tokenOfAServiceAccountSaysWhoItIs() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        User account = plane.serviceAccount(namespace, "brama");
        assertThat(
                        plane.as(account)
                                .post(
                                        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                                        "{\"apiVersion\":\"authentication.k8s.io/v1\","
                                                + "\"kind\":\"SelfSubjectReview\"}")
                                .toString())
                .contains("\"" + account.name() + "\"");
    }

    @Test
    void apiServerComesBackWithWhatItKnew() throws Exception {
        String namespace = admin.newNamespace(Map.of());
        plane.stopApiServer();
        try {
            assertThatThrownBy(() -> admin.get("/api/v1/namespaces/" + namespace))
                    .isInstanceOf(IOException.class);
        } finally {
            plane.startApiServer();
        }
        assertThat(admin.find("/api/v1/namespaces/" + namespace)).isPresent();
    }

    @Test
    void controllersRunOnRequest() throws Exception {
        // Not the shared one: there the controllers would go on running beside other tests.
        try (ControlPlane own = ControlPlane.start()) {
            own.startControllers();
            String namespace = own.admin().newNamespace(Map.of());
            String account = "/api/v1/namespaces/" + namespace + "/serviceaccounts/default";
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (own.admin().find(account).isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(50);
            }
            assertThat(own.admin().find(account)).isPresent();
        }
    }
}
