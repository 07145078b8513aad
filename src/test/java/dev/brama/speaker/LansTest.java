package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.MacAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LansTest {
    private static final long MILLIS = 1_000_000;
    private static final IpAddress ROUTER = IpAddress.parse("192.168.1.1").orElseThrow();
    private static final IpAddress OTHER = IpAddress.parse("192.168.2.1").orElseThrow();
    private static final Lans.Others THREE = new Lans.Others(3, Set.of());

    private final Lans lans = new Lans(Duration.ofMillis(700));

    private static InterfaceState state(String name, long heardAt, IpAddress... gateways) {
        return new InterfaceState(
                name,
                new MacAddress(0x0200_0000_0001L),
                InterfaceRules.Fitness.FIT,
                heardAt,
                Set.of(gateways),
                new Counted(0, 0, 0, 0, 0, 0));
    }

    private boolean isCutOff(String name, long heardAt, Lans.Others others, long now) {
        return lans.isCutOff(state(name, heardAt), others, now);
    }

    private static Lans.Others two(IpAddress... heard) {
        return new Lans.Others(2, Set.of(heard));
    }

    @Test
    void lanOnWhichNobodyWasEverHeardIsNotSilent() {
        assertThat(isCutOff("eth0", 0, THREE, 0)).isFalse();
        assertThat(isCutOff("eth0", 0, THREE, 5000 * MILLIS)).isFalse();
        assertThat(isCutOff("eth0", Long.MAX_VALUE, THREE, 9000 * MILLIS)).isFalse();
    }

    @Test
    void lanIsSilentWhenWhoWasHeardIsHeardNoMore() {
        isCutOff("eth0", 0, THREE, 0);
        assertThat(isCutOff("eth0", 300 * MILLIS, THREE, 900 * MILLIS)).isFalse();
        assertThat(isCutOff("eth0", 300 * MILLIS, THREE, 1100 * MILLIS)).isTrue();
        assertThat(isCutOff("eth0", 1200 * MILLIS, THREE, 1300 * MILLIS)).isFalse();
        assertThat(isCutOff("eth1", 300 * MILLIS, THREE, 9000 * MILLIS)).isFalse();
    }

    @Test
    void oneOfTwoIsCutOffWhenTheOtherHearsTheGatewayThatItDoesNot() {
        lans.isCutOff(state("eth0", 0), two(), 0);
        lans.isCutOff(state("eth0", 300 * MILLIS, ROUTER), two(ROUTER), 400 * MILLIS);
        assertThat(isCutOff("eth0", 300 * MILLIS, two(ROUTER), 1100 * MILLIS)).isTrue();
        // Heard again.
        assertThat(isCutOff("eth0", 1200 * MILLIS, two(ROUTER), 1300 * MILLIS)).isFalse();
    }

    @Test
    void gatewayThatNeitherOfTwoHearsMovesNothing() {
        lans.isCutOff(state("eth0", 0), two(), 0);
        lans.isCutOff(state("eth0", 300 * MILLIS, ROUTER), two(ROUTER), 400 * MILLIS);
        assertThat(isCutOff("eth0", 300 * MILLIS, two(), 1100 * MILLIS)).isFalse();
        // Of another LAN.
        assertThat(isCutOff("eth0", 300 * MILLIS, two(OTHER), 1100 * MILLIS)).isFalse();
    }

    @Test
    void oneOfTwoThatNeverHeardAGatewayKeepsWhatItHas() {
        isCutOff("eth0", 0, two(ROUTER), 0);
        isCutOff("eth0", 300 * MILLIS, two(ROUTER), 400 * MILLIS);
        assertThat(isCutOff("eth0", 300 * MILLIS, two(ROUTER), 1100 * MILLIS)).isFalse();
        assertThat(isCutOff("eth0", 300 * MILLIS, new Lans.Others(1, Set.of()), 1100 * MILLIS))
                .isFalse();
    }

    @Test
    void gatewaysOfASilentLanAreNotHeard() {
        lans.gateways(List.of(state("eth0", 0)), 0);
        List<InterfaceState> both =
                List.of(state("eth0", 300 * MILLIS, ROUTER), state("eth1", 0, OTHER));
        assertThat(lans.gateways(both, 400 * MILLIS)).containsExactlyInAnyOrder(ROUTER, OTHER);
        assertThat(lans.gateways(both, 1100 * MILLIS)).containsExactly(OTHER);
    }
}
