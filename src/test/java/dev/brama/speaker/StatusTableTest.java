package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    @Test
    void columnsStandBelowEachOther() {
        SpeakerStatus status =
                new SpeakerStatus(
                        "n1",
                        "quorum",
                        "3 speakers and a key",
                        7,
                        List.of("n1", "n2", "n3"),
                        "n2",
                        List.of(
                                new SpeakerStatus.Address(
                                        "192.168.1.70",
                                        List.of("shop/web", "shop/dns"),
                                        "lan",
                                        Optional.of("n1"),
                                        4,
                                        Optional.of("2026-01-02T03:04:05Z"),
                                        true),
                                new SpeakerStatus.Address(
                                        "192.168.1.7",
                                        List.of("a/b"),
                                        "",
                                        Optional.empty(),
                                        0,
                                        Optional.empty(),
                                        false)),
                        List.of(
                                new SpeakerStatus.Interface(
                                        "eth0", "02:00:00:00:01:01", "up", 12, 11, 10, 1, 0)));
        assertThat(StatusTable.of(status))
                .isEqualTo(
                        """
                        node n1, authority by quorum (3 speakers and a key)
                        voters n1, n2, n3, version 7
                        addresses are given out by n2

                        ADDRESS        SERVICE             POOL   HOLDER      EPOCH   SINCE
                        192.168.1.70   shop/web,shop/dns   lan    n1 (here)   4       2026-01-02T03:04:05Z
                        192.168.1.7    a/b                 -      -           0       -

                        INTERFACE   MAC                 STATE   REQUESTS   RESPONSES   GRATUITOUS   CONFLICTS   MALFORMED
                        eth0        02:00:00:00:01:01   up      12         11          10           1           0
                        """);
    }
}
