package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.kube.Candidacy.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidacyTest {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    // A counter that starts anywhere, below zero too.
    private static final long START = Long.MIN_VALUE / 2;

    private final Candidacy candidacy = new Candidacy("me", TTL);

    @Test
    void missingLeaseIsMade() {
        assertThat(candidacy.next(Optional.empty(), START)).isEqualTo(Move.CREATE);
    }

    @Test
    void leaseThatWasGivenBackIsTakenAtOnce() {
        LeaseRecord lease = LeaseRecord.made("l", "other", TTL, NOW).released(NOW);
        assertThat(candidacy.next(Optional.of(lease), START)).isEqualTo(Move.TAKE);
    }

    @Test
    void ownLeaseIsRenewedAlsoAfterARestart() {
        LeaseRecord lease = LeaseRecord.made("l", "me", TTL, NOW);
        assertThat(candidacy.next(Optional.of(lease), START)).isEqualTo(Move.RENEW);
    }

    @Test
    void silentHolderIsWaitedForAsLongAsItsLeaseLasts() {
        LeaseRecord lease = LeaseRecord.made("l", "other", Duration.ofSeconds(20), NOW);
        assertThat(candidacy.next(Optional.of(lease), START)).isEqualTo(Move.WAIT);
        assertThat(candidacy.next(Optional.of(lease), at(20))).isEqualTo(Move.WAIT);
        assertThat(candidacy.next(Optional.of(lease), at(21))).isEqualTo(Move.TAKE);
    }

    @Test
    void holderWhoseClockIsDaysBehindIsAliveWhileItRenews() {
        Instant past = NOW.minus(Duration.ofDays(3));
        LeaseRecord lease = LeaseRecord.made("l", "other", TTL, past);
        for (int second = 0; second < 300; second += 15) {
            LeaseRecord renewed = lease.renewed(past.plusSeconds(second));
            assertThat(candidacy.next(Optional.of(renewed), at(second))).isEqualTo(Move.WAIT);
        }
    }

    @Test
    void holderWhoseClockIsDaysAheadIsNotBelievedOnceItIsSilent() {
        LeaseRecord lease = LeaseRecord.made("l", "other", TTL, NOW.plus(Duration.ofDays(3)));
        candidacy.next(Optional.of(lease), START);
        assertThat(candidacy.next(Optional.of(lease), at(31))).isEqualTo(Move.TAKE);
    }

    @Test
    void leaderGivesUpBeforeAnotherMayTakeOver() {
        LeaseRecord lease = LeaseRecord.made("l", "me", TTL, NOW);
        Candidacy other = new Candidacy("other", TTL);
        candidacy.written(START);
        other.next(Optional.of(lease), START);
        for (int second = 0; second < 60; second++) {
            boolean taken = other.next(Optional.of(lease), at(second)) == Move.TAKE;
            assertThat(candidacy.leads(at(second)) && taken).isFalse();
        }
        assertThat(candidacy.leads(at(14))).isTrue();
        assertThat(candidacy.leads(at(15))).isFalse();
    }

    @Test
    void leaderThatReadsAnotherNameLeadsNoMore() {
        candidacy.written(START);
        candidacy.next(Optional.of(LeaseRecord.made("l", "other", TTL, NOW)), at(1));
        assertThat(candidacy.leads(at(1))).isFalse();
    }

    @Test
    void changeOfHandsIsCountedAndOtherFieldsAreKept() {
        LeaseRecord lease = LeaseRecord.made("l", "other", TTL, NOW);
        lease.json().getAsJsonObject("spec").addProperty("strategy", "OldestEmulationVersion");
        LeaseRecord taken = lease.taken("me", TTL, NOW);
        assertThat(taken.holder()).isEqualTo("me");
        assertThat(taken.pulse().transitions()).isEqualTo("1");
        assertThat(taken.json().toString()).contains("OldestEmulationVersion");
        assertThat(lease.holder()).isEqualTo("other");
    }

    private static long at(int second) {
        return START + Duration.ofSeconds(second).toNanos();
    }
}
