package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.speaker.StatusTable.Interfaces;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void columnsStandBelowEachOther() {
        SpeakerStatus status =
                status(
                        List.of(),
                        held("192.168.1.70", "n1", 4, "2026-01-02T03:00:02Z"),
                        free("192.168.1.7"));
        assertThat(StatusTable.of(status, Interfaces.USED, NOW))
                .isEqualTo(
                        """
                        node n1, authority by quorum (3 speakers and a key)
                        voters n1, n2, n3, version 7
                        addresses are given out by n2

                        ADDRESS        SERVICE             POOL   HOLDER      EPOCH   AGE
                        192.168.1.70   shop/web,shop/dns   lan    n1 (here)   4       4m3s
                        192.168.1.7    a/b                 -      nobody      -       -

                        INTERFACE   MAC                 STATE   REQUESTS   RESPONSES   GRATUITOUS   CONFLICTS   MALFORMED
                        eth0        02:00:00:00:01:01   up      12         11          10           1           0
                        """);
    }

    @Test
    void interfacesThatAreLeftOutAreShownWhereAllAreAskedFor() {
        assertThat(StatusTable.of(status(List.of()), Interfaces.ALL, NOW))
                .contains("eth0 ")
                .contains("cni0        02:00:00:00:09:09   excluded by name");
    }

    @Test
    void withoutAnAnswerOfAllAnAddressIsUnknownAndNotNobodys() {
        assertThat(StatusTable.of(status(List.of("n3"), free("192.168.1.7")), Interfaces.USED, NOW))
                .contains("no answer from the speaker on n3: what it holds is unknown")
                .contains("192.168.1.7   a/b       -      unknown");
    }

    @Test
    void epochsThatAreTimesAreToldAsTimes() {
        SpeakerStatus status =
                status(
                        List.of(),
                        held("192.168.1.70", "n2", 1_767_322_805_123L, "2026-01-01T01:00:00Z"));
        assertThat(StatusTable.of(status, Interfaces.USED, NOW))
                .contains("n2       2026-01-02T03:00:05.123Z   1d2h");
    }

    private static SpeakerStatus status(List<String> silent, SpeakerStatus.Address... addresses) {
        return new SpeakerStatus(
                "n1",
                "quorum",
                "3 speakers and a key",
                7,
                List.of("n1", "n2", "n3"),
                "n2",
                silent,
                List.of(addresses),
                List.of(
                        new SpeakerStatus.Interface(
                                "cni0",
                                "02:00:00:00:09:09",
                                "excluded by name",
                                false,
                                0,
                                0,
                                0,
                                0,
                                0),
                        new SpeakerStatus.Interface(
                                "eth0", "02:00:00:00:01:01", "up", true, 12, 11, 10, 1, 0)));
    }

    private static SpeakerStatus.Address held(
            String address, String node, long epoch, String since) {
        return new SpeakerStatus.Address(
                address,
                List.of("shop/web", "shop/dns"),
                "lan",
                Optional.of(node),
                epoch,
                Optional.of(since),
                node.equals("n1"));
    }

    private static SpeakerStatus.Address free(String address) {
        return new SpeakerStatus.Address(
                address, List.of("a/b"), "", Optional.empty(), 0, Optional.empty(), false);
    }
}
