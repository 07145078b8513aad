package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LansTest {
    private static final long MILLIS = 1_000_000;
    private final Lans lans = new Lans(Duration.ofMillis(700));

    @Test
    void lanOnWhichNobodyWasEverHeardIsNotSilent() {
        assertThat(lans.isSilent("eth0", 0, 0)).isFalse();
        assertThat(lans.isSilent("eth0", 0, 5000 * MILLIS)).isFalse();
        assertThat(lans.isSilent("eth0", Long.MAX_VALUE, 9000 * MILLIS)).isFalse();
    }

    @Test
    void lanIsSilentWhenWhoWasHeardIsHeardNoMore() {
        lans.isSilent("eth0", 0, 0);
        assertThat(lans.isSilent("eth0", 300 * MILLIS, 900 * MILLIS)).isFalse();
        assertThat(lans.isSilent("eth0", 300 * MILLIS, 1100 * MILLIS)).isTrue();
        assertThat(lans.isSilent("eth0", 1200 * MILLIS, 1300 * MILLIS)).isFalse();
        assertThat(lans.isSilent("eth1", 300 * MILLIS, 9000 * MILLIS)).isFalse();
    }
}
