package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimantTest {
    private static final PeerId SELF = new PeerId("n1", 1);
    private static final PeerId SECOND = new PeerId("n2", 2);
    private static final PeerId THIRD = new PeerId("n3", 3);
    private static final IpAddress ADDRESS = IpAddress.v4(0xc0a8_0146);

    private final Claimant claimant =
            new Claimant(
                    SELF,
                    new Charter(
                            1,
                            Charter.Phase.ACTIVE,
                            Charter.Mode.QUORUM,
                            List.of("n1", "n2", "n3")),
                    Timing.USUAL);

    private void claim() {
        for (PeerId peer : List.of(SELF, SECOND, THIRD)) {
            claimant.met(peer, 0);
        }
        claimant.claim(List.of(ADDRESS), _ -> Optional.empty(), 0, 0);
    }

    // It claims at once, and a voter that does not know of the release yet would refuse.
    @Test
    void successorHearsOfAReleaseLast() {
        claim();
        assertThat(claimant.release(List.of(ADDRESS), Optional.of(SECOND)))
                .extracting(Outgoing::to)
                .containsExactly(SELF, THIRD, SECOND);
    }

    @Test
    void whoHoldsNothingIsIdleOnceTheVotersKnow() {
        assertThat(claimant.isIdle()).isTrue();
        claim();
        assertThat(claimant.isIdle()).isFalse();
        claimant.release(List.of(ADDRESS), Optional.empty());
        assertThat(claimant.isIdle()).as("while it is not confirmed").isFalse();
    }

    private void acknowledge(long number) {
        for (PeerId voter : List.of(SELF, SECOND, THIRD)) {
            claimant.on(voter, new Message.BeatAck(1, number, 1, 0));
        }
    }

    private long beat(long now) {
        return claimant.beat(now).out().stream()
                .map(Outgoing::message)
                .filter(Message.Beat.class::isInstance)
                .mapToLong(each -> ((Message.Beat) each).number())
                .max()
                .orElseThrow();
    }

    @Test
    void beatThatAVoterDidNotAnswerIsFollowedSooner() {
        claim();
        long number = beat(0);
        acknowledge(number);
        assertThat(claimant.pace()).as("undecided").isEqualTo(Timing.USUAL.again());
        for (PeerId voter : List.of(SELF, SECOND)) {
            claimant.on(
                    voter,
                    new Message.ClaimAnswer(
                            1, 1, List.of(new Message.Verdict(ADDRESS, 1, 0, Optional.of(SELF)))));
        }
        assertThat(claimant.pace()).isEqualTo(Timing.USUAL.beat());
        number = beat(1);
        claimant.on(SECOND, new Message.BeatAck(1, number, 1, 0));
        claimant.on(SELF, new Message.BeatAck(1, number, 1, 0));
        assertThat(claimant.pace()).as("one did not answer").isEqualTo(Timing.USUAL.again());
        claimant.lost("n3");
        assertThat(claimant.pace()).as("it is known to be gone").isEqualTo(Timing.USUAL.beat());
    }

    @Test
    void whoHoldsNothingSparesTheVoterThatItHasJustAnswered() {
        for (PeerId peer : List.of(SELF, SECOND, THIRD)) {
            claimant.met(peer, 0);
        }
        claimant.shown(SECOND, 100);
        assertThat(claimant.beat(200).out()).extracting(Outgoing::to).containsExactly(SELF, THIRD);
        long late = 100 + 2 * Timing.USUAL.beat();
        assertThat(claimant.beat(late).out()).extracting(Outgoing::to).contains(SECOND);
    }

    @Test
    void whoWantsSomethingSparesNobody() {
        claim();
        claimant.shown(SECOND, 100);
        assertThat(claimant.beat(200).out()).extracting(Outgoing::to).contains(SECOND, THIRD);
    }
}
