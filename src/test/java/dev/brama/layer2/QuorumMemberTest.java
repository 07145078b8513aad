package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumMemberTest {
    private static final PeerId SELF = new PeerId("n1", 1);
    private static final PeerId SECOND = new PeerId("n2", 2);
    private static final PeerId THIRD = new PeerId("n3", 3);
    private static final Timing TIMING = Timing.USUAL;
    private static final Charter CHARTER =
            new Charter(1, Charter.Phase.ACTIVE, Charter.Mode.QUORUM, List.of("n1", "n2", "n3"));

    private final QuorumMember member = new QuorumMember(SELF, TIMING, -TIMING.quarantine());

    private void meet() {
        member.charter(CHARTER, 0);
        for (PeerId peer : List.of(SECOND, THIRD)) {
            member.met(peer, 0);
            // The beats of a new acquaintance are numbered in turn, its own first.
            member.on(peer, new Message.BeatAck(1, peer.incarnation(), 1, 0), 0);
        }
        member.tick(0, 0);
    }

    private List<PeerId> beaten(long now) {
        return member.tick(now, 0).out().stream()
                .filter(each -> each.message() instanceof Message.Beat)
                .map(Outgoing::to)
                .toList();
    }

    @Test
    void nothingIsDoneBeforeItIsDue() {
        meet();
        assertThat(member.next(1)).isPositive();
        assertThat(member.tick(1, 0)).isSameAs(QuorumMember.Step.NOTHING);
    }

    @Test
    void beatThatIsNearlyDueGoesOutWithTheAnswerToAnothers() {
        meet();
        long due = 2 * TIMING.beat();
        assertThat(beaten(due - TIMING.beat() / 2)).isEmpty();
        member.on(SECOND, new Message.Beat(1, 1), due - TIMING.beat() / 2);
        // It holds nothing, and has just shown the second that it lives.
        assertThat(beaten(due - TIMING.beat() / 2)).containsExactly(THIRD);
    }

    @Test
    void anothersBeatDoesNotMakeBeatsMore() {
        meet();
        member.on(SECOND, new Message.Beat(1, 1), TIMING.beat());
        assertThat(beaten(TIMING.beat())).isEmpty();
    }

    /// Whatever the phase in which it begins.
    @Test
    void whoHoldsNothingKeepsStepWithWhoDoes() {
        for (long phase = 0; phase < TIMING.beat(); phase += TIMING.beat() / 40) {
            QuorumMember idle = new QuorumMember(SELF, TIMING, -TIMING.quarantine());
            idle.charter(CHARTER, 0);
            idle.met(SECOND, 0);
            idle.on(SECOND, new Message.BeatAck(1, 2, 1, 0), 0);
            int alone = 0;
            for (int beat = 0; beat < 50; beat++) {
                long heard = phase + beat * TIMING.beat();
                for (long own = heard - TIMING.beat() / 2; own < heard; own += 1_000_000) {
                    alone += beat > 4 && idle.next(own) == 0 ? 1 : 0;
                    idle.tick(own, 0);
                }
                idle.on(SECOND, new Message.Beat(1, beat + 1), heard);
                idle.tick(heard, 0);
            }
            assertThat(alone).as("in phase " + phase).isZero();
        }
    }
}
