import dev.brama.metrics.AccessLogFile;
import dev.brama.metrics.ControllerIdentity;
import dev.brama.metrics.Metrics;
import dev.brama.metrics.MetricsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures what counting requests costs: the same nginx with and without the log that Brama reads,
/// in turn: `MetricsCost NGINX [SECONDS [PAIRS]]`.
///
/// Each pair is one run of wrk on each of two ports of one nginx, in changing order; the figure is
/// the median of the pairs' ratios.
final class MetricsCost {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNTED =
            Pattern.compile("(?m)^nginx_ingress_controller_requests\\{.*} (\\S+)$");
    private static final Pattern DROPPED =
            Pattern.compile("(?m)^brama_access_log_lines_dropped_total\\{.*unread.*} (\\S+)$");

    private final Path nginx;
    private final int seconds;
    private final int pairs;
    private final int backend = Machine.freePort();
    private final int plain = Machine.freePort();
    private final int counted = Machine.freePort();
    private final Metrics metrics =
            new Metrics(new ControllerIdentity("bench", "bench", "bench"), MetricsOptions.DEFAULTS);

    private MetricsCost(Path nginx, int seconds, int pairs) throws IOException {
        this.nginx = nginx;
        this.seconds = seconds;
        this.pairs = pairs;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        int pairs = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        Runtime.getRuntime().addShutdownHook(new Thread(Programs::endAll));
        new MetricsCost(Path.of(args[0]), seconds, pairs).run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        // In memory, as the state folder of a Pod is.
        Path work = Files.createTempDirectory(Path.of("/dev/shm"), "brama-metrics");
        Path log = work.resolve("requests.log");
        try (AccessLogFile file = AccessLogFile.follow(log, metrics.requests())) {
            metrics.watch(file);
            Path conf = work.resolve("nginx.conf");
            Files.writeString(conf, configuration(work, log));
            Process master =
                    Programs.start(
                            work.resolve("log"),
                            List.of(
                                    nginx.toString(), "-c", conf.toString(), "-p", work + "/",
                                    "-e", "stderr", "-g", "daemon off;"));
            Thread.sleep(500);
            Table table =
                    new Table("what", "off 1/s", "on 1/s", "on/off", "worst", "counted", "dropped");
            measure("a backend answers", "/", table);
            measure("nginx answers by itself", "/own", table);
            table.print("Requests with metrics on and off, " + pairs + " pairs of " + seconds + " s");
            Programs.end(master);
            // Here it would hold memory.
            Files.delete(log);
        }
    }

    private String configuration(Path work, Path log) {
        return """
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log stderr;
        events { worker_connections 4096; }
        http {
            access_log off;
            keepalive_requests 100000000;
            uninitialized_variable_warn off;
            client_body_temp_path %1$s/body;
            proxy_temp_path %1$s/proxy;
            fastcgi_temp_path %1$s/fastcgi;
            uwsgi_temp_path %1$s/uwsgi;
            scgi_temp_path %1$s/scgi;
            map "" $proxy_alternative_upstream_name { default ""; }
            log_format brama_metrics escape=default
                "$ingress_host\\t$status\\t$request_method\\t$location_path\\t"
                "$namespace\\t$ingress_name\\t$service_name\\t$proxy_alternative_upstream_name\\t"
                "$host\\t$request_length\\t$request_time\\t$bytes_sent\\t"
                "$upstream_connect_time\\t$upstream_header_time\\t$upstream_response_time";
            upstream backend { server 127.0.0.1:%2$d; keepalive 320; keepalive_requests 10000000; }
            server {
                listen 127.0.0.1:%2$d;
                location / { return 200 "ok\\n"; }
            }
            %3$s
            %4$s
        }
        """
                .formatted(
                        work,
                        backend,
                        server(plain, "access_log off;"),
                        server(
                                counted,
                                "access_log " + log + " brama_metrics buffer=64k flush=1s;"));
    }

    private static String server(int port, String log) {
        return """
        server {
            listen 127.0.0.1:%d;
            %s
            set $ingress_host "app.example.com";
            set $namespace "shop"; set $ingress_name "cart"; set $service_name "cart";
            set $location_path "/";
            location / {
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_pass http://backend;
            }
            location /own { return 200 "ok\\n"; }
        }
        """
                .formatted(port, log);
    }

    private void measure(String what, String path, Table table)
            throws IOException, InterruptedException {
        wrk(plain, path);
        wrk(counted, path);
        double before = sum(COUNTED);
        double droppedBefore = sum(DROPPED);
        List<Double> off = new ArrayList<>();
        List<Double> on = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double first = wrk(i % 2 == 0 ? plain : counted, path);
            double second = wrk(i % 2 == 0 ? counted : plain, path);
            off.add(i % 2 == 0 ? first : second);
            on.add(i % 2 == 0 ? second : first);
            ratios.add(on.getLast() / off.getLast());
            System.err.printf("bench: %s, pair %d: %.3f%n", what, i + 1, ratios.getLast());
        }
        table.row(
                what,
                "%.0f".formatted(Stopwatch.median(off)),
                "%.0f".formatted(Stopwatch.median(on)),
                "%.3f".formatted(Stopwatch.median(ratios)),
                "%.3f".formatted(ratios.stream().min(Double::compare).orElse(Double.NaN)),
                "%.0f".formatted(sum(COUNTED) - before),
                "%.0f".formatted(sum(DROPPED) - droppedBefore));
    }

    private double wrk(int port, String path) throws IOException, InterruptedException {
        String said =
                Programs.run(
                        "wrk", "-t1", "-c32", "-d" + seconds + "s", "http://127.0.0.1:" + port + path);
        Matcher matcher = RATE.matcher(said);
        if (!matcher.find() || said.contains("Non-2xx")) {
            throw new IOException("wrk says " + said);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private double sum(Pattern pattern) {
        double sum = 0;
        Matcher matcher = pattern.matcher(metrics.exposition(Optional.empty()).text());
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }
}
