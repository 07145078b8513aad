package dev.brama.nginx;

import dev.brama.fixture.FreePort;
import dev.brama.problem.ObjectRef;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderedFile;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import dev.brama.render.SourceMap;
import dev.brama.render.SourceMap.SourceRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// A state folder under `/tmp`, a free port, and whatever nginx a test lets run there.
final class Scene implements AutoCloseable {
    static final ObjectRef SHOP = new ObjectRef("Ingress", "shop", "web");
    static final ApplyLimits LIMITS =
            new ApplyLimits(Duration.ofSeconds(20), Duration.ofSeconds(20));

    final Path nginx;
    final NginxLayout layout;
    final int port;

    private final List<ManagedNginx> managed = new ArrayList<>();
    private final List<Process> external = new ArrayList<>();
    private final Set<Long> masters = new HashSet<>();
    private GenerationStore store;

    private Scene(Path nginx) throws IOException {
        // A short path: a unix socket in it must fit into 107 bytes.
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "bn");
        this.nginx = nginx;
        this.layout = new NginxLayout(folder.toString());
        this.port = FreePort.find();
        this.store = openStore();
    }

    static Scene of(Path nginx) throws IOException {
        return new Scene(nginx);
    }

    /// The binaries to test with; one that is named but missing lets the tests fail.
    static Stream<Path> binaries() {
        return Stream.of(
                        System.getProperty("brama.nginx", "/usr/sbin/nginx"),
                        System.getProperty("brama.nginx.newest", ""))
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 20 s for: " + what);
            }
            Thread.sleep(10);
        }
    }

    GenerationStore store() {
        return store;
    }

    ConfigTest configTest() {
        return new ConfigTest(nginx, layout);
    }

    NginxApplier applier(NginxProcess process) {
        return new NginxApplier(store, configTest(), process, LIMITS);
    }

    ManagedNginx managed() {
        ManagedNginx process = new ManagedNginx(nginx, layout);
        managed.add(process);
        return process;
    }

    ExternalNginx external() {
        return new ExternalNginx(layout, Duration.ofMillis(200));
    }

    /// As a controller does that is started again over the same folder.
    void reopenStore() throws IOException {
        store.close();
        store = openStore();
    }

    /// Starts nginx as something other than Brama does.
    void startExternal() throws IOException, InterruptedException {
        external.add(
                new ProcessBuilder(
                                nginx.toString(),
                                "-c",
                                layout.mainFile(),
                                "-p",
                                layout.stateDir() + "/",
                                "-g",
                                "daemon off;")
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of(layout.stateDir(), "external.log").toFile())
                        .start());
        await("the external nginx", () -> Master.find(layout).isPresent());
        await("its answer", () -> new GenerationProbe(socket()).ask().isPresent());
    }

    void stopExternal() throws IOException, InterruptedException {
        Process process = external.removeLast();
        Termination.end(process.pid(), Duration.ofSeconds(2));
    }

    /// Sees to it that a process of the test does not outlive it.
    void track(Process process) {
        external.add(process);
    }

    Path socket() {
        return Path.of(layout.statusSocket());
    }

    Master master() {
        Master master = Master.find(layout).orElseThrow();
        masters.add(master.pid());
        return master;
    }

    /// A configuration whose only host answers this body.
    Rendering answering(String body) {
        return rendering(server(port, "return 200 \"" + body + "\\n\";"));
    }

    static String server(int port, String directives) {
        return "server {\n    listen 127.0.0.1:" + port + ";\n    " + directives + "\n}\n";
    }

    /// A configuration with these hosts: `hosts/0.conf`, `hosts/1.conf`, ...
    Rendering rendering(String... hosts) {
        SortedMap<String, RenderedFile> files = new TreeMap<>();
        files.put("nginx.conf", RenderedFile.of(mainFile(), Access.PUBLIC));
        SortedMap<String, List<SourceRange>> sources = new TreeMap<>();
        for (int i = 0; i < hosts.length; i++) {
            String path = "hosts/" + i + ".conf";
            files.put(path, RenderedFile.of(hosts[i], Access.PUBLIC));
            sources.put(path, List.of(new SourceRange(1, lines(hosts[i]), SHOP)));
        }
        return new Rendering(files, new SourceMap(sources));
    }

    /// The same configuration with one more file, which comes from the shop too.
    static Rendering with(Rendering rendering, String path, String text, Access access) {
        SortedMap<String, RenderedFile> files = new TreeMap<>(rendering.files());
        files.put(path, RenderedFile.of(text, access));
        SortedMap<String, List<SourceRange>> sources = new TreeMap<>(rendering.sources().ranges());
        sources.put(path, List.of(new SourceRange(1, lines(text), SHOP)));
        return new Rendering(files, new SourceMap(sources));
    }

    private static int lines(String text) {
        return (int) text.lines().count();
    }

    private String mainFile() {
        return """
        user www-data;
        worker_processes 2;
        pid %s;
        error_log stderr warn;
        error_log %s emerg;
        events { worker_connections 256; }
        http {
            include generation.conf;
            access_log off;
            client_body_temp_path temp/body;
            proxy_temp_path temp/proxy;
            fastcgi_temp_path temp/fastcgi;
            uwsgi_temp_path temp/uwsgi;
            scgi_temp_path temp/scgi;
            server {
                listen unix:%s;
                location = /generation {
                    default_type text/plain;
                    return 200 "$brama_generation\\n";
                }
            }
            include hosts/*.conf;
        }
        """
                .formatted(layout.pidFile(), layout.emergencyLog(), layout.statusSocket());
    }

    /// The body of `GET /` on the port; empty where nobody answers.
    Optional<String> get() {
        try (Socket client = connect("/")) {
            InputStream in = client.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(answer.substring(answer.indexOf("\r\n\r\n") + 4).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// A connection that has sent its request.
    Socket connect(String path) throws IOException {
        Socket client = new Socket();
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
        client.setSoTimeout(10_000);
        OutputStream out = client.getOutputStream();
        out.write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return client;
    }

    private GenerationStore openStore() throws IOException {
        return GenerationStore.open(layout, Optional.of("www-data"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ManagedNginx process : managed) {
            process.stop(Duration.ofSeconds(1));
        }
        for (Process process : external) {
            Termination.end(process.pid(), Duration.ofSeconds(1));
        }
        for (long master : masters) {
            if (new Master(master).reads(layout.mainFile())) {
                Termination.end(master, Duration.ofSeconds(1));
            }
        }
        for (long orphan : new StatusSocket(socket()).workers()) {
            ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
        }
        store.close();
        FileTree.delete(Path.of(layout.stateDir()));
    }
}
