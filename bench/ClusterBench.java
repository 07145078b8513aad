import dev.brama.controller.FallbackCertificate;
import dev.brama.fixture.ControlPlane;
import dev.brama.proxy.Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Measures `brama controller` on a real API server: `ClusterBench TOP NGINX SIZE...`. To be run in
/// a network namespace in which the addresses from 10.128.0.0 on are this machine.
///
/// Tables go to standard output, progress to standard error. No time is a reason to fail.
final class ClusterBench {
    private static final int BIG = 5000;
    private static final int IDLE_SECONDS = 20;
    private static final int STORM_SECONDS = 20;
    private static final int STORM_RATE = 100;
    private static final int REVIEWS = 1000;
    // The API server has never seen these addresses: 10.128 and on.
    private static final int ROUNDS = 60;

    private final Machine machine;
    private final Path work;
    private final List<Integer> sizes;
    private int version;
    private int round;
    private int certificateRound;

    private final Table live =
            new Table(
                    "Ingresses", "endpoints ms", "worst", "reloads", "Ingress ms", "bare ms",
                    "ratio", "certificate ms");
    private final Table steps =
            new Table(
                    "Ingresses", "compile", "render", "write", "test", "reload", "all",
                    "bare test", "bare reload");
    private final Table resources =
            new Table(
                    "Ingresses", "ready s", "MB ready", "MB idle", "MB end", "idle CPU %",
                    "nginx idle CPU %", "storm changes/s", "storm CPU %", "storm MB",
                    "storm endpoint ms", "worst", "reloads");
    private final Table webhook =
            new Table("Ingresses", "idle p50 ms", "idle p99", "storm p50 ms", "storm p99");

    private ClusterBench(Machine machine, Path work, List<Integer> sizes) {
        this.machine = machine;
        this.work = work;
        this.sizes = sizes;
    }

    public static void main(String[] args) throws Exception {
        // The certificate of the webhook names no host.
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        Machine machine = new Machine(Path.of(args[0]), Path.of(args[1]));
        List<Integer> sizes =
                IntStream.range(2, args.length).mapToObj(i -> Integer.valueOf(args[i])).toList();
        // In memory, as the state folder of a Pod is.
        Path work = Files.createTempDirectory(Path.of("/dev/shm"), "brama-cluster-bench");
        // nginx's workers run as another user where this one is root.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(work)));
        try (ControlPlane plane = ControlPlane.start()) {
            new ClusterBench(machine, work, sizes.stream().sorted().toList()).run(plane);
        }
        System.exit(0);
    }

    private void run(ControlPlane plane) throws Exception {
        head();
        // All endpoints are this one: it answers with the address that it was asked at.
        Programs.startBackend(
                machine.nginx(),
                work.resolve("backend"),
                "listen 0.0.0.0:%d;".formatted(ClusterObjects.BACKEND_PORT),
                "$server_addr");
        Path certificate = webhookCertificate();
        String first = Cluster.secrets(work);
        List<String> secrets = List.of(Cluster.secrets(work), first);
        ClusterObjects objects = new ClusterObjects(plane.admin(), first);
        Path kubeconfig = plane.kubeconfig(plane.adminUser());
        for (int size : sizes) {
            double seconds = objects.grow(size);
            Bench.tell("%d Ingresses are there, the last ones after %.0f s".formatted(size, seconds));
            ClusterSite site =
                    new ClusterSite(machine, work.resolve("brama-" + size), certificate);
            Bench.tell("starting brama controller");
            measure(site, site.start(kubeconfig, List.of()), objects, secrets);
            site.nginx().end();
            if (size == sizes.getFirst() && WRK_SECONDS > 0) {
                throughput(kubeconfig, certificate);
            }
        }
        print();
    }

    private void measure(ClusterSite site, double ready, ClusterObjects objects, List<String> secrets)
            throws Exception {
        int size = objects.hosts();
        double atReady = site.residentMegabytes();
        site.settle();
        // The name server reads each question at once for a minute after a new configuration.
        Thread.sleep(60_000);
        Bench.tell("idle for " + IDLE_SECONDS + " s");
        Usage usage = Usage.of(site.nginx().pid());
        List<Usage> workers = workers(site);
        Thread.sleep(IDLE_SECONDS * 1000L);
        double idle = usage.percent();
        double workersIdle = sum(workers);
        double atIdle = site.residentMegabytes();
        Bench.tell(
                "%d: ready after %.1f s with %.0f MB; idle %.0f MB, %.1f %% of a core, nginx %.1f %%"
                        .formatted(size, ready, atReady, atIdle, idle, workersIdle));

        int before = site.generations();
        List<Double> endpoints = moves(site, objects, 15);
        int reloads = site.generations() - before;
        List<Long> reviews = site.reviews(REVIEWS, size);
        Bench.tell(
                "%d: endpoints %.0f ms, at worst %.0f ms, %d reloads; webhook p50 %s ms, p99 %s ms"
                        .formatted(
                                size,
                                Stopwatch.median(endpoints),
                                Collections.max(endpoints),
                                reloads,
                                quantile(reviews, 50),
                                quantile(reviews, 99)));

        Bench.tell(STORM_RATE + " changes of endpoints a second");
        Storm storm = storm(site, objects);

        Bench.tell(
                "%d: %.0f changes a second, %.0f %% of a core, %.0f MB, endpoints %.0f ms, at worst %.0f"
                        .formatted(
                                size,
                                storm.rate(),
                                storm.percent(),
                                storm.megabytes(),
                                Stopwatch.median(storm.moves()),
                                Collections.max(storm.moves())));
        Bench.tell("changes of an Ingress, of a certificate");
        List<Double> ingress = changes(site, objects);
        Bench.tell("%d: Ingress %.0f ms".formatted(size, Stopwatch.median(ingress)));
        List<Map<String, Double>> told = site.nginx().steps();
        told = told.subList(told.size() - ingress.size(), told.size());
        List<Double> certificates = certificates(site, objects, secrets);
        resources.row(
                "" + size,
                Table.millis(ready),
                mb(atReady),
                mb(atIdle),
                mb(site.residentMegabytes()),
                "%.1f".formatted(idle),
                "%.1f".formatted(workersIdle),
                "%.0f".formatted(storm.rate()),
                "%.0f".formatted(storm.percent()),
                mb(storm.megabytes()),
                Table.millis(Stopwatch.median(storm.moves())),
                Table.millis(Collections.max(storm.moves())),
                "" + storm.reloads());
        webhook.row(
                "" + size,
                quantile(reviews, 50),
                quantile(reviews, 99),
                quantile(storm.reviews(), 50),
                quantile(storm.reviews(), 99));
        Bare bare = bare(site, size);
        double median = Stopwatch.median(ingress);
        live.row(
                "" + size,
                Table.millis(Stopwatch.median(endpoints)),
                Table.millis(Collections.max(endpoints)),
                "" + reloads,
                Table.millis(median),
                Table.millis(bare.all()),
                Table.ratio(median / bare.all()),
                Table.millis(Stopwatch.median(certificates)));
        steps.row(
                "" + size,
                step(told, "compile"),
                step(told, "render"),
                step(told, "write"),
                step(told, "test"),
                step(told, "reload"),
                Table.millis(median),
                Table.millis(bare.test()),
                Table.millis(bare.reload()));
        Bench.tell("load of the machine: " + loadAverage());
    }

    private static String mb(double value) {
        return "%.0f".formatted(value);
    }

    private static String step(List<Map<String, Double>> told, String name) {
        return Table.millis(
                Stopwatch.median(
                        told.stream().map(steps -> steps.getOrDefault(name, Double.NaN)).toList()));
    }

    private static String quantile(List<Long> times, int percent) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return Admission.ms(sorted[sorted.length * percent / 100]);
    }

    private static List<Usage> workers(ClusterSite site) throws IOException {
        List<Usage> usages = new ArrayList<>();
        for (long child : Programs.children(site.nginx().masterPid())) {
            usages.add(Usage.of(child));
        }
        return usages;
    }

    private static double sum(List<Usage> usages) throws IOException {
        double sum = 0;
        for (Usage usage : usages) {
            sum += usage.percent();
        }
        return sum;
    }

    // 1. From a change to its being served.

    /// A host whose `GET /` is answered by a backend.
    private static final int MOVED = 3;
    private static final int CHANGED = 1;
    private static final int WITH_TLS = 2;

    private List<Double> moves(ClusterSite site, ClusterObjects objects, int number)
            throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            round = round % ROUNDS + 1;
            long start = System.nanoTime();
            objects.moveEndpoints(MOVED, round);
            site.nginx().await(Cluster.name(MOVED), "\n" + ClusterObjects.net(round), 8, 60);
            times.add(Stopwatch.millis(start));
            // nginx asks again a second after an answer.
            Thread.sleep(1200);
        }
        return times;
    }

    private List<Double> changes(ClusterSite site, ClusterObjects objects)
            throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < (objects.hosts() > BIG ? 2 : 5); i++) {
            version++;
            int before = site.generations();
            long start = System.nanoTime();
            objects.change(CHANGED, version);
            site.nginx().awaitVersion(Cluster.name(CHANGED), version, 300);
            times.add(Stopwatch.millis(start));
            site.nginx().awaitSteps(before + 1);
            site.nginx().awaitWorkersGone();
        }
        return times;
    }

    private List<Double> certificates(
            ClusterSite site, ClusterObjects objects, List<String> secrets)
            throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < (objects.hosts() > BIG ? 1 : 3); i++) {
            String all = secrets.get(certificateRound++ % 2);
            String one = "---" + all.split("(?m)^---")[WITH_TLS + 1];
            int before = site.generations();
            byte[] expected = certificateIn(one);
            long start = System.nanoTime();
            objects.certificates(one);
            site.awaitCertificate(Cluster.name(WITH_TLS), expected, 300);
            times.add(Stopwatch.millis(start));
            site.nginx().awaitSteps(before + 1);
            site.nginx().awaitWorkersGone();
        }
        return times;
    }

    private static byte[] certificateIn(String secret) throws Exception {
        Matcher line = Pattern.compile("tls.crt: (\\S+)").matcher(secret);
        if (!line.find()) {
            throw new IllegalStateException(secret);
        }
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getDecoder().decode(line.group(1))))
                .getEncoded();
    }

    // 2. Many changes of endpoints.

    /// What was seen while endpoints changed all the time.
    private record Storm(
            double rate, double percent, double megabytes, List<Double> moves, int reloads,
            List<Long> reviews) {}

    private Storm storm(ClusterSite site, ClusterObjects objects) throws Exception {
        int before = site.generations();
        AtomicInteger changes = new AtomicInteger();
        try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                pool.scheduleAtFixedRate(
                        () -> {
                            move(objects);
                            changes.incrementAndGet();
                        },
                        i * 10L,
                        4000 / STORM_RATE,
                        TimeUnit.MILLISECONDS);
            }
            // The first ones find code that was never run.
            Thread.sleep(3000);
            long start = System.nanoTime();
            changes.set(0);
            Usage usage = Usage.of(site.nginx().pid());
            Thread.sleep(STORM_SECONDS * 1000L);
            double percent = usage.percent();
            double rate = changes.get() / (Stopwatch.millis(start) / 1000);
            List<Double> moves = moves(site, objects, 10);
            List<Long> reviews = site.reviews(REVIEWS, objects.hosts());
            pool.shutdownNow();
            pool.awaitTermination(10, TimeUnit.SECONDS);
            return new Storm(
                    rate,
                    percent,
                    site.residentMegabytes(),
                    moves,
                    site.generations() - before,
                    reviews);
        }
    }

    private static void move(ClusterObjects objects) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int host = MOVED + 1 + random.nextInt(objects.hosts() - MOVED - 1);
        try {
            objects.moveEndpoints(host, ROUNDS + 1 + random.nextInt(ROUNDS));
        } catch (IOException e) {
            Bench.tell("cannot change endpoints: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // 3. The rival: bare nginx on the same files.

    /// Milliseconds of the bare nginx.
    private record Bare(double test, double reload, double all) {}

    private Bare bare(ClusterSite brama, int size) throws IOException, InterruptedException {
        Site site = new Site(machine, work.resolve("bare-" + size));
        Bench.tell("the same with bare nginx");
        copy(brama.nginx(), brama.statusPort(), site);
        site.startBareNginx();
        site.await(Cluster.name(0), "200 OK", 8, 300);
        Path hostFile = site.hostFile(Cluster.name(CHANGED));
        List<Double> tests = new ArrayList<>();
        List<Double> reloads = new ArrayList<>();
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < (size > BIG ? 2 : 5); i++) {
            version++;
            long start = System.nanoTime();
            site.edit(hostFile, version);
            tests.add(site.test());
            long reload = System.nanoTime();
            Programs.signal(site.masterPid(), "HUP");
            site.awaitVersion(Cluster.name(CHANGED), version, 300);
            reloads.add(Stopwatch.millis(reload));
            all.add(Stopwatch.millis(start));
            site.awaitWorkersGone();
        }
        site.end();
        return new Bare(
                Stopwatch.median(tests), Stopwatch.median(reloads), Stopwatch.median(all));
    }

    /// The very same files, but for ports and the folder; Brama goes on telling it the endpoints.
    private static void copy(Site from, int statusPort, Site to)
            throws IOException, InterruptedException {
        Files.createDirectories(to.state().resolve("run"));
        Files.createDirectories(to.state().resolve("temp"));
        Programs.run("cp", "-aL", from.state() + "/current", to.state() + "/current");
        Programs.run(
                "find",
                to.state() + "/current",
                "-name",
                "*.conf",
                "-exec",
                "sed",
                "-i",
                "-e",
                "s#%s#%s#g".formatted(from.state(), to.state()),
                "-e",
                "/listen/s/\\b%d\\b/%d/".formatted(from.httpPort(), to.httpPort()),
                "-e",
                "/listen/s/\\b%d\\b/%d/".formatted(from.httpsPort(), to.httpsPort()),
                "-e",
                // Its own place for what only Brama's nginx is asked for.
                "/listen/s/127\\.0\\.0\\.1:/127.0.0.9:/",
                "-e",
                "/listen/s/\\b%d\\b/%d/".formatted(statusPort, Machine.freePort()),
                "{}",
                "+");
    }

    // 4. Requests a second.

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern NUMBER = Pattern.compile("(\\d+) requests in");
    private static final Pattern QUANTILE =
            Pattern.compile("(?m)^\\s+(50|99)%\\s+([0-9.]+)(us|ms|s)$");
    // The network namespace is the bench's own; a cluster has https at this port.
    private static final int HTTPS = 443;
    // One round differs from the next by more than the nginx do.
    private static final int PAIRS = 12;
    private static final int WRK_SECONDS =
            Integer.parseInt(System.getenv().getOrDefault("BRAMA_BENCH_WRK_SECONDS", "3"));

    private void throughput(Path kubeconfig, Path certificate)
            throws IOException, InterruptedException {
        Bench.tell("requests a second, beside a hand-written configuration");
        ClusterSite plain = new ClusterSite(machine, work.resolve("plain"), certificate, HTTPS);
        plain.start(kubeconfig, List.of());
        ClusterSite counting = new ClusterSite(machine, work.resolve("counting"), certificate);
        counting.start(kubeconfig, List.of("--enable-metrics"));
        List<Contender> contenders =
                List.of(
                        new Contender("hand-written, the same job", byHand("same-job", SAME_JOB)),
                        new Contender("Brama's", plain.nginx()),
                        new Contender("Brama's, --enable-metrics", counting.nginx()),
                        new Contender("hand-written, bare minimum", byHand("by-hand", BARE)));
        for (Contender one : contenders) {
            wrk(one.site, 2);
        }
        for (int i = 0; i < PAIRS; i++) {
            for (int j = 0; j < contenders.size(); j++) {
                contenders.get((i + j) % contenders.size()).round();
            }
        }
        Contender rival = contenders.getFirst();
        Table table =
                new Table(
                        "nginx", "1/s", "of the same job", "nginx's CPU, us a request",
                        "p50 ms", "p99 ms");
        for (Contender one : contenders) {
            table.row(
                    one.name,
                    "%.0f".formatted(Stopwatch.median(one.rates)),
                    "%.3f".formatted(Stopwatch.median(one.ratios(rival))),
                    "%.1f".formatted(one.busy / one.requests * 1e6),
                    Table.ratio(Stopwatch.median(one.halves)),
                    Table.ratio(Stopwatch.median(one.worsts)));
        }
        table.print(
                "Requests, wrk with 32 connections, medians of %d rounds in turn (aim: 0.97)"
                        .formatted(PAIRS));
        for (Contender one : contenders) {
            one.site.end();
        }
    }

    /// An nginx that is asked, and what it did.
    private static final class Contender {
        private final String name;
        private final Site site;
        private final List<Double> rates = new ArrayList<>();
        private final List<Double> halves = new ArrayList<>();
        private final List<Double> worsts = new ArrayList<>();
        private double requests;
        private double busy;

        private Contender(String name, Site site) {
            this.name = name;
            this.site = site;
        }

        private void round() throws IOException, InterruptedException {
            List<Usage> usages = new ArrayList<>();
            for (long child : Programs.children(site.masterPid())) {
                usages.add(Usage.of(child));
            }
            String said = wrk(site, WRK_SECONDS);
            for (Usage usage : usages) {
                busy += usage.seconds();
            }
            rates.add(Double.valueOf(found(RATE, said)));
            requests += Double.parseDouble(found(NUMBER, said));
            Matcher quantile = QUANTILE.matcher(said);
            while (quantile.find()) {
                (quantile.group(1).equals("50") ? halves : worsts)
                        .add(millis(quantile.group(2), quantile.group(3)));
            }
        }

        private List<Double> ratios(Contender rival) {
            return IntStream.range(0, rates.size())
                    .mapToObj(i -> rates.get(i) / rival.rates.get(i))
                    .toList();
        }

        private static String found(Pattern pattern, String said) throws IOException {
            Matcher matcher = pattern.matcher(said);
            if (!matcher.find()) {
                throw new IOException("wrk says " + said);
            }
            return matcher.group(1);
        }
    }

    private static double millis(String number, String unit) {
        return Double.parseDouble(number)
                * switch (unit) {
                    case "us" -> 0.001;
                    case "s" -> 1000;
                    default -> 1;
                };
    }

    private static String wrk(Site site, int seconds) throws IOException, InterruptedException {
        String said =
                Programs.run(
                        "wrk",
                        "-t1",
                        "-c32",
                        "-d" + seconds + "s",
                        "--latency",
                        "-H",
                        "Host: " + Cluster.name(MOVED + 1),
                        "http://127.0.0.1:" + site.httpPort() + "/");
        if (said.contains("Non-2xx")) {
            throw new IOException("wrk says " + said);
        }
        return said;
    }

    /// The log line and the headers to the backend that ingress-nginx documents, as one would write
    /// them by hand on the way away from it: a literal wherever there is one.
    private static final Rival SAME_JOB =
            new Rival(
                    """
                    map $http_x_request_id $req_id { default $http_x_request_id; "" $request_id; }
                    map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
                    log_format upstreaminfo '$remote_addr - $remote_user [$time_local] "$request" $status '
                        '$body_bytes_sent "$http_referer" "$http_user_agent" $request_length $request_time '
                        '[bench-h00004-80] [] $upstream_addr $upstream_response_length '
                        '$upstream_response_time $upstream_status $req_id';
                    """,
                    "upstreaminfo",
                    """
                    proxy_set_header Host $http_host;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header X-Request-ID $req_id;
                    proxy_set_header X-Real-IP $remote_addr;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Host $http_host;
                    proxy_set_header X-Forwarded-Port $server_port;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Scheme $scheme;
                    proxy_set_header X-Scheme $scheme;
                    proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;
                    proxy_set_header X-Original-Forwarded-Host $http_x_forwarded_host;
                    proxy_set_header Proxy "";
                    """);

    /// What one would write for the host if nobody knew of ingress-nginx.
    private static final Rival BARE =
            new Rival(
                    "",
                    "combined",
                    """
                    proxy_set_header Host $host;
                    proxy_set_header Connection "";
                    proxy_set_header X-Real-IP $remote_addr;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Host $host;
                    proxy_set_header X-Forwarded-Port $server_port;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    """);

    private record Rival(String maps, String log, String headers) {}

    /// What one would write for the same host by hand.
    private Site byHand(String name, Rival rival) throws IOException, InterruptedException {
        Site site = new Site(machine, work.resolve(name));
        Path current = Files.createDirectories(site.state().resolve("current"));
        Files.createDirectories(site.state().resolve("run"));
        StringBuilder peers = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            peers.append("server 10.128.99.%d:%d; ".formatted(i, ClusterObjects.BACKEND_PORT));
        }
        Files.writeString(
                current.resolve("nginx.conf"),
                """
                worker_processes auto;
                pid %1$s/run/nginx.pid;
                events { worker_connections 16384; multi_accept on; }
                http {
                    %5$s
                    access_log %1$s/access.log %6$s;
                    keepalive_requests 1000;
                    keepalive_timeout 75s;
                    tcp_nodelay on;
                    client_body_temp_path %1$s/run/body;
                    proxy_temp_path %1$s/run/proxy;
                    fastcgi_temp_path %1$s/run/fastcgi;
                    uwsgi_temp_path %1$s/run/uwsgi;
                    scgi_temp_path %1$s/run/scgi;
                    upstream backend { %2$s keepalive 320; keepalive_requests 10000; }
                    server {
                        listen 127.0.0.1:%3$d reuseport;
                        server_name %4$s;
                        location / {
                            proxy_http_version 1.1;
                            %7$s
                            proxy_buffering off;
                            proxy_pass http://backend;
                        }
                    }
                    # Whoever serves hosts by name serves more than one.
                    server { listen 127.0.0.1:%3$d default_server; server_name _; return 404; }
                }
                """
                        .formatted(
                                site.state(),
                                peers,
                                site.httpPort(),
                                Cluster.name(MOVED + 1),
                                rival.maps(),
                                rival.log(),
                                rival.headers()));
        site.startBareNginx();
        site.await(Cluster.name(MOVED + 1), "200 OK", 1, 10);
        return site;
    }

    // What all of it needs.

    private void head() throws IOException, InterruptedException {
        System.out.println("# brama controller on a real API server\n");
        System.out.println("Date   " + LocalDate.now());
        System.out.println(
                "nginx  "
                        + Programs.run(machine.nginx().toString(), "-v")
                                .strip()
                                .replaceFirst(".*nginx/", ""));
        System.out.println("JDK    " + System.getProperty("java.runtime.version"));
        System.out.println("CPUs   " + Runtime.getRuntime().availableProcessors());
        System.out.println("Load   " + loadAverage() + " when it began");
    }

    private static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private Path webhookCertificate() throws IOException {
        Certificate made = FallbackCertificate.make(Instant.now());
        Files.writeString(work.resolve("webhook.key"), made.keyPem(), StandardCharsets.US_ASCII);
        return Files.writeString(work.resolve("webhook.crt"), made.chainPem());
    }

    private void print() {
        System.out.println("\nTimes are medians, in milliseconds.");
        live.print("From the request to the API server to its being served (aims: endpoints < 1000, no reload; ratio at 1,000: 1.3)");
        steps.print("The steps of a changed Ingress, as Brama's log tells them");
        resources.print(
                "The controller (aims at 10,000: < 400 MB, idle < 1 %% of a core; endpoints < 1000 ms)"
                        .replace("%%", "%"));
        webhook.print("Webhook, a verdict by HTTPS (aim at 10,000: p99 < 50)");
    }

    private static void end(Path work) {
        Programs.endAll();
        if (System.getenv("BRAMA_BENCH_KEEP") != null) {
            System.err.println("kept " + work);
            return;
        }
        try {
            Files.walkFileTree(
                    work,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                                throws IOException {
                            Files.delete(folder);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            System.err.println("cannot remove " + work + ": " + e.getMessage());
        }
    }
}
