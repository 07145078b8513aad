package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final TokenBucket bucket = new TokenBucket(new ControllerOptions.Pace(0.5, 2), 0);

    @Test
    void burstIsFreeAndTheNextWaits() {
        assertThat(bucket.untilNext(0)).isZero();
        bucket.take(0);
        assertThat(bucket.untilNext(0)).isZero();
        bucket.take(0);
        assertThat(bucket.untilNext(0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(bucket.untilNext(SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(bucket.untilNext(2 * SECOND)).isZero();
    }

    @Test
    void quietTimeGivesBackNoMoreThanTheBurst() {
        bucket.take(0);
        bucket.take(0);
        long later = 1000 * SECOND;
        bucket.take(later);
        bucket.take(later);
        assertThat(bucket.untilNext(later)).isEqualTo(Duration.ofSeconds(2));
    }
}
