package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.FreePort;
import dev.brama.nginx.ApplyOutcome.Applied;
import dev.brama.nginx.ApplyOutcome.Refused;
import dev.brama.nginx.ApplyOutcome.RolledBack;
import dev.brama.nginx.ApplyOutcome.Unchanged;
import dev.brama.nginx.ApplyOutcome.Unreachable;
import dev.brama.nginx.NginxProcess.Refresh;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.brama.nginx.Scene#binaries")
class ManagedNginxIT {
    private final Path nginx;
    private Scene scene;
    private ManagedNginx process;
    private NginxApplier applier;

    ManagedNginxIT(Path nginx) {
        this.nginx = nginx;
    }

    @BeforeEach
    void open() throws IOException {
        scene = Scene.of(nginx);
        process = scene.managed();
        applier = scene.applier(process);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void firstApplyStartsNginx() throws Exception {
        ApplyOutcome outcome = applier.apply(scene.answering("one"));

        assertThat(outcome).isInstanceOf(Applied.class);
        assertThat(((Applied) outcome).generation()).isEqualTo(1);
        assertThat(scene.get()).contains("one");
        assertThat(applier.served()).hasValue(1);
    }

    @Test
    void reloadServesTheNewGenerationWithNewWorkersOnly() throws Exception {
        applier.apply(scene.answering("one"));
        long master = scene.master().pid();
        Set<Long> before = scene.master().workers();

        ApplyOutcome outcome = applier.apply(scene.answering("two"));

        assertThat(outcome).isInstanceOf(Applied.class);
        assertThat(scene.get()).contains("two");
        assertThat(scene.master().pid()).isEqualTo(master);
        assertThat(scene.master().workers()).isNotEmpty().doesNotContainAnyElementsOf(before);
        assertThat(applier.served()).hasValue(2);
    }

    @Test
    void unchangedRenderingReloadsNothing() throws Exception {
        applier.apply(scene.answering("one"));
        Set<Long> before = scene.master().workers();

        assertThat(applier.apply(scene.answering("one"))).isEqualTo(new Unchanged(1));

        assertThat(scene.master().workers()).isEqualTo(before);
    }

    @Test
    void refusedLineLeavesTheOldServingAndNamesTheCulprit() throws Exception {
        applier.apply(scene.answering("one"));
        Set<Long> before = scene.master().workers();
        Rendering bad =
                scene.rendering(
                        Scene.server(scene.port, "return 200 two;"),
                        Scene.server(FreePort.find(), "no_such_directive on;"));

        Refused refused = (Refused) applier.apply(bad);

        assertThat(refused.culprit()).contains(Scene.SHOP);
        assertThat(refused.failure().file()).contains("hosts/1.conf");
        assertThat(refused.failure().line()).isEqualTo(OptionalInt.of(3));
        assertThat(refused.failure().message())
                .isEqualTo("unknown directive \"no_such_directive\" in hosts/1.conf:3");
        assertThat(scene.get()).contains("one");
        assertThat(scene.master().workers()).isEqualTo(before);
        assertThat(Path.of(scene.layout.generationsDir(), "2")).doesNotExist();
        assertThat(((Refused) applier.test(bad)).culprit()).contains(Scene.SHOP);
        assertThat(applier.apply(scene.answering("three"))).isInstanceOf(Applied.class);
        assertThat(applier.served()).hasValue(3);
    }

    @Test
    void refusedCertificateNamesItsFileAndCulprit() throws Exception {
        applier.apply(scene.answering("one"));
        String tls =
                """
                server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate certificates/shop.crt;
                    ssl_certificate_key certificates/shop.key;
                }
                """
                        .formatted(scene.port);
        Rendering bad =
                Scene.with(
                        Scene.with(
                                scene.rendering(tls),
                                "certificates/shop.crt",
                                "no certificate",
                                Access.PUBLIC),
                        "certificates/shop.key",
                        "no key",
                        Access.OWNER);

        Refused refused = (Refused) applier.apply(bad);

        assertThat(refused.failure().file()).contains("certificates/shop.crt");
        assertThat(refused.failure().line()).isEmpty();
        assertThat(refused.failure().fault()).isEqualTo(TestResult.Fault.CONFIGURATION);
        assertThat(refused.culprit()).contains(Scene.SHOP);
        assertThat(scene.get()).contains("one");
    }

    @Test
    void testLeavesNoTrace() throws Exception {
        applier.apply(scene.answering("one"));

        assertThat(applier.test(scene.answering("two"))).isInstanceOf(Verdict.Accepted.class);

        assertThat(scene.get()).contains("one");
        try (var entries = Files.list(Path.of(scene.layout.generationsDir()))) {
            assertThat(entries.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("1", "last");
        }
    }

    @Test
    void takenPortAtReloadRollsBack() throws Exception {
        applier.apply(scene.answering("one"));
        long master = scene.master().pid();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Rendering unfit = scene.rendering(Scene.server(taken.getLocalPort(), "return 204;"));

            RolledBack outcome = (RolledBack) applier.apply(unfit);

            assertThat(outcome.generation()).isEqualTo(1);
            assertThat(outcome.message())
                    .startsWith("bind() to 127.0.0.1:" + taken.getLocalPort() + " failed (98:");
        }
        assertThat(scene.get()).contains("one");
        assertThat(scene.master().pid()).isEqualTo(master);
        assertThat(Path.of(scene.layout.currentLink()).toRealPath()).hasFileName("1");
        assertThat(Path.of(scene.layout.generationsDir(), "2")).doesNotExist();
        assertThat(applier.apply(scene.answering("one"))).isEqualTo(new Unchanged(1));
    }

    @Test
    void takenPortAtFirstStartIsUnreachableUntilItIsFree() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(scene.port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();

            Unreachable outcome = (Unreachable) applier.apply(scene.answering("one"));

            assertThat(outcome.message())
                    .startsWith("nginx ended with code 1: bind() to 127.0.0.1:" + scene.port);
        }
        Scene.await("nginx on the free port", () -> scene.get().equals(Optional.of("one")));
        assertThat(applier.apply(scene.answering("one"))).isEqualTo(new Unchanged(1));
    }

    @Test
    void killedMasterIsStartedAgain() throws Exception {
        applier.apply(scene.answering("one"));
        Master first = scene.master();
        Set<Long> orphans = first.workers();

        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

        Scene.await(
                "another master",
                () -> Master.find(scene.layout).filter(m -> !m.equals(first)).isPresent());
        Scene.await("its answer", () -> applier.served().isPresent());
        assertThat(scene.get()).contains("one");
        assertThat(orphans).noneMatch(Master::isWorking);
        assertThat(scene.master().workers()).doesNotContainAnyElementsOf(orphans);
    }

    @Test
    void pauseAfterARepeatedEndGrows() throws Exception {
        applier.apply(scene.answering("one"));
        long began = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            Master master = scene.master();
            ProcessHandle.of(master.pid()).orElseThrow().destroyForcibly();
            Scene.await(
                    "another master",
                    () -> Master.find(scene.layout).filter(m -> !m.equals(master)).isPresent());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(1500));
    }

    @Test
    void applyDoesNotWaitForThePauseToEnd() throws Exception {
        applier.apply(scene.answering("one"));
        Master master = scene.master();
        ProcessHandle.of(master.pid()).orElseThrow().destroyForcibly();
        Scene.await("its end", () -> !master.isRunning());

        assertThat(applier.apply(scene.answering("two"))).isInstanceOf(Applied.class);

        assertThat(scene.get()).contains("two");
    }

    @Test
    void generationThatCannotStartGivesWayToTheOneBefore() throws Exception {
        applier.apply(scene.answering("one"));
        Master master = scene.master();
        ProcessHandle.of(master.pid()).orElseThrow().destroyForcibly();
        Scene.await("its end", () -> !master.isRunning());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Rendering unfit = scene.rendering(Scene.server(taken.getLocalPort(), "return 204;"));

            RolledBack outcome = (RolledBack) applier.apply(unfit);

            assertThat(outcome.generation()).isEqualTo(1);
        }
        assertThat(scene.get()).contains("one");
        assertThat(applier.served()).hasValue(1);
    }

    @Test
    void longResponseSurvivesTheReloadAsALingeringWorker() throws Exception {
        String slow = "limit_rate 100; return 200 \"" + "x".repeat(3000) + "\";";
        applier.apply(scene.rendering(Scene.server(scene.port, slow)));
        try (Socket client = scene.connect("/")) {
            assertThat(client.getInputStream().readNBytes(20)).hasSize(20);

            Applied outcome = (Applied) applier.apply(scene.answering("two"));

            assertThat(outcome.lingeringWorkers()).isEqualTo(1);
            assertThat(applier.lingeringWorkers()).isEqualTo(1);
            assertThat(scene.get()).contains("two");
            assertThat(client.getInputStream().readNBytes(20)).hasSize(20);
        }
        Scene.await("the worker to leave", () -> applier.lingeringWorkers() == 0);
    }

    @Test
    void stopEndsMasterAndWorkers() throws Exception {
        applier.apply(scene.answering("one"));
        Master master = scene.master();
        Set<Long> workers = master.workers();

        process.stop(Duration.ofSeconds(5));

        assertThat(master.isRunning()).isFalse();
        assertThat(workers).noneMatch(Master::isWorking);
        assertThat(process.refresh(Duration.ofSeconds(1))).isInstanceOf(Refresh.NotStarted.class);
    }

    @Test
    void stopDoesNotWaitLongerThanTheGrace() throws Exception {
        String slow = "limit_rate 100; return 200 \"" + "x".repeat(3000) + "\";";
        applier.apply(scene.rendering(Scene.server(scene.port, slow)));
        try (Socket client = scene.connect("/")) {
            assertThat(client.getInputStream().readNBytes(20)).hasSize(20);
            long began = System.nanoTime();

            process.stop(Duration.ofMillis(300));

            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
            assertThat(Master.find(scene.layout)).isEmpty();
        }
    }

    @Test
    void resumeStartsNginxOnWhatIsThere() throws Exception {
        assertThat(applier.resume()).isEmpty();
        applier.apply(scene.answering("one"));
        process.stop(Duration.ofSeconds(1));
        scene.reopenStore();

        Optional<ApplyOutcome> outcome = scene.applier(scene.managed()).resume();

        assertThat(outcome.orElseThrow()).isInstanceOf(Applied.class);
        assertThat(scene.get()).contains("one");
    }
}
