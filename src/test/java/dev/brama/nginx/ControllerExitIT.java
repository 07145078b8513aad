package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.NginxProcess.Refresh;
import dev.brama.render.NginxLayout;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of nginx when the Java process that drives it ends.
@ParameterizedClass
@MethodSource("dev.brama.nginx.Scene#binaries")
class ControllerExitIT {
    private final Path nginx;
    private Scene scene;

    ControllerExitIT(Path nginx) {
        this.nginx = nginx;
    }

    /// A Java process of its own that serves what is in the state folder until its input ends.
    static final class Controller {
        private Controller() {}

        public static void main(String[] arguments) throws Exception {
            NginxLayout layout = new NginxLayout(arguments[1]);
            GenerationStore store = GenerationStore.open(layout, Optional.empty());
            Path nginx = Path.of(arguments[0]);
            ManagedNginx process = new ManagedNginx(nginx, layout);
            process.stopAtExit(Duration.ofSeconds(1));
            NginxApplier applier =
                    new NginxApplier(store, new ConfigTest(nginx, layout), process, Scene.LIMITS);
            System.out.println(applier.resume());
            while (System.in.read() >= 0) {
                continue;
            }
            System.exit(0);
        }
    }

    @BeforeEach
    void open() throws IOException {
        scene = Scene.of(nginx);
        scene.store().switchTo(scene.store().write(scene.answering("one")));
        scene.store().close();
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void exitEndsNginxAndItsWorkers() throws Exception {
        Process controller = startController();
        Master master = scene.master();
        Set<Long> workers = master.workers();

        controller.getOutputStream().close();

        assertThat(controller.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(master.isRunning()).isFalse();
        assertThat(workers).noneMatch(Master::isWorking);
    }

    @Test
    void killLeavesNginxServingUntilTheNextRunTakesOver() throws Exception {
        Process controller = startController();
        Master left = scene.master();
        Set<Long> workers = left.workers();

        controller.destroyForcibly().waitFor();

        assertThat(scene.get()).contains("one");
        scene.reopenStore();
        assertThat(scene.managed().refresh(Duration.ofSeconds(10)))
                .isEqualTo(new Refresh.Started());
        assertThat(left.isRunning()).isFalse();
        assertThat(workers).noneMatch(Master::isWorking);
        Scene.await("the next nginx", () -> scene.get().equals(Optional.of("one")));
    }

    @Test
    void killOfBothLeavesWorkersThatTheNextRunReplaces() throws Exception {
        Process controller = startController();
        Master left = scene.master();
        Set<Long> workers = left.workers();

        controller.destroyForcibly().waitFor();
        ProcessHandle.of(left.pid()).orElseThrow().destroyForcibly();
        Scene.await("the end of the master", () -> !left.isRunning());

        assertThat(scene.get()).contains("one");
        scene.reopenStore();
        assertThat(scene.managed().refresh(Duration.ofSeconds(10)))
                .isEqualTo(new Refresh.Started());
        assertThat(workers).noneMatch(Master::isWorking);
        Scene.await("the next nginx", () -> scene.get().equals(Optional.of("one")));
    }

    private Process startController() throws IOException {
        Process controller =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Controller.class.getName(),
                                nginx.toString(),
                                scene.layout.stateDir())
                        .redirectError(Path.of(scene.layout.stateDir(), "controller.log").toFile())
                        .start();
        scene.track(controller);
        BufferedReader output = controller.inputReader();
        assertThat(output.readLine()).startsWith("Optional[Applied[generation=1,");
        return controller;
    }
}
