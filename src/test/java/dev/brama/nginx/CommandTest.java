package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.brama.nginx.Command.Ended.Finished;
import dev.brama.nginx.Command.Ended.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void bothStreamsAndTheCodeAreKept() throws Exception {
        assertThat(shell(LONG, "echo out; echo err >&2; exit 3"))
                .isInstanceOfSatisfying(
                        Finished.class,
                        ended -> {
                            assertThat(ended.code()).isEqualTo(3);
                            assertThat(ended.output().lines())
                                    .containsExactlyInAnyOrder("out", "err");
                        });
    }

    @Test
    void wordsReachTheProgramAsTheyAre() throws Exception {
        assertThat(Command.run(LONG, List.of("/bin/echo", "a 'b\" c", "$HOME", "")))
                .isEqualTo(new Finished(0, "a 'b\" c $HOME \n"));
    }

    @Test
    void signalIsToldFromACode() throws Exception {
        Finished killed = (Finished) shell(LONG, "kill -9 $$");

        assertThat(Command.describe(killed.code())).isEqualTo("was killed by signal 9");
        assertThat(Command.describe(1)).isEqualTo("ended with code 1");
    }

    @Test
    void onlyTheEndOfALongOutputIsKept() throws Exception {
        Finished ended = (Finished) shell(LONG, "head -c 200000 /dev/zero | tr '\\0' x; echo end");

        assertThat(ended.output()).hasSize(Command.OUTPUT_LIMIT).endsWith("xend\n");
    }

    @Test
    void slowCommandIsStopped() throws Exception {
        assertThat(shell(Duration.ofMillis(200), "echo begun; exec sleep 60"))
                .isEqualTo(new TimedOut("begun\n"));
    }

    @Test
    void missingProgramIsAnException() {
        assertThatIOException().isThrownBy(() -> Command.run(LONG, List.of("/nowhere/program")));
    }

    @Test
    void interruptEndsTheCommandAndIsPassedOn() throws Exception {
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Thread caller =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                shell(LONG, "exec sleep 60");
                            } catch (Exception e) {
                                thrown.set(e);
                            }
                        });
        Thread.sleep(300);

        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    private static Command.Ended shell(Duration timeout, String script) throws Exception {
        return Command.run(timeout, List.of("/bin/sh", "-c", script));
    }
}
