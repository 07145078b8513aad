package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.cluster.IpFamily;
import dev.brama.layer2.Frame.Arp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final MacAddress NODE = MacAddress.parse("02:00:00:00:00:01").orElseThrow();

    private static List<Long> times(Announcements first, int count, double jitter) {
        List<Long> times = new ArrayList<>();
        Announcements next = first;
        while (times.size() < count && next.due() != Announcements.NEVER) {
            times.add(next.due());
            next = next.sent(next.due(), jitter);
        }
        return times;
    }

    @Test
    void fiveRoundsAndThenARefresh() {
        Announcements first = Announcements.begin(IpFamily.IPV4, 0, 60 * SECOND);
        assertThat(times(first, 7, 0.5))
                .containsExactly(
                        0L,
                        1_100_000_000L,
                        2_200_000_000L,
                        3_300_000_000L,
                        4_400_000_000L,
                        64_400_000_000L,
                        124_400_000_000L);
    }

    @Test
    void refreshesDriftApart() {
        Announcements first = Announcements.begin(IpFamily.IPV4, 0, 60 * SECOND);
        assertThat(times(first, 6, 0).getLast()).isEqualTo(4_400_000_000L + 54 * SECOND);
        assertThat(times(first, 6, 1).getLast()).isEqualTo(4_400_000_000L + 66 * SECOND);
    }

    @Test
    void withoutRefreshTheFifthIsTheLast() {
        assertThat(times(Announcements.begin(IpFamily.IPV4, 0, 0), 100, 0)).hasSize(5);
    }

    @Test
    void ofIpv6NoMoreThanThreeASecondApart() {
        List<Long> times = times(Announcements.begin(IpFamily.IPV6, 0, 60 * SECOND), 100, 0);
        assertThat(times).containsExactly(0L, 1_100_000_000L, 2_200_000_000L);
    }

    @Test
    void lateRoundIsNotCaughtUpWith() {
        Announcements late = Announcements.begin(IpFamily.IPV6, 0, 0).sent(9 * SECOND, 0);
        assertThat(late.due()).isEqualTo(10_100_000_000L);
    }

    @Test
    void roundThatCouldNotBeSentIsTriedAgainSoon() {
        Announcements first = Announcements.begin(IpFamily.IPV4, 0, 0).postponed(SECOND);
        assertThat(first.rounds()).isZero();
        assertThat(first.due()).isEqualTo(1_050_000_000L);
    }

    @Test
    void replyOfARoundTellsItsSenderTwice() {
        IpAddress address = IpAddress.parse("192.168.1.70").orElseThrow();
        List<Frame> round = Announcements.round(NODE, address);
        assertThat(round).hasSize(2);
        Arp request = (Arp) round.getFirst();
        Arp reply = (Arp) round.getLast();
        assertThat(request.targetMac()).isEqualTo(MacAddress.NONE);
        assertThat(reply.targetMac()).isEqualTo(NODE);
        assertThat(List.of(request.sender(), request.target(), reply.sender(), reply.target()))
                .containsOnly(address);
    }
}
