package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VoterTest {
    private static final PeerId SECOND = new PeerId("n2", 2);
    private static final PeerId THIRD = new PeerId("n3", 3);
    private static final long TAKE = Timing.USUAL.take();

    private final Voter voter =
            new Voter(
                    new Charter(
                            1,
                            Charter.Phase.ACTIVE,
                            Charter.Mode.QUORUM,
                            List.of("n1", "n2", "n3")),
                    Timing.USUAL,
                    -Timing.USUAL.quarantine());

    private void beat(PeerId from, long now) {
        assertThat(voter.on(from, new Message.Beat(1, 1), now)).hasSize(1);
    }

    private static Message.BeatAck acknowledgement() {
        return new Message.BeatAck(1, 1, 1, 0);
    }

    @Test
    void acknowledgementShowsThatItsSenderLives() {
        beat(SECOND, 0);
        beat(THIRD, TAKE / 2);
        assertThat(voter.on(SECOND, acknowledgement(), TAKE / 2)).isEmpty();
        assertThat(voter.tick(TAKE)).isEmpty();
        beat(THIRD, TAKE);
        assertThat(voter.next(TAKE)).isEqualTo(TAKE / 2);
        assertThat(voter.tick(TAKE + TAKE / 2))
                .containsExactly(
                        new Outgoing(THIRD, new Message.Vacant(1, 1, SECOND, Message.Cause.GONE)));
    }

    @Test
    void acknowledgementOfAProcessThatEndedChangesNothing() {
        beat(SECOND, 0);
        voter.ended(SECOND, 1);
        assertThat(voter.on(SECOND, acknowledgement(), 2)).isEmpty();
        assertThat(voter.on(SECOND, new Message.Beat(1, 2), 3)).isEmpty();
        assertThat(voter.next(4)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsNotClaimedAgainAfterANewConnectionIsDueInTime() {
        beat(SECOND, 0);
        voter.met(SECOND, 10);
        beat(SECOND, 20);
        beat(SECOND, TAKE);
        assertThat(voter.next(TAKE)).isEqualTo(10);
    }
}
