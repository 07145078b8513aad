package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome.Applied;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The first processes of the two containers, as the image has them.
class EntryPointsIT {
    private static final Path SCRIPTS = Path.of("src/main/image").toAbsolutePath();

    private Scene scene;
    private NginxApplier applier;
    private Path commands;

    @BeforeEach
    void open() throws IOException {
        scene = Scene.of(Scene.binaries().findFirst().orElseThrow());
        applier = scene.applier(new SidecarNginx(scene.layout));
        commands = Files.createDirectories(Path.of(scene.layout.stateDir(), "commands"));
        Files.createSymbolicLink(commands.resolve("nginx"), scene.nginx);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void nginxComesWithTheFirstConfigurationAndReloadsByTheNext() throws Exception {
        startNginx();
        Scene.await("the pipe", () -> Files.exists(inState("run/reload")));

        applier.apply(scene.answering("one"));
        awaitServing();
        ApplyOutcome outcome = applier.apply(scene.answering("two"));

        assertThat(outcome).isInstanceOf(Applied.class);
        assertThat(scene.get()).contains("two");
    }

    @Test
    void whatAnEarlierContainerLeftIsNotInTheWay() throws Exception {
        applier.apply(scene.answering("one"));
        Files.createDirectories(inState("run"));
        Files.writeString(inState("run/status.sock"), "no socket");
        Files.writeString(inState("run/nginx.pid"), ProcessHandle.current().pid() + "\n");
        Files.writeString(inState("run/reload"), "no pipe");

        startNginx();
        awaitServing();

        assertThat(applier.apply(scene.answering("two"))).isInstanceOf(Applied.class);
    }

    @Test
    void toldToStopNginxEndsOpenRequestsFirst() throws Exception {
        String body = "x".repeat(3_000);
        applier.apply(
                scene.rendering(
                        Scene.server(scene.port, "limit_rate 1500; return 200 \"" + body + "\";")));
        Process container = startNginx();
        awaitServing();

        try (Socket client = scene.connect("/")) {
            int first = client.getInputStream().read();
            container.destroy();
            byte[] rest = client.getInputStream().readAllBytes();

            assertThat(first).isEqualTo('H');
            assertThat(new String(rest, StandardCharsets.US_ASCII)).endsWith(body);
        }
        assertThat(container.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).isZero();
    }

    @Test
    void containerEndsAsNginxEnded() throws Exception {
        applier.apply(scene.answering("one"));
        Process container = startNginx();
        awaitServing();

        ProcessHandle.of(scene.master().pid()).orElseThrow().destroyForcibly();

        assertThat(container.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).isEqualTo(128 + 9);
    }

    @Test
    void processesAreToldForTheMetricsOfTheController() throws Exception {
        applier.apply(scene.answering("one"));
        startNginx();
        awaitServing();

        Scene.await("the list", () -> Files.exists(inState("run/nginx-processes.io")));
        assertThat(Files.readString(inState("run/nginx-processes.stat")))
                .contains(scene.master().pid() + " (nginx) ");
        assertThat(Files.readString(inState("run/nginx-processes.io"))).contains("read_bytes: ");
    }

    @Test
    void logOfRequestsThatNobodyReadsIsEmptied() throws Exception {
        applier.apply(scene.answering("one"));
        startNginx();
        awaitServing();
        Path log = inState("run/requests.log");
        Files.writeString(inState("run/requests.position"), "%-19d\n".formatted(3_000));

        // 1000 bytes each.
        Files.writeString(log, ("x".repeat(999) + "\n").repeat(70_000));

        Scene.await("the emptying", () -> text(log).equals("lost 69997\n"));
        Scene.await("the mark", () -> text(inState("run/requests.position")).equals("0\n"));
    }

    private static String text(Path file) {
        try {
            return Files.size(file) < 1_000 ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void crashedControllerIsStartedAgain() throws Exception {
        Process container = startController("echo run >>runs; [ $(wc -l <runs) -gt 1 ] || exit 70");

        Scene.await("a second run", () -> runs().size() > 1);
        container.destroy();

        assertThat(container.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void controllerWithAWrongCommandLineEndsTheContainer() throws Exception {
        Process container = startController("echo \"$*\" >>runs; exit 64");

        assertThat(container.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).isEqualTo(64);
        assertThat(runs()).containsExactly("controller --v=3");
    }

    @Test
    void controllerThatIsToldToStopIsWaitedFor() throws Exception {
        Process container =
                startController(
                        "trap 'sleep 0.3; echo stopped >>runs; exit 0' TERM; echo run >>runs;"
                                + " while :; do sleep 0.1; done");
        Scene.await("the controller", () -> runs().contains("run"));

        container.destroy();

        assertThat(container.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).isZero();
        assertThat(runs()).containsExactly("run", "stopped");
    }

    private Process startNginx() throws IOException {
        return start(new ProcessBuilder(SCRIPTS.resolve("brama-nginx").toString()));
    }

    /// @param script what runs in the place of the controller
    private Process startController(String script) throws IOException {
        Path brama = commands.resolve("brama");
        Files.writeString(brama, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(brama, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path entry = commands.resolve("brama-controller");
        Files.copy(SCRIPTS.resolve("brama-controller"), entry, StandardCopyOption.COPY_ATTRIBUTES);
        return start(new ProcessBuilder(entry.toString(), "--v=3").directory(commands.toFile()));
    }

    private Process start(ProcessBuilder builder) throws IOException {
        builder.environment().put("BRAMA_STATE_DIR", scene.layout.stateDir());
        builder.environment()
                .merge("PATH", commands.toString(), (path, first) -> first + ":" + path);
        Process process =
                builder.redirectErrorStream(true)
                        .redirectOutput(inState("container.log").toFile())
                        .start();
        scene.track(process);
        return process;
    }

    private void awaitServing() throws InterruptedException {
        Scene.await("nginx", () -> new GenerationProbe(scene.socket()).ask().isPresent());
    }

    private List<String> runs() {
        Path runs = commands.resolve("runs");
        try {
            return Files.exists(runs) ? Files.readAllLines(runs) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path inState(String path) {
        return Path.of(scene.layout.stateDir(), path);
    }
}
