package dev.brama.feature;

import dev.brama.controller.FolderController;
import dev.brama.controller.Machine;
import dev.brama.controller.ServeOptions;
import dev.brama.ingress.IngressOptions;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of manifests that is served by a real nginx on free ports of loopback.
final class Served implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(10);
    // What worker_processes is where no test sets it.
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();
    private static final String MARKER = "marker.yaml";

    private final Path home;
    private final Path manifests;
    private final Path nginx;
    private final ServeOptions options;
    private final Set<Long> masters = new HashSet<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private FolderController controller;
    private Thread loop;
    private Process external;
    private int marks;
    private String preface = "";

    private Served(
            Path nginx,
            ServeOptions.Mode mode,
            UnaryOperator<RenderOptions> way,
            IngressOptions ingress)
            throws Exception {
        // A short path: a unix socket in it must fit into 107 bytes.
        this.home = Files.createTempDirectory(Path.of("/tmp"), "bf");
        // nginx's workers are not root and keep large bodies in files.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        this.nginx = nginx;
        this.manifests = Files.createDirectory(home.resolve("m"));
        RenderOptions render =
                new RenderOptions(
                        new NginxLayout(home.resolve("s").toString()),
                        new RenderOptions.Ports(Backend.deadPort(), Backend.deadPort()),
                        List.of("127.0.0.1"),
                        List.of(),
                        Machine.workerUser(),
                        CapabilityProbe.probe(nginx, modulesBeside(nginx)));
        this.options =
                new ServeOptions(
                        List.of(manifests), ingress, way.apply(render), nginx, mode, Duration.ZERO);
    }

    /// The binaries to test with; one that is not named or missing lets the tests fail.
    static Stream<Path> binaries() {
        return Stream.of(
                binary("brama.nginx", "/usr/sbin/nginx"), binary("brama.nginx.newest", ""));
    }

    private static Path binary(String property, String otherwise) {
        Path path = Path.of(System.getProperty(property, otherwise));
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(
                    "no nginx at '" + path + "': name one with -D" + property);
        }
        return path;
    }

    /// Serves these documents with an nginx of Brama's own.
    static Served by(Path nginx, Object... documents) {
        return by(nginx, UnaryOperator.identity(), IngressOptions.DEFAULTS, documents);
    }

    /// The same with an nginx that tells each request for the metrics.
    static Served telling(Path nginx, Object... documents) {
        return by(nginx, RenderOptions::countingRequests, IngressOptions.DEFAULTS, documents);
    }

    /// The same with the ConfigMaps of TCP and UDP services that [Yaml#streams] makes.
    static Served streaming(Path nginx, Object... documents) {
        return by(
                nginx,
                UnaryOperator.identity(),
                IngressOptions.DEFAULTS.with(Yaml.STREAM_SOURCES),
                documents);
    }

    /// The modules of an nginx that is not where it was built for.
    static Optional<Path> modulesBeside(Path nginx) {
        return Optional.of(nginx.resolveSibling("modules")).filter(Files::isDirectory);
    }

    private static Served by(
            Path nginx,
            UnaryOperator<RenderOptions> way,
            IngressOptions ingress,
            Object... documents) {
        try {
            Served served = new Served(nginx, ServeOptions.Mode.MANAGED, way, ingress);
            try {
                served.write("class.yaml", Yaml.CLASS);
                served.write("objects.yaml", documents);
                served.startController();
                served.settle();
                return served;
            } catch (Throwable e) {
                served.close();
                throw e;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// The same with an nginx that Brama does not start.
    static Served byExternal(Path nginx, Object... documents) {
        try {
            Served served =
                    new Served(
                            nginx,
                            ServeOptions.Mode.EXTERNAL,
                            UnaryOperator.identity(),
                            IngressOptions.DEFAULTS);
            try {
                served.write("class.yaml", Yaml.CLASS);
                served.write("objects.yaml", documents);
                served.startController();
                await("the first generation", () -> Files.exists(served.mainFile()));
                served.startNginx();
                served.settle();
                return served;
            } catch (Throwable e) {
                served.close();
                throw e;
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void startController() throws IOException {
        FolderController opened = FolderController.open(options, Templates.read(Optional.empty()));
        controller = opened;
        loop =
                Thread.ofPlatform()
                        .name("served")
                        .start(() -> {
                            try {
                                opened.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
    }

    /// Ends the controller, and with it an nginx of its own.
    void stopController() throws IOException, InterruptedException {
        noteMaster();
        if (loop != null) {
            controller.stop();
            loop.join(PATIENCE);
            controller.close();
            loop = null;
        }
    }

    private void startNginx() throws IOException {
        external =
                new ProcessBuilder(
                                nginx.toString(),
                                "-c",
                                mainFile().toString(),
                                "-p",
                                home.resolve("s") + "/",
                                "-g",
                                "daemon off;")
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("external.log").toFile())
                        .start();
        masters.add(external.pid());
    }

    /// Waits until a condition holds.
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE + " for: " + what);
            }
            pause();
        }
    }

    /// Watches that a condition holds for a while, where nothing tells that it will not change.
    static void remains(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600);
        while (System.nanoTime() < end) {
            if (!condition.getAsBoolean()) {
                throw new AssertionError("it does not hold any more: " + what);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path nginx() {
        return nginx;
    }

    Path folder() {
        return manifests;
    }

    Path state() {
        return home.resolve("s");
    }

    Path requestLog() {
        return Path.of(options.render().layout().requestLog());
    }

    private Path mainFile() {
        return Path.of(options.render().layout().mainFile());
    }

    Client client() {
        return new Client(
                options.render().ports().http(), options.render().ports().https(), preface);
    }

    /// From now on clients say this first.
    void preface(String text) {
        preface = text;
    }

    Answer get(String host, String target, String... headers) {
        return client().get(host, target, headers);
    }

    Answer getTls(String host, String target, String... headers) {
        return client().getTls(host, target, headers);
    }

    /// Writes a file in one step.
    void write(String file, Object... documents) {
        try {
            Path fresh = home.resolve("fresh");
            Files.writeString(
                    fresh,
                    Stream.of(documents).map(Object::toString).collect(Collectors.joining()));
            Files.move(
                    fresh,
                    manifests.resolve(file),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file and waits until it is served.
    void put(String file, Object... documents) {
        write(file, documents);
        settle();
    }

    /// Removes a file and waits until it is not served any more.
    void remove(String file) {
        try {
            Files.delete(manifests.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settle();
    }

    /// Waits until all that has been written is live: what is written last tells.
    void settle() {
        marks++;
        String url = "http://mark-" + marks + ".test/";
        write(
                MARKER,
                Yaml.ingress("marker")
                        .with("temporal-redirect", url)
                        .prefix("marker.test", "/", "marker"));
        await(
                "the mark " + marks,
                () -> {
                    if (failure.get() != null) {
                        throw new AssertionError("the controller ended", failure.get());
                    }
                    return locationOfMarker().equals(url);
                });
        // Until they are told to end, old workers take connections beside the new ones.
        await("the end of the old workers", () -> workers().size() <= WORKERS);
        noteMaster();
    }

    private String locationOfMarker() {
        try {
            return get("marker.test", "/").headers("Location").stream().findFirst().orElse("");
        } catch (UncheckedIOException _) {
            return "";
        }
    }

    /// The number of the configuration in force.
    long generation() {
        try {
            Path link = Path.of(options.render().layout().currentLink());
            return Long.parseLong(link.toRealPath().getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// nginx's main process; absent while there is none.
    Optional<ProcessHandle> master() {
        try {
            String pid = Files.readString(Path.of(options.render().layout().pidFile())).strip();
            return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The workers that take new connections: those that still hold the listening sockets.
    Set<Long> workers() {
        Set<String> listening = listeningSockets();
        return master().stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(pid -> holdsOneOf(pid, listening))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // See proc_net_tcp(5): the second word is the local address, the fourth the state, 0A for
    // listening, the tenth the inode.
    private Set<String> listeningSockets() {
        String address = "0100007F:%04X".formatted(options.render().ports().http());
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words[1].equals(address) && words[3].equals("0A"))
                    .map(words -> "socket:[" + words[9] + "]")
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsOneOf(long pid, Set<String> sockets) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path file : open.toList()) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException _) {
            // It has ended meanwhile.
        }
        return false;
    }

    private void noteMaster() {
        master().map(ProcessHandle::pid).ifPresent(masters::add);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            stopController();
        } finally {
            for (long pid : masters) {
                end(pid);
            }
            try (Stream<Path> all = Files.walk(home)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    // The number may by now be that of a process that is none of ours.
    private void end(long pid) {
        ProcessHandle.of(pid)
                .filter(process -> isOurs(pid))
                .ifPresent(process -> {
                    // The master first: it would replace a worker that ends before it.
                    List<ProcessHandle> workers = process.children().toList();
                    process.destroyForcibly();
                    await("the end of nginx", () -> !process.isAlive());
                    workers.forEach(ProcessHandle::destroyForcibly);
                });
    }

    private boolean isOurs(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .contains(home.resolve("s").toString());
        } catch (IOException _) {
            return false;
        }
    }
}
