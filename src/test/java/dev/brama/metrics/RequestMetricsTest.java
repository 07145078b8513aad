package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.IngressBuilder;
import dev.brama.proxy.ProxyConfig;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Counting lines by their labels.
class RequestMetricsTest {
    private final RequestMetrics metrics = Requests.counting(MetricsOptions.DEFAULTS);

    private static MetricsOptions options(boolean perHost, boolean undefined, boolean classes) {
        MetricsOptions usual = MetricsOptions.DEFAULTS;
        return new MetricsOptions(
                perHost,
                undefined,
                classes,
                Set.of("bytes_sent", "nginx_ingress_controller_request_size"),
                List.of(0.29, 1.0),
                usual.lengthBuckets(),
                usual.sizeBuckets());
    }

    @Test
    void equalLabelsAreOneSeries() {
        Lines.take(metrics, Lines.with(), Lines.with(AccessLine.REQUEST_TIME, "7.000"));
        assertThat(Requests.counts(metrics)).hasSize(1).first().asString().endsWith(" 2.0");
    }

    @Test
    void eachLabelTellsSeriesApart() {
        Lines.take(metrics, Lines.with());
        for (int field = AccessLine.STATUS; field <= AccessLine.CANARY; field++) {
            Lines.take(metrics, Lines.with(field, field == AccessLine.METHOD ? "PUT" : "404"));
        }
        assertThat(Requests.counts(metrics)).hasSize(8);
    }

    @Test
    void manySeriesAreKeptApart() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 2000; i++) {
                Lines.take(metrics, Lines.with(AccessLine.PATH, "/" + i));
            }
        }
        assertThat(Requests.counts(metrics))
                .hasSize(2000)
                .allSatisfy(line -> assertThat(line).endsWith(" 3.0"));
    }

    @Test
    void methodsThatClientsInventAreOneSeries() {
        IntStream.range(0, 1000)
                .forEach(i -> Lines.take(metrics, Lines.with(AccessLine.METHOD, "M" + i)));
        assertThat(Requests.counts(metrics)).hasSize(1).first().asString().contains("OTHER");
    }

    @Test
    void hostsOfNoIngressDoNotCount() {
        Lines.take(
                metrics,
                Lines.with(AccessLine.INGRESS_HOST, "-"),
                Lines.with(AccessLine.INGRESS_HOST, ""));
        assertThat(Requests.counts(metrics)).isEmpty();
        assertThat(metrics.malformed()).isZero();
    }

    @Test
    void hostsOfNoIngressCountOnRequestUpToALimit() {
        RequestMetrics all = Requests.counting(options(true, true, false));
        for (int i = 0; i < RequestMetrics.MOST_UNDEFINED_HOSTS + 500; i++) {
            Lines.take(
                    all,
                    Lines.with(AccessLine.INGRESS_HOST, "-", AccessLine.HOST, "h" + i + ".test"));
        }
        assertThat(Requests.counts(all))
                .hasSize(RequestMetrics.MOST_UNDEFINED_HOSTS + 1)
                .anySatisfy(line -> assertThat(line).contains("host=\"OTHER\"").endsWith(" 500.0"));
    }

    @Test
    void withoutHostsAllRequestsCount() {
        RequestMetrics all = Requests.counting(options(false, false, false));
        Lines.take(all, Lines.with(), Lines.with(AccessLine.INGRESS_HOST, "-"));
        assertThat(Requests.counts(all))
                .hasSize(1)
                .first()
                .asString()
                .doesNotContain("host=")
                .endsWith(" 2.0");
    }

    @ParameterizedTest
    @CsvSource({"200,2xx", "404,4xx", "502,5xx"})
    void statusesCanBeClasses(String status, String shown) {
        RequestMetrics classes = Requests.counting(options(true, false, true));
        Lines.take(classes, Lines.with(AccessLine.STATUS, status));
        assertThat(Requests.counts(classes)).first().asString().contains("\"" + shown + "\"");
    }

    @Test
    void whatIsExcludedIsNotTold() {
        RequestMetrics some = Requests.counting(options(true, false, false));
        Lines.take(some, Lines.with());
        assertThat(Requests.lines(some))
                .noneMatch(line -> line.contains("bytes_sent") || line.contains("request_size"))
                .anyMatch(line -> line.contains("response_size"));
    }

    @Test
    void aBoundBelongsToItsBucket() {
        RequestMetrics some = Requests.counting(options(true, false, false));
        Lines.take(
                some,
                Lines.with(AccessLine.REQUEST_TIME, "0.290"),
                Lines.with(AccessLine.REQUEST_TIME, "0.291"),
                Lines.with(AccessLine.REQUEST_TIME, "1.001"));
        assertThat(Requests.lines(some))
                .filteredOn(line -> line.contains("request_duration_seconds_"))
                .map(line -> line.replaceAll("controller_pod.*status=\"200\"", ""))
                .anyMatch(line -> line.endsWith("le=\"0.29\"} 1"))
                .anyMatch(line -> line.endsWith("le=\"1\"} 2"))
                .anyMatch(line -> line.endsWith("le=\"+Inf\"} 3"))
                .anyMatch(line -> line.contains("_sum") && line.endsWith(" 1.582"));
    }

    @Test
    void whatNoBackendAnsweredHasNoTimesOfBackends() {
        Lines.take(
                metrics,
                Lines.with(
                        AccessLine.CONNECT_TIME, "-",
                        AccessLine.HEADER_TIME, "-",
                        AccessLine.RESPONSE_TIME, "-"));
        assertThat(Requests.lines(metrics))
                .anyMatch(line -> line.contains("request_duration_seconds_count"))
                .noneMatch(line -> line.contains("connect_duration"))
                .noneMatch(line -> line.contains("header_duration"))
                .noneMatch(line -> line.contains("response_duration"));
    }

    private static ProxyConfig serving(String... ingresses) {
        return ClusterBuilder.cluster(
                        Stream.of(ingresses)
                                .map(name ->
                                        IngressBuilder.ingress(name)
                                                .in("web")
                                                .prefix(name + ".test", "/"))
                                .toArray(IngressBuilder[]::new))
                .compile()
                .config();
    }

    @Test
    void seriesOfIngressesThatAreGoneGoAway() {
        metrics.retain(serving("cart", "old"));
        Lines.take(metrics, Lines.ofIngress("cart"), Lines.ofIngress("old"));
        assertThat(Requests.counts(metrics)).hasSize(2);
        metrics.expect(serving("cart", "new"));
        Lines.take(metrics, Lines.ofIngress("new"), Lines.ofIngress("old"));
        assertThat(Requests.counts(metrics)).hasSize(3);
        metrics.retain(serving("cart", "new"));
        // An old worker ends a long request.
        Lines.take(metrics, Lines.ofIngress("old"), Lines.ofIngress("cart"));
        assertThat(Requests.counts(metrics))
                .hasSize(2)
                .noneMatch(line -> line.contains("\"old\""))
                .anyMatch(line -> line.contains("\"cart\"") && line.endsWith(" 2.0"));
    }
}
