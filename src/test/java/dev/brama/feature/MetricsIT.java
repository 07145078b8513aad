package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.IngressBuilder;
import dev.brama.metrics.AccessLogFile;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.metrics.Metrics;
import dev.brama.metrics.MetricsOptions;
import dev.brama.metrics.NginxSource;
import dev.brama.proxy.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Requests as Prometheus is told of them.
class MetricsIT extends Feature {
    private static final String PREFIX = "nginx_ingress_controller_";

    private Metrics metrics;

    @Override
    Served serve(Path nginx) throws Exception {
        metrics =
                new Metrics(
                        new ControllerIdentity("brama", "k8s.io/ingress-nginx", "brama-0"),
                        MetricsOptions.DEFAULTS);
        Served telling = serving(nginx);
        metrics.watch(keep(AccessLogFile.follow(telling.requestLog(), metrics.requests())));
        return telling;
    }

    private Served serving(Path nginx) {
        Backend live = echo("live");
        return Served.telling(
                nginx,
                Yaml.service("web", live),
                Yaml.service("dead", List.of(Backend.deadPort(), Backend.deadPort())),
                Yaml.settings("skip-access-log-urls", "/skipped"),
                Yaml.ingress("plain")
                        .prefix("plain.test", "/", "web")
                        .prefix("plain.test", "/logged", "web"),
                Yaml.ingress("unusual").specific("unusual.test", "/käse", "web"),
                Yaml.ingress("silent")
                        .with("enable-access-log", "false")
                        .prefix("silent.test", "/", "web"),
                Yaml.ingress("skipped").prefix("skipped.test", "/", "web"),
                Yaml.ingress("after").prefix("after.test", "/", "web"),
                Yaml.ingress("later").prefix("later.test", "/", "web"),
                Yaml.ingress("wild").prefix("*.wild.test", "/", "web"),
                Yaml.ingress("dead").prefix("dead.test", "/", "dead"),
                Yaml.ingress("moved")
                        .with("permanent-redirect", "http://elsewhere.test/")
                        .prefix("moved.test", "/", "web"),
                Yaml.ingress("ending").prefix("ending.test", "/", "web"),
                Yaml.ingress("unlogged").prefix("unlogged.test", "/", "web"),
                Yaml.ingress("methods").prefix("methods.test", "/", "web"),
                Yaml.ingress("gone").prefix("gone.test", "/", "web"));
    }

    private List<String> lines() {
        return metrics.exposition(Optional.empty()).text().lines().toList();
    }

    /// Lines of a metric that hold all of these.
    private List<String> lines(String metric, String... parts) {
        return lines().stream()
                .filter(line -> line.startsWith(PREFIX + metric + "{"))
                .filter(line -> Stream.of(parts).allMatch(line::contains))
                .toList();
    }

    private void awaitLine(String metric, String... parts) {
        Served.await(
                metric + " " + List.of(parts) + " among " + lines(metric),
                () -> !lines(metric, parts).isEmpty());
    }

    @Test
    void requestsTellTheirIngress() {
        get("plain.test", "/a?b");
        awaitLine(
                "requests",
                "controller_class=\"k8s.io/ingress-nginx\"",
                "controller_namespace=\"brama\"",
                "controller_pod=\"brama-0\"",
                "canary=\"\"",
                "host=\"plain.test\"",
                "ingress=\"plain\"",
                "method=\"GET\"",
                "namespace=\"shop\"",
                "path=\"/\"",
                "service=\"web\"",
                "status=\"200\"",
                "} 1.0");
        for (String histogram :
                List.of(
                        "request_duration_seconds",
                        "response_duration_seconds",
                        "header_duration_seconds",
                        "connect_duration_seconds",
                        "request_size",
                        "response_size",
                        "bytes_sent")) {
            assertThat(lines(histogram + "_count", "ingress=\"plain\"", "path=\"/\""))
                    .as(histogram)
                    .hasSize(1);
            assertThat(lines(histogram + "_bucket", "ingress=\"plain\"", "le=\"10\""))
                    .as(histogram)
                    .isNotEmpty();
        }
    }

    @Test
    void pathsAreToldAsTheIngressHasThem() {
        get("unusual.test", "/k%C3%A4se/gouda");
        awaitLine("requests", "ingress=\"unusual\"", "path=\"/käse\"", "status=\"200\"");
    }

    @Test
    void whatIsNotLoggedIsCountedAllTheSame() throws IOException {
        get("silent.test", "/not-in-the-log");
        get("skipped.test", "/skipped");
        get("plain.test", "/logged/in-the-log");
        awaitLine("requests", "ingress=\"silent\"", "status=\"200\"");
        Path log = served.state().resolve("access.log");
        Served.await("the log", () -> text(log).contains("/in-the-log"));
        assertThat(text(log)).doesNotContain("/not-in-the-log").doesNotContain("/skipped");
        awaitLine("requests", "ingress=\"skipped\"", "status=\"200\"");
    }

    @Test
    void linesThatAnEndingWorkerKeptAreCounted() {
        get("ending.test", "/");
        served.put("another.yaml", Yaml.ingress("another").prefix("another.test", "/", "web"));
        awaitLine("requests", "ingress=\"ending\"", "} 1.0");
    }

    @Test
    void requestsAreCountedWhereThereIsNoAccessLog() {
        served.put("settings.yaml", Yaml.settings("disable-access-log", "true"));
        get("unlogged.test", "/");
        awaitLine("requests", "ingress=\"unlogged\"", "} 1.0");
        served.remove("settings.yaml");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void hostsOfAWildcardAreOneSeries() {
        get("a.wild.test", "/");
        get("b.wild.test", "/");
        awaitLine("requests", "ingress=\"wild\"", "host=\"*.wild.test\"", "} 2.0");
    }

    @Test
    void hostsOfNoIngressDoNotCount() {
        get("stranger.test", "/");
        get("after.test", "/");
        awaitLine("requests", "ingress=\"after\"");
        assertThat(lines())
                .noneMatch(line -> line.contains("stranger.test") || line.contains("host=\"\""));
    }

    @Test
    void triesOfSeveralPeersAreOneRequest() {
        get("dead.test", "/");
        awaitLine("requests", "ingress=\"dead\"", "status=\"502\"", "} 1.0");
        assertThat(lines("response_duration_seconds_count", "ingress=\"dead\"")).hasSize(1);
    }

    @Test
    void redirectsCountWithoutTimesOfBackends() {
        get("moved.test", "/");
        awaitLine("requests", "ingress=\"moved\"", "status=\"301\"");
        assertThat(lines("response_duration_seconds_count", "ingress=\"moved\"")).isEmpty();
    }

    @Test
    void inventedMethodsAreOneSeries() {
        for (int i = 0; i < 30; i++) {
            served.client().send("BREW_" + "X".repeat(i), "methods.test", "/", "");
        }
        awaitLine("requests", "ingress=\"methods\"", "method=\"OTHER\"", "} 30.0");
        assertThat(lines("requests", "ingress=\"methods\"")).hasSize(1);
    }

    @Test
    void seriesOfADeletedIngressVanish() {
        ProxyConfig without =
                ClusterBuilder.cluster(
                                Stream.of(
                                                "plain", "unusual", "silent", "skipped", "after",
                                                "later", "wild", "dead", "moved", "methods")
                                        .map(name ->
                                                IngressBuilder.ingress(name)
                                                        .prefix(name + ".test", "/"))
                                        .toArray(IngressBuilder[]::new))
                        .compile()
                        .config();
        get("gone.test", "/");
        awaitLine("requests", "ingress=\"gone\"");
        metrics.requests().retain(without);
        assertThat(lines()).noneMatch(line -> line.contains("\"gone\""));
        get("gone.test", "/");
        get("later.test", "/");
        awaitLine("requests", "ingress=\"later\"");
        assertThat(lines()).noneMatch(line -> line.contains("\"gone\""));
    }

    @Test
    void nginxAndItsProcessesAreTold() throws IOException {
        Path run = served.state().resolve("run");
        ProcessHandle master = served.master().orElseThrow();
        StringBuilder stat = new StringBuilder();
        StringBuilder io = new StringBuilder();
        for (ProcessHandle process : Stream.concat(Stream.of(master), master.children()).toList()) {
            Path proc = Path.of("/proc/" + process.pid());
            stat.append(Files.readString(proc.resolve("stat")));
            io.append(Files.readString(proc.resolve("io")));
        }
        NginxSource source = NginxSource.in(run);
        Files.writeString(source.stat(), stat);
        Files.writeString(source.io(), io);
        metrics.watch(source);
        assertThat(source.stat()).exists();
        assertThat(lines("nginx_process_connections", "state=\"writing\"")).hasSize(1);
        assertThat(lines("nginx_process_connections_total", "state=\"accepted\"")).hasSize(1);
        assertThat(lines("nginx_process_requests_total")).hasSize(1);
        assertThat(lines("nginx_process_resident_memory_bytes"))
                .singleElement()
                .asString()
                .doesNotEndWith("} 0.0");
        assertThat(lines("nginx_process_num_procs"))
                .singleElement()
                .asString()
                .endsWith("} " + (double) stat.toString().lines().count());
        String began = lines("nginx_process_oldest_start_time_seconds").getFirst();
        double start = Double.parseDouble(began.substring(began.indexOf("} ") + 2));
        assertThat(start)
                .isCloseTo(
                        master.info().startInstant().orElseThrow().getEpochSecond(),
                        org.assertj.core.data.Offset.offset(5.0));
    }
}
