package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SpeakerMetricsTest {
    private final SpeakerMetrics metrics = new SpeakerMetrics();

    @Test
    void announcementsHaveTheNamesAndLabelsOfMetallb() {
        metrics.announcing(
                "n1",
                "quorum",
                List.of(new SpeakerMetrics.Announcement("shop/web", "192.168.1.70")),
                Map.of("192.168.1.70", new SpeakerMetrics.AddressCounts(12, 11, 10, 1)));
        assertThat(lines())
                .contains(
                        "metallb_speaker_announced{ip=\"192.168.1.70\",node=\"n1\","
                                + "protocol=\"layer2\",service=\"shop/web\"} 1",
                        "metallb_layer2_requests_received{ip=\"192.168.1.70\"} 12",
                        "metallb_layer2_responses_sent{ip=\"192.168.1.70\"} 11",
                        "metallb_layer2_gratuitous_sent{ip=\"192.168.1.70\"} 10",
                        "brama_speaker_conflicts_total{ip=\"192.168.1.70\"} 1",
                        "brama_speaker_addresses_held 1",
                        "brama_speaker_authority{by=\"quorum\"} 1");
        assertThat(metrics.scrape().text())
                .contains("# TYPE metallb_layer2_requests_received counter");
    }

    @Test
    void whatIsAnnouncedNoMoreIsToldNoMore() {
        metrics.announcing(
                "n1",
                "quorum",
                List.of(new SpeakerMetrics.Announcement("shop/web", "192.168.1.70")),
                Map.of("192.168.1.70", new SpeakerMetrics.AddressCounts(12, 11, 10, 1)));
        metrics.announcing("n1", "quorum", List.of(), Map.of());
        assertThat(metrics.scrape().text()).doesNotContain("192.168.1.70");
    }

    @Test
    void poolsHaveTheNamesAndLabelsOfMetallb() {
        metrics.allocating(
                new SpeakerMetrics.Allocation(
                        List.of(
                                new SpeakerMetrics.Pool(
                                        "lan",
                                        Map.of("ipv4", 11L, "ipv6", 256L),
                                        Map.of("ipv4", 2L, "ipv6", 1L))),
                        7,
                        1,
                        true,
                        false));
        assertThat(lines())
                .contains(
                        "metallb_allocator_addresses_total{pool=\"lan\"} 267",
                        "metallb_allocator_addresses_in_use_total{pool=\"lan\"} 3",
                        "metallb_allocator_ipv4_addresses_total{pool=\"lan\"} 11",
                        "metallb_allocator_ipv4_addresses_in_use_total{pool=\"lan\"} 2",
                        "metallb_allocator_ipv6_addresses_total{pool=\"lan\"} 256",
                        "metallb_allocator_ipv6_addresses_in_use_total{pool=\"lan\"} 1",
                        "metallb_k8s_client_updates_total 7",
                        "metallb_k8s_client_update_errors_total 1",
                        "metallb_k8s_client_config_loaded_bool 1",
                        "metallb_k8s_client_config_stale_bool 0");
    }

    @Test
    void silenceIsToldWhereItIsKnown() {
        metrics.unanswered(OptionalInt.of(2));
        assertThat(lines()).contains("brama_speaker_addresses_unanswered 2");
        metrics.unanswered(OptionalInt.empty());
        assertThat(metrics.scrape().text()).doesNotContain("unanswered");
    }

    private List<String> lines() {
        return metrics.scrape().text().lines().map(line -> line.replaceFirst("\\.0$", "")).toList();
    }
}
