package dev.brama.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.KeyedCertificate;
import dev.brama.ingress.IngressOptions.PeerOptions;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.RenderOptions.Ports;
import dev.brama.render.RenderedFile;
import dev.brama.render.Rendering;
import dev.brama.syntax.Capabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Asks a real nginx what it thinks of rendered files.
final class NginxStage implements AutoCloseable {
    private final Path nginx;
    private final Path folder;
    private final Capabilities capabilities;
    private final Ports ports;
    private final Certificate fallback;

    private NginxStage(Path nginx) throws IOException, InterruptedException {
        assertThat(nginx).as("the nginx to test with").isExecutable();
        this.nginx = nginx;
        this.capabilities = CapabilityProbe.probe(nginx, modulesBeside(nginx));
        // A short path: that of the status socket must fit into 107 bytes.
        this.folder = Files.createTempDirectory(Path.of("/tmp"), "bg");
        for (String name : List.of("run", "temp")) {
            Files.createDirectory(folder.resolve(name));
        }
        try (ServerSocket http = free();
                ServerSocket https = free()) {
            this.ports = new Ports(http.getLocalPort(), https.getLocalPort());
        }
        KeyedCertificate keyed = KeyedCertificate.of("localhost");
        this.fallback =
                new Certificate(FileId.of("fallback"), "", keyed.chainPem(), keyed.keyPem());
    }

    /// The distribution's nginx and the newest one; that one is missing is a failure.
    static List<Path> binaries() {
        return List.of(
                Path.of(System.getProperty("brama.nginx", "/usr/sbin/nginx")),
                Path.of(
                        System.getProperty(
                                "brama.nginx.newest",
                                System.getProperty("user.home")
                                        + "/.cache/brama/nginx-newest/nginx")));
    }

    /// The modules of an nginx that is not where it was built for.
    static Optional<Path> modulesBeside(Path nginx) {
        return Optional.of(nginx.resolveSibling("modules")).filter(Files::isDirectory);
    }

    static NginxStage open(Path nginx) throws IOException, InterruptedException {
        return new NginxStage(nginx);
    }

    /// The same stage, but before this nginx and in this folder.
    Stage before(Stage stage) {
        RenderOptions usual = stage.render();
        return new Stage(
                capabilities.hasResolvingUpstreams()
                        ? stage.ingress()
                        : stage.ingress().withPeers(PeerOptions.DEFAULTS),
                new RenderOptions(
                        new NginxLayout(folder.toString()),
                        ports,
                        usual.addresses(),
                        usual.resolvers(),
                        Optional.empty(),
                        capabilities,
                        usual.local(),
                        usual.countsRequests(),
                        usual.container()),
                fallback);
    }

    /// What `nginx -t` objects to, warnings too; empty if nothing.
    String objections(Rendering rendering) throws IOException, InterruptedException {
        Path generation = Files.createTempDirectory(folder, "g");
        try {
            write(rendering, generation);
            return test(generation.resolve("nginx.conf"));
        } finally {
            delete(generation);
        }
    }

    private static void write(Rendering rendering, Path generation) throws IOException {
        for (Map.Entry<String, RenderedFile> file : rendering.files().entrySet()) {
            Path path = generation.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().bytes());
        }
        Files.writeString(
                generation.resolve("generation.conf"),
                "map \"\" $brama_generation { default \"1\"; }\n");
    }

    private String test(Path main) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                nginx.toString(),
                                "-t",
                                "-c",
                                main.toString(),
                                "-p",
                                folder + "/",
                                "-e",
                                "stderr")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        int code = process.waitFor();
        List<String> objections =
                output.lines()
                        .filter(line -> line.matches(".*\\[(warn|error|crit|alert|emerg)].*"))
                        .toList();
        return code == 0 || !objections.isEmpty() ? String.join("\n", objections) : output;
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    @Override
    public String toString() {
        return "nginx " + capabilities.version();
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
