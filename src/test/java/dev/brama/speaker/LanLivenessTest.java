package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Announcements;
import dev.brama.layer2.Frame;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.MacAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanLivenessTest {
    private static final IpAddress ONE = IpAddress.parse("192.168.1.11").orElseThrow();
    private static final IpAddress TWO = IpAddress.parse("192.168.1.12").orElseThrow();
    private static final MacAddress NODE = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress PEER = new MacAddress(0x0200_0000_0002L);

    private final LanLiveness liveness = new LanLiveness();

    private static Frame reply(IpAddress peer) {
        return new Arp(NODE, PEER, Operation.REPLY, PEER, peer, NODE, ONE);
    }

    @Test
    void withoutPeersNothingIsAskedAndNobodyIsSilent() {
        assertThat(liveness.due()).isEqualTo(Announcements.NEVER);
        assertThat(liveness.heardAt()).isEqualTo(Announcements.NEVER);
        liveness.ask(List.of(ONE), 5);
        liveness.ask(List.of(), 6);
        assertThat(liveness.step(1_000_000_000L)).isEmpty();
    }

    @Test
    void peersAreAskedInTurn() {
        liveness.ask(List.of(TWO, ONE), 0);
        IpAddress first = liveness.step(0).orElseThrow().peer();
        assertThat(liveness.step(1)).isEmpty();
        IpAddress second = liveness.step(LanLiveness.INTERVAL).orElseThrow().peer();
        assertThat(List.of(first, second)).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void peerThatAnsweredIsAskedAtItsCardUntilItDoesNot() {
        liveness.ask(List.of(ONE), 0);
        assertThat(liveness.step(0).orElseThrow().card()).isEmpty();
        liveness.look(reply(ONE), 10);
        assertThat(liveness.heardAt()).isEqualTo(10);
        assertThat(liveness.step(LanLiveness.INTERVAL).orElseThrow().card())
                .isEqualTo(Optional.of(PEER));
        assertThat(liveness.step(2 * LanLiveness.INTERVAL).orElseThrow().card()).isEmpty();
    }

    @Test
    void onlyAnswersOfAskedPeersCount() {
        liveness.ask(List.of(ONE), 7);
        liveness.look(reply(ONE), 10);
        liveness.step(11);
        liveness.look(reply(TWO), 12);
        liveness.look(Arp.announcement(PEER, ONE), 13);
        assertThat(liveness.heardAt()).isEqualTo(7);
    }
}
