package dev.brama.realcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// A real Kubernetes of three nodes, of `bin/cluster`, with the image of Brama on them. One a JVM;
/// it is removed when the JVM ends, whatever became of the tests.
///
/// Its name and folder are its own, so that it stands beside a developer's. With
/// `-Dbrama.realcluster=keep` it stays up for the next run.
final class RealCluster implements AutoCloseable {
    static final String ECHO = "brama.dev/test/echo:1";

    private static final String NAME = "bramait";
    private static final Path FOLDER = Path.of("/tmp/" + NAME);
    private static final Path ARCHIVE = Path.of("target/brama-image.tar");
    private static final Duration COMMAND = Duration.ofSeconds(180);
    private static final Duration WAIT = Duration.ofSeconds(90);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final LanClient lan;
    private final Release release;

    private RealCluster() throws IOException, InterruptedException {
        if (!Files.isRegularFile(ARCHIVE)) {
            throw new IOException(ARCHIVE + " is missing. Build it: bin/image");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(RealCluster::remove));
        if (!keeps()) {
            remove();
        }
        cluster("up").orFail();
        // A tag of its own for each build, or a cluster that was kept would keep the old one.
        String tag = "it-" + Files.getLastModifiedTime(ARCHIVE).toMillis();
        cluster("load", ARCHIVE.toString(), Release.REPOSITORY + ":" + tag).orFail();
        release = new Release(this, tag);
        lan = LanClient.start(NAME + "-lan");
    }

    private static final class Shared {
        private static final RealCluster CLUSTER = start();

        private static RealCluster start() {
            try {
                return new RealCluster();
            } catch (IOException e) {
                throw new IllegalStateException("no cluster for the tests", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    static RealCluster shared() {
        return Shared.CLUSTER;
    }

    /// Brama, as the chart installs it.
    Release release() {
        return release;
    }

    /// A client in the LAN of the nodes.
    LanClient lan() {
        return lan;
    }

    Ran kubectl(String... arguments) throws IOException, InterruptedException {
        return tool("kubectl", "", arguments);
    }

    Ran helm(String... arguments) throws IOException, InterruptedException {
        return tool("helm", "", arguments);
    }

    /// `bin/cluster` with any of its commands.
    Ran cluster(String... arguments) throws IOException, InterruptedException {
        return bin("", arguments);
    }

    /// What `kubectl apply` says to these manifests.
    Ran tryApply(String yaml, String... arguments) throws IOException, InterruptedException {
        return said("apply", yaml, arguments);
    }

    /// What `kubectl create` says to these manifests.
    Ran tryCreate(String yaml, String... arguments) throws IOException, InterruptedException {
        return said("create", yaml, arguments);
    }

    private Ran said(String verb, String yaml, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(verb, "-f", "-"));
        all.addAll(List.of(arguments));
        return tool("kubectl", yaml, all.toArray(String[]::new));
    }

    void apply(String yaml) throws IOException, InterruptedException {
        tryApply(yaml).orFail();
    }

    /// A field of an object, by a JSONPath without its braces.
    String field(String namespace, String object, String path)
            throws IOException, InterruptedException {
        return kubectl("get", "-n", namespace, object, "-o", "jsonpath={" + path + "}").orFail();
    }

    /// A namespace of its own for a test.
    String newNamespace(String begin) throws IOException, InterruptedException {
        String name = begin + "-" + COUNT.incrementAndGet() + "-" + ProcessHandle.current().pid();
        kubectl("create", "namespace", name).orFail();
        return name;
    }

    /// It goes away by itself; nobody waits for that.
    void dropNamespace(String name) throws IOException, InterruptedException {
        kubectl("delete", "namespace", name, "--wait=false", "--ignore-not-found").orFail();
    }

    /// Asks until it is so.
    static void await(String what, Callable<Boolean> question) throws Exception {
        await(what, WAIT, question);
    }

    static void await(String what, Duration limit, Callable<Boolean> question) throws Exception {
        Instant end = Instant.now().plus(limit);
        while (!question.call()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("waited " + limit + " in vain for " + what);
            }
            Thread.sleep(200);
        }
    }

    /// For what has no end to wait for: that something does not happen.
    static void idle(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }

    private Ran tool(String name, String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(name));
        all.addAll(List.of(arguments));
        return bin(input, all.toArray(String[]::new));
    }

    private static Ran bin(String input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bin/cluster"));
        command.addAll(List.of(arguments));
        return Ran.of(command, environment(), input, COMMAND);
    }

    private static Map<String, String> environment() {
        return Map.of("BRAMA_CLUSTER_NAME", NAME, "BRAMA_CLUSTER_DIR", FOLDER.toString());
    }

    private static boolean keeps() {
        return System.getProperty("brama.realcluster", "").equals("keep");
    }

    private static void remove() {
        if (keeps()) {
            return;
        }
        try {
            bin("", "down").orFail();
        } catch (IOException e) {
            throw new IllegalStateException("the cluster of the tests is not removed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        lan.close();
        remove();
    }
}
