package dev.brama.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Instant START = Instant.EPOCH;

    private final TokenBucket bucket = new TokenBucket(2, Duration.ofSeconds(2), START);

    @Test
    void burstIsFreeAndTheNextWaits() {
        assertThat(bucket.untilNext(START)).isZero();
        assertThat(bucket.take(START, 0)).isTrue();
        assertThat(bucket.untilNext(START)).isZero();
        assertThat(bucket.take(START, 0)).isTrue();
        assertThat(bucket.untilNext(START)).isEqualTo(Duration.ofSeconds(2));
        assertThat(bucket.untilNext(START.plusSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(bucket.take(START.plusSeconds(1), 0)).isFalse();
        assertThat(bucket.untilNext(START.plusSeconds(2))).isZero();
    }

    @Test
    void quietTimeGivesBackNoMoreThanTheBurst() {
        bucket.take(START, 0);
        bucket.take(START, 0);
        Instant later = START.plusSeconds(1000);
        bucket.take(later, 0);
        bucket.take(later, 0);
        assertThat(bucket.untilNext(later)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void clockThatIsSetBackFillsNothing() {
        bucket.take(START, 0);
        bucket.take(START, 0);
        Instant before = START.minusSeconds(1000);
        assertThat(bucket.untilNext(before)).isEqualTo(Duration.ofSeconds(2));
        assertThat(bucket.untilNext(before.plusSeconds(2))).isZero();
    }
}
