package dev.brama.controller;

import static dev.brama.controller.ControllerSite.eventually;
import static dev.brama.controller.ControllerSite.page;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.controller.ControllerSite.Running;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import dev.brama.ingress.IngressOptions;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The whole controller between a real API server and a real nginx.
class ClusterControllerIT {
    private static final String SERVED =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: %1$s}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: web-1, namespace: %1$s, labels: {kubernetes.io/service-name: web}}
            addressType: IPv4
            ports: [{port: 8080}]
            endpoints: [{addresses: [10.255.0.1]}]
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: %1$s}
            spec:
              ingressClassName: nginx
              rules:
              - host: web.example.com
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
            """;

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

    /// nginx gives a question up after a time and then is silent for as long; here it is half a
    /// minute in place of ten.
    @Test
    void reloadsAnNginxThatHasGivenUpAskingForPeersAndOnlySuchAnOne() throws Exception {
        Path nginx = Path.of(System.getProperty("brama.nginx.newest"));
        ControlPlane plane = ControlPlane.shared();
        try (ControllerSite site = ControllerSite.in(plane.admin())) {
            Templates impatient = impatient(site.home.resolve("templates"));
            plane.admin().apply(SERVED.formatted(site.namespace));
            Path current = site.home.resolve("s/current");
            Process outside;
            try (Running _ = startBeside(site, plane, nginx, impatient)) {
                eventually(() -> Files.exists(current.resolve("nginx.conf")));
                outside = outside(nginx, site.home);
                eventually(() -> page(site.healthPort, "/readyz").status() == 200);
            }
            try {
                String before = Files.readSymbolicLink(current).toString();
                try (Running _ = startBeside(site, plane, nginx, impatient)) {
                    eventually(() -> page(site.healthPort, "/readyz").status() == 200);
                    Thread.sleep(Duration.ofSeconds(14));
                    assertThat(Files.readSymbolicLink(current)).hasToString(before);
                }
                awaitSilence(current.resolve("nginx.conf"));
                try (Running _ = startBeside(site, plane, nginx, impatient)) {
                    eventually(() -> !Files.readSymbolicLink(current).toString().equals(before));
                    eventually(() -> page(site.healthPort, "/readyz").status() == 200);
                }
            } finally {
                outside.destroy();
                outside.waitFor();
            }
        }
    }

    private static Running startBeside(
            ControllerSite site, ControlPlane plane, Path nginx, Templates templates)
            throws Exception {
        return site.start(
                plane.kubeconfig(plane.adminUser()),
                Optional.empty(),
                nginx,
                resolving(),
                ServeOptions.Mode.EXTERNAL,
                templates);
    }

    private static IngressOptions resolving() {
        IngressOptions defaults = IngressOptions.DEFAULTS;
        return new IngressOptions(
                defaults.configMap(),
                defaults.defaultCertificate(),
                defaults.defaultBackend(),
                defaults.ingressClass(),
                defaults.controllerClass(),
                defaults.classSelection(),
                defaults.annotationsPrefix(),
                new PeerOptions(
                        PeerDiscovery.RESOLVED,
                        Optional.empty(),
                        PeerOptions.DEFAULTS.externalNames()),
                defaults.streams());
    }

    private static Process outside(Path nginx, Path home) throws IOException {
        return new ProcessBuilder(
                        nginx.toString(),
                        "-c",
                        home.resolve("s/current/nginx.conf").toString(),
                        "-g",
                        "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("nginx.log").toFile())
                .start();
    }

    private static Templates impatient(Path folder) throws IOException {
        String ours = "/templates/client.peb";
        try (InputStream in = Templates.class.getResourceAsStream(ours)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains("resolver_timeout 600s;");
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("client.peb"),
                    text.replace("resolver_timeout 600s;", "resolver_timeout 30s;"));
        }
        return Templates.read(Optional.of(folder));
    }

    /// Waits until nginx has not asked for longer than it takes to repeat a question.
    private static void awaitSilence(Path configuration) throws IOException {
        Matcher port =
                Pattern.compile("resolver 127\\.0\\.0\\.1:(\\d+);")
                        .matcher(Files.readString(configuration));
        assertThat(port.find()).isTrue();
        try (DatagramSocket ear =
                new DatagramSocket(
                        Integer.parseInt(port.group(1)), InetAddress.getLoopbackAddress())) {
            ear.setSoTimeout(6000);
            long end = System.nanoTime() + Duration.ofSeconds(50).toNanos();
            while (System.nanoTime() - end < 0) {
                ear.receive(new DatagramPacket(new byte[512], 512));
            }
            throw new AssertionError("nginx asks all the time");
        } catch (SocketTimeoutException _) {
            // Silent.
        }
    }

    private static Running start(ControllerSite site, ControlPlane plane, Path nginx)
            throws Exception {
        return site.start(plane.kubeconfig(plane.adminUser()), Optional.empty(), nginx);
    }
}
