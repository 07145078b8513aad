package dev.brama.realcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults and changes under constant load, on a real cluster, as `bench/zero-loss` plays them:
/// fewer rounds and shorter outages here, `-Dlong=true` for all of them.
class ZeroLossIT {
    private static final boolean LONG = Boolean.getBoolean("long");
    private static final String NAME = "zeroit";
    private static final Map<String, String> OWN_CLUSTER =
            Map.of("BRAMA_CLUSTER_NAME", NAME, "BRAMA_CLUSTER_DIR", "/tmp/" + NAME);

    @TempDir private static Path folder;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assertThat(Path.of("target/brama-image.tar")).as("make image").isRegularFile();
        Runtime.getRuntime().addShutdownHook(new Thread(ZeroLossIT::remove));
        // A run that was cut short leaves one that is half alive.
        remove();
        passes(run("bin/cluster", "up"));
        passes(run("bin/install-on-cluster"));
    }

    @AfterAll
    static void end() {
        remove();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rolling-update",
                "scale",
                "backend-killed",
                "reloads",
                "controller-killed",
                "controller-away",
                "apiserver-away",
                "certificate-rotated",
                "disk-full",
                "bad-ingress",
                "brama-pod-deleted",
                "helm-upgrade",
                "brama-restarted-with-long-requests"
            })
    void losesNothing(String name) throws IOException, InterruptedException {
        passes(play(name));
    }

    /// It was answering some requests; those are cut, and no other.
    @ParameterizedTest
    @ValueSource(strings = {"worker-killed", "master-killed"})
    void aKilledNginxLosesWhatItHeldAndComesBack(String name)
            throws IOException, InterruptedException {
        passes(play(name));
    }

    @Test
    void lossIsSeen() throws IOException, InterruptedException {
        Ran ran = play("nothing-listens");

        assertThat(ran.code()).as(ran.text()).isEqualTo(1);
        assertThat(ran.text()).contains("no connection: refused");
    }

    private record Ran(int code, String text) {}

    private static void passes(Ran ran) {
        assertThat(ran.code()).as(ran.text()).isZero();
    }

    private static Ran play(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bench/zero-loss"));
        if (!LONG) {
            command.add("--short");
        }
        command.add(name);
        Ran ran = run(command.toArray(String[]::new));
        if (LONG) {
            System.out.println(ran.text());
        }
        return ran;
    }

    private static Ran run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(OWN_CLUSTER);
        Process process = builder.start();
        if (!process.waitFor(LONG ? 900 : 240, TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError(String.join(" ", command) + " does not end: " + text(output));
        }
        return new Ran(process.exitValue(), text(output));
    }

    private static String text(Path output) throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static void remove() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder("bin/cluster", "down")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(OWN_CLUSTER);
            Process process = builder.start();
            process.waitFor(120, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new IllegalStateException("the cluster of the tests is not removed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
