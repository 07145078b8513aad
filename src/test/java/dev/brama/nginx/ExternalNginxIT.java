package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome.Applied;
import dev.brama.nginx.ApplyOutcome.RolledBack;
import dev.brama.nginx.ApplyOutcome.Unchanged;
import dev.brama.nginx.ApplyOutcome.Unreachable;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.brama.nginx.Scene#binaries")
class ExternalNginxIT {
    private final Path nginx;
    private Scene scene;
    private NginxApplier applier;

    ExternalNginxIT(Path nginx) {
        this.nginx = nginx;
    }

    @BeforeEach
    void open() throws IOException {
        scene = Scene.of(nginx);
        applier = scene.applier(scene.external());
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void absentNginxIsUnreachableAndServesWhenItComes() throws Exception {
        Unreachable absent = (Unreachable) applier.apply(scene.answering("one"));

        assertThat(absent.message())
                .startsWith("nginx is not running: ")
                .contains("start it with -c " + scene.layout.mainFile());

        scene.startExternal();
        assertThat(scene.get()).contains("one");
        assertThat(applier.apply(scene.answering("one"))).isEqualTo(new Unchanged(1));
        assertThat(applier.apply(scene.answering("two"))).isInstanceOf(Applied.class);
        assertThat(scene.get()).contains("two");
    }

    @Test
    void restartOverUnchangedObjectsKeepsTheWorkers() throws Exception {
        applier.apply(scene.answering("one"));
        scene.startExternal();
        applier.apply(scene.answering("two"));
        Set<Long> workers = scene.master().workers();

        scene.reopenStore();
        NginxApplier restarted = scene.applier(scene.external());

        assertThat(restarted.resume()).contains(new Unchanged(2));
        assertThat(restarted.apply(scene.answering("two"))).isEqualTo(new Unchanged(2));
        assertThat(scene.master().workers()).isEqualTo(workers);
    }

    @Test
    void generationThatWasSwitchedToButNotReloadedIsAppliedByTheNextRun() throws Exception {
        applier.apply(scene.answering("one"));
        scene.startExternal();
        // What a crash between the switch and the signal leaves.
        scene.store().switchTo(scene.store().write(scene.answering("two")));
        scene.reopenStore();

        ApplyOutcome outcome = scene.applier(scene.external()).apply(scene.answering("two"));

        assertThat(outcome).isInstanceOf(Applied.class);
        assertThat(((Applied) outcome).timings().test()).isEqualTo(Duration.ZERO);
        assertThat(scene.get()).contains("two");
    }

    @Test
    void failedReloadRollsBackWithoutWaitingForTheTimeout() throws Exception {
        applier.apply(scene.answering("one"));
        scene.startExternal();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Rendering unfit = scene.rendering(Scene.server(taken.getLocalPort(), "return 204;"));
            long began = System.nanoTime();

            ApplyOutcome outcome = applier.apply(unfit);

            assertThat(outcome).isInstanceOf(RolledBack.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(10));
        }
        assertThat(scene.get()).contains("one");
    }

    @Test
    void rebornNginxAfterAKillServesAgain() throws Exception {
        applier.apply(scene.answering("one"));
        scene.startExternal();
        scene.stopExternal();
        // Its socket, as a killed one leaves it some time ago.
        leaveStaleSocket();

        assertThat(applier.apply(scene.answering("two"))).isInstanceOf(Unreachable.class);

        scene.startExternal();
        assertThat(applier.apply(scene.answering("two"))).isEqualTo(new Unchanged(2));
    }

    @Test
    void pidOfSomethingElseIsUnreachable() throws Exception {
        Files.writeString(Path.of(scene.layout.pidFile()), ProcessHandle.current().pid() + "\n");

        Unreachable outcome = (Unreachable) applier.apply(scene.answering("one"));

        assertThat(outcome.message()).contains("which is no nginx master here");
    }

    private void leaveStaleSocket() throws IOException {
        Path socket = scene.socket();
        try (var channel =
                java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            channel.bind(java.net.UnixDomainSocketAddress.of(socket));
        }
        Files.setLastModifiedTime(socket, FileTime.from(Instant.now().minusSeconds(60)));
    }
}
