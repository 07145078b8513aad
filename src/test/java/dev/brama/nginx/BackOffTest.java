package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void pauseDoublesUpToHalfAMinute() {
        BackOff backOff = new BackOff();

        assertThat(Stream.generate(() -> backOff.after(SHORT).toMillis()).limit(8))
                .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L);
    }

    @Test
    void minuteOfLifeResetsThePause() {
        BackOff backOff = new BackOff();
        backOff.after(SHORT);
        backOff.after(SHORT);

        assertThat(backOff.after(Duration.ofMinutes(1))).isEqualTo(BackOff.FIRST);
        assertThat(backOff.after(SHORT)).isEqualTo(Duration.ofSeconds(1));
    }
}
