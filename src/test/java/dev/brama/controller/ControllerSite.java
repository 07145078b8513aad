package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.FreePort;
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

/// A state folder, ports and a namespace for a controller of a test, and what clients see of it.
final class ControllerSite implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final Path home;
    final String namespace;
    final int healthPort = FreePort.find();
    final int statusPort = FreePort.find();
    private final RenderOptions.Ports ports =
            new RenderOptions.Ports(FreePort.find(), FreePort.find());

    private ControllerSite(Path home, String namespace) throws IOException {
        this.home = home;
        this.namespace = namespace;
    }

    static ControllerSite in(KubeApi admin) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory(Path.of("/tmp"), "bc");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        admin.apply(
                """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx}
                spec: {controller: k8s.io/ingress-nginx}
                """);
        return new ControllerSite(home, admin.newNamespace(Map.of()));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    record Running(ClusterController controller, Thread loop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            controller.stop();
            assertThat(loop.join(Duration.ofSeconds(30))).as("the controller stops").isTrue();
            controller.close();
        }
    }

    /// A controller that runs.
    ///
    /// @param kubeconfig how it speaks to the API server
    /// @param address the URL to do so by, where it is not the one of the kubeconfig
    Running start(Path kubeconfig, Optional<String> address, Path nginx) throws Exception {
        return start(
                kubeconfig,
                address,
                nginx,
                IngressOptions.DEFAULTS,
                ServeOptions.Mode.MANAGED,
                Templates.read(Optional.empty()));
    }

    /// The same beside an nginx of this mode, with templates of one's own.
    Running start(
            Path kubeconfig,
            Optional<String> address,
            Path nginx,
            IngressOptions ingress,
            ServeOptions.Mode mode,
            Templates templates)
            throws Exception {
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
                        new ApiServer.Access(Optional.of(kubeconfig), Optional.empty(), address),
                        new LiveCluster.Scope(Optional.of(namespace), Optional.empty(), Set.of()),
                        new NginxSetup(ingress, render, nginx, mode),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), healthPort),
                        Optional.empty(),
                        new ControllerIdentity(namespace, "k8s.io/ingress-nginx", "brama-0"),
                        MetricsOptions.DEFAULTS,
                        Optional.empty(),
                        Optional.empty(),
                        new ControllerOptions.Pace(100, 5),
                        new ControllerOptions.Stopping(Duration.ZERO, Duration.ZERO));
        ClusterController controller = ClusterController.open(options, templates, Map.of());
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

    record Page(int status, String body, String location) {}

    String location(String host) throws Exception {
        return page(ports.http(), host + ".example.com", "/").location();
    }

    static Page page(int port, String path) throws Exception {
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

    /// The path of an Ingress in the API.
    String ingress(String name) {
        return ingresses() + "/" + name;
    }

    /// The path of all Ingresses of the namespace.
    String ingresses() {
        return "/apis/networking.k8s.io/v1/namespaces/" + namespace + "/ingresses";
    }

    String redirecting(String name, String url) {
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

    static void eventually(Callable<Boolean> condition) throws Exception {
        eventually(Duration.ofSeconds(30), condition);
    }

    static void eventually(Duration limit, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within " + limit);
            }
            Thread.sleep(20);
        }
    }
}
