package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WakeUpTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final WakeUp wakeUp = new WakeUp();

    @Test
    void changeEndsOneWait() throws InterruptedException {
        wakeUp.signal();
        assertThat(wakeUp.await(LONG)).isTrue();
        assertThat(wakeUp.await(Duration.ZERO)).isFalse();
    }

    @Test
    void changesThatAreForgottenEndNone() throws InterruptedException {
        wakeUp.signal();
        wakeUp.signal();
        wakeUp.forget();
        assertThat(wakeUp.await(Duration.ofMillis(1))).isFalse();
    }

    /// A change wakes the loop; the end comes as it has seen that there is none yet and is about to
    /// forget the changes.
    @Test
    void endIsNotForgottenWithTheChanges() throws InterruptedException {
        assertThat(wakeUp.isStopped()).isFalse();
        wakeUp.stop();
        wakeUp.forget();
        assertThat(wakeUp.await(LONG)).isTrue();
        wakeUp.await();
        assertThat(wakeUp.isStopped()).isTrue();
    }

    @Test
    void endWakesWhoeverWaits() throws InterruptedException {
        Thread waiting =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                wakeUp.await(LONG);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        wakeUp.stop();
        waiting.join();
    }
}
