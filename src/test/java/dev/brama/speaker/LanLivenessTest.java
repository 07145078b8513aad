package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.MacAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LanLivenessTest {
    private static final IpAddress ONE = IpAddress.parse("192.168.1.11").orElseThrow();
    private static final IpAddress TWO = IpAddress.parse("192.168.1.12").orElseThrow();
    private static final MacAddress NODE = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress PEER = new MacAddress(0x0200_0000_0002L);

    private final LanLiveness liveness = new LanLiveness();

    private static final long MILLIS = 1_000_000;

    private static Frame reply(IpAddress peer) {
        return new Arp(NODE, PEER, Operation.REPLY, PEER, peer, NODE, ONE);
    }

    @Test
    void withoutPeersNothingIsAskedAndNobodyIsSilent() {
        assertThat(liveness.due()).isEqualTo(Announcements.NEVER);
        assertThat(liveness.heardAt()).isEqualTo(Announcements.NEVER);
        liveness.ask(List.of(ONE), Set.of(), 5);
        liveness.ask(List.of(), Set.of(), 6);
        assertThat(liveness.step(1_000_000_000L)).isEmpty();
    }

    @Test
    void peersAreAskedInTurn() {
        liveness.ask(List.of(TWO, ONE), Set.of(), 0);
        IpAddress first = liveness.step(0).orElseThrow().peer();
        assertThat(liveness.step(1)).isEmpty();
        IpAddress second = liveness.step(LanLiveness.INTERVAL).orElseThrow().peer();
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void peerThatAnsweredIsAskedAtItsCardUntilItDoesNot() {
        liveness.ask(List.of(ONE), Set.of(), 0);
        assertThat(liveness.step(0).orElseThrow().card()).isEmpty();
        liveness.look(reply(ONE), 10);
        assertThat(liveness.heardAt()).isEqualTo(10);
        assertThat(liveness.step(LanLiveness.INTERVAL).orElseThrow().card())
                .isEqualTo(Optional.of(PEER));
        assertThat(liveness.step(2 * LanLiveness.INTERVAL).orElseThrow().card()).isEmpty();
    }

    @Test
    void onlyAnswersOfAskedPeersCount() {
        liveness.ask(List.of(ONE), Set.of(), 7);
        liveness.look(reply(ONE), 10);
        liveness.step(11);
        liveness.look(reply(TWO), 12);
        liveness.look(Arp.announcement(PEER, ONE), 13);
        assertThat(liveness.heardAt()).isEqualTo(7);
    }

    /// Plays until that time, with who answers at once.
    ///
    /// @return the longest time in which nobody was heard
    private long play(Collection<IpAddress> alive, long from, long to) {
        long longest = 0;
        for (long now = from; now < to; now += MILLIS) {
            Optional<LanLiveness.Question> asked = liveness.step(now);
            if (asked.isPresent() && alive.contains(asked.get().peer())) {
                assertThat(liveness.look(reply(asked.get().peer()), now)).isTrue();
            }
            longest = Math.max(longest, now - liveness.heardAt());
        }
        return longest;
    }

    private static IpAddress peer(int number) {
        return IpAddress.v4(0xc0a8_0200 + number);
    }

    @Test
    void peersThatAreDownAreNoSilenceOfTheLan() {
        Set<IpAddress> all = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            all.add(peer(i));
        }
        liveness.ask(all, Set.of(), 0);
        play(all, 0, 3_000 * MILLIS);
        assertThat(play(Set.of(peer(7)), 3_000 * MILLIS, 20_000 * MILLIS))
                .as("one of twenty is left, and it answered last or is found in turn")
                .isLessThan(7_000 * MILLIS);
        // From then on it is asked between all others.
        assertThat(play(Set.of(peer(7)), 20_000 * MILLIS, 40_000 * MILLIS))
                .isLessThan(LanLiveness.SILENCE.toNanos());
    }

    @Test
    void halfOfThePeersGoAtOnceAndTheLanIsStillThere() {
        Set<IpAddress> all = new TreeSet<>(List.of(peer(1), peer(2), peer(3), peer(4)));
        liveness.ask(all, Set.of(), 0);
        play(all, 0, 3_000 * MILLIS);
        assertThat(play(Set.of(peer(1), peer(4)), 3_000 * MILLIS, 20_000 * MILLIS))
                .isLessThan(700 * MILLIS);
    }

    @Test
    void lanOnWhichNobodyAnswersIsAskedOnlyNowAndThen() {
        liveness.ask(List.of(ONE, TWO), Set.of(), 0);
        play(Set.of(), 0, 5_000 * MILLIS);
        int asked = 0;
        for (long now = 5_000 * MILLIS; now < 8_000 * MILLIS; now += MILLIS) {
            asked += liveness.step(now).isPresent() ? 1 : 0;
        }
        assertThat(asked).isBetween(5, 7);
    }

    @Test
    void silenceIsToldAtItsMomentAndItsEndAtOnce() {
        liveness.ask(List.of(ONE, TWO), Set.of(), 0);
        play(Set.of(ONE, TWO), 0, 3_000 * MILLIS);
        assertThat(liveness.turned(3_000 * MILLIS)).isFalse();
        long silentAt = liveness.heardAt() + LanLiveness.SILENCE.toNanos() + 1;
        int asked = 0;
        long now = 3_000 * MILLIS;
        while (!liveness.turned(now)) {
            asked += liveness.step(now).isPresent() ? 1 : 0;
            now = liveness.due();
        }
        assertThat(now).isEqualTo(silentAt);
        assertThat(asked).isEqualTo(4);
        assertThat(liveness.turned(now + 1)).isFalse();
        IpAddress last = liveness.step(now + 200 * MILLIS).orElseThrow().peer();
        liveness.look(reply(last), now + 201 * MILLIS);
        assertThat(liveness.turned(now + 201 * MILLIS)).isTrue();
        assertThat(liveness.turned(now + 202 * MILLIS)).isFalse();
    }

    @Test
    void whoIsAskedNoMoreIsNoSilence() {
        liveness.ask(List.of(ONE), Set.of(), 0);
        liveness.step(0);
        liveness.ask(List.of(), Set.of(), 1);
        assertThat(liveness.due()).isEqualTo(Announcements.NEVER);
        assertThat(liveness.turned(5_000 * MILLIS)).isFalse();
    }

    @Test
    void gatewayIsHeardUntilItLeavesAQuestionUnanswered() {
        liveness.ask(List.of(TWO), Set.of(ONE), 0);
        assertThat(liveness.heardGateways()).isEmpty();
        play(Set.of(ONE, TWO), 0, 2_000 * MILLIS);
        assertThat(liveness.heardGateways()).containsExactly(ONE);
        play(Set.of(TWO), 2_000 * MILLIS, 4_000 * MILLIS);
        assertThat(liveness.heardGateways()).isEmpty();
        play(Set.of(ONE, TWO), 4_000 * MILLIS, 6_000 * MILLIS);
        assertThat(liveness.heardGateways()).containsExactly(ONE);
        liveness.ask(List.of(TWO), Set.of(), 6_000 * MILLIS);
        assertThat(liveness.heardGateways()).isEmpty();
    }
}
