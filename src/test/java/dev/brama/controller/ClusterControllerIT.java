package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import dev.brama.ingress.IngressOptions;
import dev.brama.kube.ApiServer;
import dev.brama.kube.LiveCluster;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.metrics.MetricsOptions;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole controller between a real API server and a real nginx.
class ClusterControllerIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final KubeApi admin = ControlPlane.shared().admin();
    private Path home;
    private String namespace;
    private RenderOptions.Ports ports;
    private int healthPort;
    private int statusPort;

    @BeforeEach
    void prepare() throws Exception {
        home = Files.createTempDirectory(Path.of("/tmp"), "bc");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        namespace = admin.newNamespace(Map.of());
        ports = new RenderOptions.Ports(freePort(), freePort());
        healthPort = freePort();
        statusPort = freePort();
        admin.apply(
                """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx}
                spec: {controller: k8s.io/ingress-nginx}
                """);
    }

    @AfterEach
    void clean() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    static Stream<Path> binaries() {
        return Stream.of("brama.nginx", "brama.nginx.newest")
                .map(System::getProperty)
                .map(Path::of);
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void servesWhatIsAppliedAndNoMoreWhatIsDeleted(Path nginx) throws Exception {
        admin.apply(redirecting("one", "http://example.com/one"));
        try (Running _ = start(ControlPlane.shared(), nginx)) {
            eventually(() -> location("one").equals("http://example.com/one"));
            eventually(() -> page(healthPort, "/readyz").status() == 200);
            assertThat(page(healthPort, "/healthz").body()).isEqualTo("ok\n");
            assertThat(page(statusPort, "/healthz").status()).isEqualTo(200);
            admin.apply(redirecting("one", "http://example.com/other"));
            eventually(() -> location("one").equals("http://example.com/other"));
            admin.delete("/apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses/one");
            eventually(() -> location("one").isEmpty());
        }
        assertThat(page(statusPort, "/healthz").status()).isZero();
    }

    @Test
    void servesOnWhileTheApiServerIsAwayAndAfterARestartTooAndCatchesUp() throws Exception {
        Path nginx = binaries().findFirst().orElseThrow();
        try (ControlPlane own = ControlPlane.start()) {
            KubeApi api = own.admin();
            namespace = api.newNamespace(Map.of());
            api.apply(
                    """
                    apiVersion: networking.k8s.io/v1
                    kind: IngressClass
                    metadata: {name: nginx}
                    spec: {controller: k8s.io/ingress-nginx}
                    """);
            api.apply(redirecting("one", "http://example.com/one"));
            try (Running _ = start(own, nginx)) {
                eventually(() -> location("one").equals("http://example.com/one"));
                own.stopApiServer();
                eventually(() ->
                        page(healthPort, "/readyz").body().contains("cannot watch ingresses"));
                assertThat(page(healthPort, "/readyz").status()).isEqualTo(200);
                assertThat(location("one")).isEqualTo("http://example.com/one");
            }
            try (Running _ = start(own, nginx)) {
                eventually(() -> location("one").equals("http://example.com/one"));
                assertThat(page(healthPort, "/startupz").status()).isEqualTo(200);
                assertThat(page(healthPort, "/readyz").status()).isEqualTo(503);
                own.startApiServer();
                api.apply(redirecting("two", "http://example.com/two"));
                eventually(() -> location("two").equals("http://example.com/two"));
                eventually(() -> page(healthPort, "/readyz").status() == 200);
            }
        }
    }

    private record Running(ClusterController controller, Thread loop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            controller.stop();
            loop.join();
            controller.close();
        }
    }

    private Running start(ControlPlane plane, Path nginx) throws Exception {
        RenderOptions render =
                new RenderOptions(
                                new NginxLayout(home.resolve("s").toString()),
                                ports,
                                List.of("127.0.0.1"),
                                List.of(),
                                Machine.workerUser(),
                                CapabilityProbe.probe(nginx, Optional.empty()))
                        .in(
                                new RenderOptions.Container(
                                        statusPort, home.resolve("access.log").toString()));
        ControllerOptions options =
                new ControllerOptions(
                        new ApiServer.Access(
                                Optional.of(plane.kubeconfig(plane.adminUser())),
                                Optional.empty(),
                                Optional.empty()),
                        new LiveCluster.Scope(Optional.of(namespace), Optional.empty(), Set.of()),
                        new NginxSetup(
                                IngressOptions.DEFAULTS, render, nginx, ServeOptions.Mode.MANAGED),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), healthPort),
                        Optional.empty(),
                        new ControllerIdentity(namespace, "k8s.io/ingress-nginx", "brama-0"),
                        MetricsOptions.DEFAULTS,
                        Optional.empty(),
                        Optional.empty(),
                        new ControllerOptions.Pace(100, 5),
                        new ControllerOptions.Stopping(Duration.ZERO, Duration.ZERO));
        ClusterController controller =
                ClusterController.open(options, Templates.read(Optional.empty()), Map.of());
        Thread loop =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                controller.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        return new Running(controller, loop);
    }

    private record Page(int status, String body, String location) {}

    private String location(String host) throws Exception {
        return page(ports.http(), host + ".example.com", "/").location();
    }

    private static Page page(int port, String path) throws Exception {
        return page(port, "localhost", path);
    }

    private static Page page(int port, String host, String path) throws Exception {
        try {
            var answer =
                    HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .header("Host", host)
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            BodyHandlers.ofString());
            return new Page(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Location").orElse(""));
        } catch (IOException e) {
            return new Page(0, "", "");
        }
    }

    private String redirecting(String name, String url) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %1$s
          namespace: %2$s
          annotations: {nginx.ingress.kubernetes.io/permanent-redirect: "%3$s"}
        spec:
          ingressClassName: nginx
          rules:
          - host: %1$s.example.com
            http:
              paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
        """
                .formatted(name, namespace, url);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within 30 s");
            }
            Thread.sleep(20);
        }
    }
}
