package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StrangerProbeTest {
    private static final MacAddress NODE = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress STRANGER = new MacAddress(0x0200_0000_0066L);
    private static final IpAddress V4 = IpAddress.parse("192.168.1.70").orElseThrow();
    private static final IpAddress V6 = IpAddress.parse("fd00::70").orElseThrow();
    private static final long MILLISECOND = 1_000_000;

    private final CompletableFuture<Optional<MacAddress>> verdict = new CompletableFuture<>();

    @Test
    void threeProbesAndThenAVerdict() {
        StrangerProbe probe = new StrangerProbe(V4, 0, verdict);
        List<Long> sent = new ArrayList<>();
        for (long now = 0; now <= 2_000 * MILLISECOND; now += MILLISECOND) {
            if (probe.step(NODE, now).isPresent()) {
                sent.add(now / MILLISECOND);
            }
            if (now == 999 * MILLISECOND) {
                assertThat(probe.isOver()).isFalse();
            }
        }
        assertThat(sent).containsExactly(0L, 300L, 600L);
        assertThat(verdict.join()).isEmpty();
    }

    @Test
    void strangerEndsItAtOnce() {
        StrangerProbe probe = new StrangerProbe(V4, 0, verdict);
        assertThat(probe.step(NODE, 0)).contains(Arp.probe(NODE, V4));
        probe.found(STRANGER);
        assertThat(probe.isOver()).isTrue();
        assertThat(probe.step(NODE, 500 * MILLISECOND)).isEmpty();
        assertThat(verdict.join()).contains(STRANGER);
    }

    @Test
    void ofIpv6ItIsASolicitationFromNobody() {
        StrangerProbe probe = new StrangerProbe(V6, 0, verdict);
        assertThat(probe.step(NODE, 0)).contains(Solicitation.probe(NODE, V6));
    }
}
