package dev.brama.controller;

import static dev.brama.controller.ControllerSite.eventually;
import static dev.brama.controller.ControllerSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.controller.ControllerSite.Running;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.fixture.TcpLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of a controller whose watches fail in ways other than an API server that is away:
/// it serves on, says so, and catches up by itself.
class WatchFaultsIT {
    private static final String BEFORE = "http://example.com/before";
    private static final String AFTER = "http://example.com/after";
    // Pings find a dead connection within 20 s, and no answer is waited for longer than 30 s.
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path nginx = Path.of(System.getProperty("brama.nginx"));

    @Test
    void servesOnWithARevokedTokenAndCatchesUpWithTheNextOneInItsFile() throws Exception {
        ControlPlane plane = ControlPlane.shared();
        KubeApi admin = plane.admin();
        try (ControllerSite site = ControllerSite.in(admin);
                TcpLine line = TcpLine.to(plane.server())) {
            User account = account(plane, site.namespace);
            Path token = site.home.resolve("token");
            // As editors leave it.
            Files.writeString(token, account.token() + "\n");
            admin.apply(site.redirecting("one", BEFORE));
            try (Running _ =
                    site.start(plane.kubeconfig(account, token), Optional.of(line.url()), nginx)) {
                eventually(() -> site.location("one").equals(BEFORE));
                revoke(plane, account, site.namespace);
                // A watch that is there stays open whatever becomes of its token.
                line.cut();
                line.mend();
                eventually(() -> readiness(site).contains("does not accept the credentials"));
                admin.apply(site.redirecting("one", AFTER));
                // Each kind has a watch of its own, and is told when its own is refused.
                eventually(() -> freshness(site).contains("ingresses\"} 1"));
                assertThat(page(site.healthPort, "/readyz").status()).isEqualTo(200);
                assertThat(site.location("one")).isEqualTo(BEFORE);

                Files.writeString(token, account(plane, site.namespace).token());
                eventually(() -> site.location("one").equals(AFTER));
                eventually(() -> readiness(site).equals("ready\n"));
            }
        }
    }

    @Test
    void saysThatTheTokenCannotBeReadAndCatchesUpOnceItCan() throws Exception {
        ControlPlane plane = ControlPlane.shared();
        KubeApi admin = plane.admin();
        try (ControllerSite site = ControllerSite.in(admin);
                TcpLine line = TcpLine.to(plane.server())) {
            User account = account(plane, site.namespace);
            Path token = site.home.resolve("token");
            Files.writeString(token, account.token());
            admin.apply(site.redirecting("one", BEFORE));
            try (Running _ =
                    site.start(plane.kubeconfig(account, token), Optional.of(line.url()), nginx)) {
                eventually(() -> site.location("one").equals(BEFORE));
                Files.delete(token);
                line.cut();
                line.mend();
                eventually(() -> readiness(site).contains("Cannot read the token"));
                admin.apply(site.redirecting("one", AFTER));
                assertThat(site.location("one")).isEqualTo(BEFORE);

                Files.writeString(token, account.token());
                eventually(() -> site.location("one").equals(AFTER));
                eventually(() -> readiness(site).equals("ready\n"));
            }
        }
    }

    @Test
    void listsAgainWhereTheHistoryThatItWouldWatchIsGone() throws Exception {
        try (ControlPlane own = ControlPlane.start();
                ControllerSite site = ControllerSite.in(own.admin());
                TcpLine line = TcpLine.to(own.server())) {
            KubeApi api = own.admin();
            api.apply(site.redirecting("one", BEFORE) + "---\n" + site.redirecting("two", BEFORE));
            try (Running _ =
                    site.start(own.kubeconfig(own.adminUser()), Optional.of(line.url()), nginx)) {
                eventually(() -> site.location("one").equals(BEFORE));
                eventually(() -> readiness(site).equals("ready\n"));
                String version =
                        api.get(site.ingresses())
                                .getAsJsonObject("metadata")
                                .get("resourceVersion")
                                .getAsString();
                line.cut();
                api.apply(site.redirecting("one", AFTER));
                api.delete(site.ingress("two"));
                own.forgetHistory();
                own.stopApiServer();
                own.startApiServer();
                assertThat(watched(api, site, version)).contains("\"code\":410");
                assertThat(site.location("one")).isEqualTo(BEFORE);
                assertThat(site.location("two")).isEqualTo(BEFORE);

                line.mend();
                eventually(() -> site.location("one").equals(AFTER));
                eventually(() -> site.location("two").isEmpty());
                eventually(() -> readiness(site).equals("ready\n"));
                // It watches again, and does not only list.
                api.apply(site.redirecting("two", AFTER));
                eventually(() -> site.location("two").equals(AFTER));
            }
        }
    }

    @Test
    void servesOnWhileTheWatchIsSlowAndCatchesUpWhenItFlows() throws Exception {
        ControlPlane plane = ControlPlane.shared();
        KubeApi admin = plane.admin();
        try (ControllerSite site = ControllerSite.in(admin);
                TcpLine line = TcpLine.to(plane.server())) {
            admin.apply(site.redirecting("one", BEFORE));
            try (Running _ =
                    site.start(
                            plane.kubeconfig(plane.adminUser()), Optional.of(line.url()), nginx)) {
                eventually(() -> site.location("one").equals(BEFORE));
                eventually(() -> readiness(site).equals("ready\n"));
                line.stall();
                admin.apply(site.redirecting("one", AFTER));
                long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
                while (System.nanoTime() < end) {
                    assertThat(site.location("one")).isEqualTo(BEFORE);
                    assertThat(readiness(site)).isEqualTo("ready\n");
                    Thread.sleep(50);
                }
                line.flow();
                eventually(() -> site.location("one").equals(AFTER));
                assertThat(readiness(site)).isEqualTo("ready\n");
            }
        }
    }

    @Test
    void givesUpConnectionsThatNobodyAnswersAndTakesNewOnes() throws Exception {
        ControlPlane plane = ControlPlane.shared();
        KubeApi admin = plane.admin();
        try (ControllerSite site = ControllerSite.in(admin);
                TcpLine line = TcpLine.to(plane.server())) {
            admin.apply(site.redirecting("one", BEFORE));
            try (Running _ =
                    site.start(
                            plane.kubeconfig(plane.adminUser()), Optional.of(line.url()), nginx)) {
                eventually(() -> site.location("one").equals(BEFORE));
                line.stall();
                admin.apply(site.redirecting("one", AFTER));
                eventually(PATIENCE, () -> readiness(site).contains("cannot watch ingresses"));
                assertThat(page(site.healthPort, "/readyz").status()).isEqualTo(200);
                assertThat(site.location("one")).isEqualTo(BEFORE);
                line.flowAnew();
                eventually(PATIENCE, () -> site.location("one").equals(AFTER));
                eventually(PATIENCE, () -> readiness(site).equals("ready\n"));
            }
        }
    }

    private static User account(ControlPlane plane, String namespace) throws Exception {
        User account = plane.serviceAccount(namespace, "brama");
        plane.admin()
                .apply(
                        """
                        apiVersion: rbac.authorization.k8s.io/v1
                        kind: ClusterRoleBinding
                        metadata: {name: %1$s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                        subjects: [{kind: ServiceAccount, name: brama, namespace: %1$s}]
                        """
                                .formatted(namespace));
        return account;
    }

    /// The API server goes on believing a token for some seconds after its account has gone.
    private static void revoke(ControlPlane plane, User account, String namespace)
            throws Exception {
        plane.admin().delete("/api/v1/namespaces/" + namespace + "/serviceaccounts/brama");
        KubeApi api = plane.as(account);
        eventually(() -> api.call("GET", "/api", "", "").status() == 401);
    }

    private static String watched(KubeApi api, ControllerSite site, String version)
            throws Exception {

        return api.call(
                        "GET",
                        site.ingresses()
                                + "?watch=true&timeoutSeconds=2&resourceVersion="
                                + version,
                        "",
                        "")
                .body();
    }

    private static String readiness(ControllerSite site) throws Exception {
        return page(site.healthPort, "/readyz").body();
    }

    private static String freshness(ControllerSite site) throws Exception {
        return page(site.healthPort, "/metrics").body();
    }
}
