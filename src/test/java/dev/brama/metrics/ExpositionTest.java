package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The text that Prometheus scrapes.
class ExpositionTest {
    private static final Path GOLDEN = Path.of("src/test/resources/metrics/exposition.txt");
    private static final ObjectRef CART = new ObjectRef("Ingress", "web", "cart");
    private static final ObjectRef GONE = new ObjectRef("Ingress", "web", "gone");

    private final Metrics metrics = new Metrics(Requests.IDENTITY, MetricsOptions.DEFAULTS);

    private void fill() {
        Lines.take(
                metrics.requests(),
                Lines.with(),
                Lines.with(AccessLine.STATUS, "502", AccessLine.CONNECT_TIME, "0.100, 0.200"));
        ControllerMetrics controller = metrics.controller();
        HealthMetrics health = metrics.health();
        controller.reloaded(4711, Instant.ofEpochSecond(1_780_000_000));
        controller.checked(CART);
        controller.checkFailed(CART);
        controller.checked(GONE);
        controller.retain(Set.of(CART));
        controller.certificates(
                List.of(
                        new ServedCertificate(
                                "web",
                                "tls",
                                "shop.test",
                                "SHA256-RSA-1",
                                1_790_000_000L,
                                "Acme",
                                "Acme CA",
                                "1",
                                "RSA")));
        controller.leads("ingress-controller-leader");
        controller.orphans(List.of(new Orphan(CART, Orphan.Lack.NO_ENDPOINT)));
        controller.built("1.2.3", "abcdef0", "https://git.test/brama");
        health.problems(
                List.of(
                        Problem.error(CART, "", Reason.MISSING_REFERENCE, "m", "f"),
                        Problem.error(GONE, "", Reason.MISSING_REFERENCE, "m", "f"),
                        Problem.warning(CART, "", Reason.NO_ENDPOINTS, "m", "f")));
        health.quarantined(2);
        health.capabilities(Map.of("resolve", true, "http3", false));
        health.watches(Set.of("ingresses", "secrets"), Set.of("secrets"));
        health.apiServerAnswered();
        metrics.admission()
                .reviewed(
                        new AdmissionMetrics.Review(
                                10,
                                Duration.ofMillis(3),
                                1,
                                Duration.ofMillis(1),
                                512,
                                Duration.ofMillis(5)));
    }

    private String text(String accept) {
        return metrics.exposition(Optional.of(accept)).text();
    }

    @Test
    void textIsAsScrapersKnowIt() throws IOException {
        fill();
        String told =
                text("text/plain")
                        .lines()
                        // What the process itself uses is never twice the same.
                        .filter(line -> !line.contains("process_") && !line.contains("jvm_"))
                        .collect(Collectors.joining("\n", "", "\n"));
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(GOLDEN, told);
        }
        assertThat(told).isEqualTo(Files.readString(GOLDEN));
        assertThat(Boolean.getBoolean("golden.update")).isFalse();
    }

    @Test
    void countersWithoutSuffixAreCounters() {
        fill();
        assertThat(text("").lines())
                .contains(
                        "# TYPE nginx_ingress_controller_requests counter",
                        "# TYPE nginx_ingress_controller_success counter",
                        "# TYPE nginx_ingress_controller_request_duration_seconds histogram",
                        "# TYPE process_cpu_seconds_total counter")
                .noneMatch(line -> line.contains("untyped"));
    }

    @Test
    void openMetricsIsSpokenOnRequest() {
        fill();
        String accept = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
        assertThat(metrics.exposition(Optional.of(accept)).contentType())
                .startsWith("application/openmetrics-text");
        assertThat(text(accept)).endsWith("# EOF\n").contains("nginx_ingress_controller_requests{");
        assertThat(metrics.exposition(Optional.empty()).contentType()).startsWith("text/plain");
    }

    @Test
    void aFailedReloadIsTold() {
        metrics.controller().reloaded(4711, Instant.ofEpochSecond(1_780_000_000));
        metrics.controller().reloadFailed();
        assertThat(text("").lines())
                .anyMatch(line -> line.matches(".*_config_last_reload_successful\\{.*} 0\\.0"))
                .anyMatch(line -> line.matches(".*_config_hash\\{.*} 0\\.0"))
                .anyMatch(line -> line.matches(".*controller_errors\\{.*} 1\\.0"))
                .anyMatch(line -> line.matches(".*controller_success\\{.*} 1\\.0"))
                .anyMatch(line -> line.matches(".*timestamp_seconds\\{.*} 1\\.78E9"));
    }

    @Test
    void whatIsNoMoreIsNotTold() {
        fill();
        ControllerMetrics controller = metrics.controller();
        HealthMetrics health = metrics.health();
        controller.certificates(List.of());
        controller.orphans(List.of());
        health.problems(List.of());
        assertThat(text(""))
                .doesNotContain("ssl_")
                .doesNotContain("orphan")
                .doesNotContain("brama_problems");
    }
}
