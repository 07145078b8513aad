package dev.brama.controller;

import static dev.brama.controller.ControllerSite.eventually;
import static dev.brama.controller.ControllerSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.controller.ControllerSite.Running;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole controller between a real API server and a real nginx.
class ClusterControllerIT {
    static Stream<Path> binaries() {
        return Stream.of("brama.nginx", "brama.nginx.newest")
                .map(System::getProperty)
                .map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void servesWhatIsAppliedAndNoMoreWhatIsDeleted(Path nginx) throws Exception {
        KubeApi admin = ControlPlane.shared().admin();
        try (ControllerSite site = ControllerSite.in(admin)) {
            admin.apply(site.redirecting("one", "http://example.com/one"));
            try (Running _ = start(site, ControlPlane.shared(), nginx)) {
                eventually(() -> site.location("one").equals("http://example.com/one"));
                eventually(() -> page(site.healthPort, "/readyz").status() == 200);
                assertThat(page(site.healthPort, "/healthz").body()).isEqualTo("ok\n");
                assertThat(page(site.statusPort, "/healthz").status()).isEqualTo(200);
                admin.apply(site.redirecting("one", "http://example.com/other"));
                eventually(() -> site.location("one").equals("http://example.com/other"));
                admin.delete(site.ingress("one"));
                eventually(() -> site.location("one").isEmpty());
            }
            assertThat(page(site.statusPort, "/healthz").status()).isZero();
        }
    }

    @Test
    void servesOnWhileTheApiServerIsAwayAndAfterARestartTooAndCatchesUp() throws Exception {
        Path nginx = binaries().findFirst().orElseThrow();
        try (ControlPlane own = ControlPlane.start();
                ControllerSite site = ControllerSite.in(own.admin())) {
            KubeApi api = own.admin();
            api.apply(site.redirecting("one", "http://example.com/one"));
            try (Running _ = start(site, own, nginx)) {
                eventually(() -> site.location("one").equals("http://example.com/one"));
                own.stopApiServer();
                eventually(() ->
                        page(site.healthPort, "/readyz").body().contains("cannot watch ingresses"));
                assertThat(page(site.healthPort, "/readyz").status()).isEqualTo(200);
                assertThat(site.location("one")).isEqualTo("http://example.com/one");
            }
            try (Running _ = start(site, own, nginx)) {
                eventually(() -> site.location("one").equals("http://example.com/one"));
                assertThat(page(site.healthPort, "/startupz").status()).isEqualTo(200);
                assertThat(page(site.healthPort, "/readyz").status()).isEqualTo(503);
                own.startApiServer();
                api.apply(site.redirecting("two", "http://example.com/two"));
                eventually(() -> site.location("two").equals("http://example.com/two"));
                eventually(() -> page(site.healthPort, "/readyz").status() == 200);
            }
        }
    }

    private static Running start(ControllerSite site, ControlPlane plane, Path nginx)
            throws Exception {
        return site.start(plane.kubeconfig(plane.adminUser()), Optional.empty(), nginx);
    }
}
