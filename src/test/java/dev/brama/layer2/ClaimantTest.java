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
}
