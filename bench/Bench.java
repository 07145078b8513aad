import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Measures Brama beside the bare nginx of the same machine, in the same run: `Bench TOP NGINX
/// SIZE...`.
///
/// Tables go to standard output, progress to standard error. No time is a reason to fail.
final class Bench {
    private static final long BEGAN = System.nanoTime();
    private static final int BIG = 5000;
    private static final int RELOADS = 50;
    private static final int LOAD_HOSTS = 100;
    private static final long LOAD_LIMIT_MILLIS = 35_000;
    private static final long CHANGES_LIMIT_MILLIS = 40_000;
    private static final int STARTS = 5;
    private static final long QUIET_MILLIS = 5000;

    private final Machine machine;
    private final Path work;
    private final List<Integer> sizes;
    private final int backendPort = Machine.freePort();
    private final Map<Integer, Cluster> clusters = new LinkedHashMap<>();
    private final Table memory =
            new Table(
                    "hosts",
                    "brama MB",
                    "master MB",
                    "workers MB",
                    "bare master MB",
                    "bare workers MB");

    private Bench(Machine machine, Path work, List<Integer> sizes) throws IOException {
        this.machine = machine;
        this.work = work;
        this.sizes = sizes;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Machine machine = new Machine(Path.of(args[0]), Path.of(args[1]));
        List<Integer> sizes =
                IntStream.range(2, args.length).mapToObj(i -> Integer.valueOf(args[i])).toList();
        Path work = Files.createTempDirectory("brama-bench");
        // nginx's workers run as another user where this one is root.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(work)));
        new Bench(machine, work, sizes).run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        head();
        Programs.startBackend(
                machine.nginx(),
                work.resolve("backend"),
                "listen 127.0.0.1:%1$d; listen 127.0.0.2:%1$d;".formatted(backendPort),
                "ok");
        tell("making certificates and manifests");
        String pool = Cluster.secrets(work);
        for (int size : sizes) {
            clusters.put(
                    size, Cluster.write(work.resolve("hosts-" + size), size, backendPort, pool));
        }
        starts();
        passes();
        changes();
        memory.print(
                "Memory, resident, after "
                        + QUIET_MILLIS / 1000
                        + " s of quiet (aim at 100 hosts: brama < 130 MB)");
        underLoad(pool);
        tell("done");
        System.out.printf("%nThe run took %.0f s.%n", Stopwatch.millis(BEGAN) / 1000);
    }

    private void head() throws IOException, InterruptedException {
        System.out.println("# Brama beside bare nginx\n");
        System.out.println("Date   " + LocalDate.now());
        System.out.println(
                "nginx  "
                        + Programs.run(machine.nginx().toString(), "-v")
                                .strip()
                                .replaceFirst(".*nginx/", ""));
        System.out.println(
                "JDK    "
                        + System.getProperty("java.vendor")
                        + " "
                        + System.getProperty("java.runtime.version"));
        System.out.println("CPUs   " + Runtime.getRuntime().availableProcessors());
        System.out.println(
                "Load   " + Files.readString(Path.of("/proc/loadavg")).strip() + " when it began");
        System.out.println("\nTimes are medians, in milliseconds.");
    }

    static void tell(String what) {
        System.err.printf("bench %4.0f s: %s%n", Stopwatch.millis(BEGAN) / 1000, what);
    }

    // 1. Reading, compiling, rendering.

    private void passes() throws IOException, InterruptedException {
        Table full =
                new Table(
                        "hosts",
                        "read",
                        "cold compile",
                        "cold render",
                        "cold sum",
                        "warm compile",
                        "warm render",
                        "warm sum");
        Table one = new Table("hosts", "change", "read", "compile", "render", "compile+render");
        for (int size : sizes) {
            int rounds = size > BIG ? 2 : 3;
            List<Map<String, Double>> runs = new ArrayList<>();
            for (int i = 1; i <= rounds; i++) {
                tell("read, compile, render " + size + " hosts: JVM " + i + " of " + rounds);
                runs.add(pass(clusters.get(size)));
            }
            full.row(
                    "" + size,
                    shown(runs, "read"),
                    shown(runs, "cold.compile"),
                    shown(runs, "cold.render"),
                    shown(runs, "cold.compile", "cold.render"),
                    shown(runs, "warm.compile"),
                    shown(runs, "warm.render"),
                    shown(runs, "warm.compile", "warm.render"));
            one.row(
                    "" + size,
                    "an annotation",
                    shown(runs, "change.read"),
                    shown(runs, "change.compile"),
                    shown(runs, "change.render"),
                    shown(runs, "change.compile", "change.render"));
            one.row(
                    "" + size,
                    "an endpoint",
                    shown(runs, "scale.read"),
                    shown(runs, "scale.compile"),
                    shown(runs, "scale.render"),
                    shown(runs, "scale.compile", "scale.render"));
        }
        full.print("All hosts: first time in a JVM, and warm (aim at 1,000: cold sum < 300)");
        one.print("One changed host (aim at 10,000: compile+render < 50)");
    }

    private static String shown(List<Map<String, Double>> runs, String... names) {
        return Table.millis(
                Stopwatch.median(
                        runs.stream()
                                .map(run -> List.of(names).stream().mapToDouble(run::get).sum())
                                .toList()));
    }

    private Map<String, Double> pass(Cluster cluster) throws IOException, InterruptedException {
        ProcessBuilder passes =
                new ProcessBuilder(
                        machine.brama().toString(),
                        "serve",
                        machine.nginx().toString(),
                        cluster.folder().toString(),
                        "" + cluster.hosts(),
                        "" + backendPort,
                        work.resolve("state").toString());
        passes.environment().put("BRAMA_JAVA", bramaJava().toString());
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String line : Programs.run(passes).lines().toList()) {
            String[] words = line.split(" ");
            figures.put(words[0], Double.valueOf(words[1]));
        }
        return figures;
    }

    /// A `java` that takes the options of bin/brama, and runs another class than Brama's.
    private Path bramaJava() throws IOException {
        Path java = work.resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                # java OPTION... -jar JAR serve ARGUMENT...
                options=
                while [ "$1" != -jar ]; do
                    options="$options $1"
                    shift
                done
                jar=$2
                shift 3
                exec '%s' $options -cp "$jar:%s" Passes "$@"
                """
                        .formatted(
                                System.getProperty("java.home") + "/bin/java",
                                machine.top().resolve("target/bench")));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return java;
    }

    // 2. From a change to its being served; and 4., memory, which is looked at on the way.

    private void changes() throws IOException, InterruptedException {
        Table split =
                new Table(
                        "hosts",
                        "watch+read",
                        "compile",
                        "render",
                        "write",
                        "test",
                        "reload",
                        "brama total",
                        "bare -t",
                        "bare reload",
                        "bare total",
                        "ratio");
        for (int size : sizes) {
            change(clusters.get(size), split);
        }
        split.print("From a change in the folder until only it is served (aim: ratio 1.3)");
    }

    private void change(Cluster cluster, Table table) throws IOException, InterruptedException {
        int rounds = cluster.hosts() > BIG ? 3 : 7;
        double patience = 30 + cluster.hosts() / 100.0;
        String host = Cluster.name(cluster.plainHost());
        Site site = new Site(machine, work.resolve("site-" + cluster.hosts()));
        tell("serving " + cluster.hosts() + " hosts by brama");
        cluster.change(cluster.plainHost(), 1);
        site.startBrama(cluster.folder());
        site.awaitVersion(host, 1, patience);
        int before = site.awaitSteps(1);
        List<Double> totals = new ArrayList<>();
        long began = System.nanoTime();
        while (goesOn(totals.size(), rounds, began)) {
            int version = totals.size() + 2;
            tell("change " + (version - 1) + " of " + rounds + ", " + cluster.hosts() + " hosts");
            long start = System.nanoTime();
            cluster.change(cluster.plainHost(), version);
            site.awaitVersion(host, version, patience);
            totals.add(Stopwatch.millis(start));
            site.awaitSteps(before + totals.size());
            site.awaitWorkersGone();
        }
        List<Map<String, Double>> steps = site.steps().subList(before, before + totals.size());
        Thread.sleep(QUIET_MILLIS);
        double[] own = site.nginxMegabytes();
        double resident = Programs.residentMegabytes(site.pid());
        tell("ending brama, starting bare nginx on its files");
        site.end();
        bare(cluster, site, host, rounds, patience, totals, steps, table);
        double[] other = site.nginxMegabytes();
        site.end();
        memory.row(
                "" + cluster.hosts(),
                Table.millis(resident),
                Table.millis(own[0]),
                Table.millis(own[1]),
                Table.millis(other[0]),
                Table.millis(other[1]));
    }

    private static void await(FutureTask<Void> task) throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /// Whether one more is to be measured: so many, or as many as there is time for.
    private static boolean goesOn(int done, int rounds, long began) {
        return done < rounds && (done == 0 || Stopwatch.millis(began) < CHANGES_LIMIT_MILLIS);
    }

    private void bare(
            Cluster cluster,
            Site site,
            String host,
            int rounds,
            double patience,
            List<Double> totals,
            List<Map<String, Double>> steps,
            Table table)
            throws IOException, InterruptedException {
        Path file = site.hostFile(host);
        site.startBareNginx();
        site.awaitVersion(host, totals.size() + 1, patience);
        List<Double> tests = new ArrayList<>();
        List<Double> reloads = new ArrayList<>();
        List<Double> sums = new ArrayList<>();
        long began = System.nanoTime();
        while (goesOn(sums.size(), rounds, began)) {
            int version = 101 + sums.size();
            tell(
                    "bare change "
                            + (sums.size() + 1)
                            + " of "
                            + rounds
                            + ", "
                            + cluster.hosts()
                            + " hosts");
            site.edit(file, version);
            // Asked all the while, as Brama's nginx is: the questions cost both the same.
            FutureTask<Void> served =
                    new FutureTask<>(() -> {
                        site.awaitVersion(host, version, patience);
                        return null;
                    });
            Thread.ofPlatform().daemon().start(served);
            double test = site.test();
            long start = System.nanoTime();
            Programs.signal(site.masterPid(), "HUP");
            await(served);
            double reload = Stopwatch.millis(start);
            tests.add(test);
            reloads.add(reload);
            sums.add(test + reload);
            site.awaitWorkersGone();
        }
        Thread.sleep(QUIET_MILLIS);
        double total = Stopwatch.median(totals);
        double bare = Stopwatch.median(sums);
        List<String> row = new ArrayList<>(List.of("" + cluster.hosts()));
        double known = 0;
        for (String step : List.of("compile", "render", "write", "test", "reload")) {
            double value =
                    Stopwatch.median(steps.stream().map(s -> s.getOrDefault(step, 0.0)).toList());
            known += value;
            row.add(Table.millis(value));
        }
        row.add(1, Table.millis(Math.max(0, total - known)));
        row.addAll(
                List.of(
                        Table.millis(total),
                        Table.millis(Stopwatch.median(tests)),
                        Table.millis(Stopwatch.median(reloads)),
                        Table.millis(bare),
                        Table.ratio(total / bare)));
        table.row(row.toArray(String[]::new));
    }

    // 3. Reloads under load.

    private void underLoad(String pool) throws IOException, InterruptedException {
        Table table =
                new Table(
                        "who",
                        "by",
                        "reloads",
                        "requests",
                        "not 2xx",
                        "not connected or late",
                        "cut",
                        "worst",
                        "requests/s");
        Cluster cluster = Cluster.write(work.resolve("hosts-load"), LOAD_HOSTS, backendPort, pool);
        Site site = new Site(machine, work.resolve("site-load"));
        String host = Cluster.name(cluster.plainHost());
        cluster.change(cluster.plainHost(), 1);
        site.startBrama(cluster.folder());
        site.awaitVersion(host, 1, 30);
        Reload byBrama = version -> cluster.change(cluster.plainHost(), version);
        int version = load(table, "brama", site, host, 1, byBrama);
        site.end();
        Path file = site.hostFile(host);
        site.startBareNginx();
        site.awaitVersion(host, version, 30);
        Reload byHand =
                next -> {
                    site.edit(file, next);
                    site.test();
                    Programs.signal(site.masterPid(), "HUP");
                };
        load(table, "bare nginx", site, host, version, byHand);
        site.end();
        table.print(
                "Reloads under wrk with 32 keep-alive connections, "
                        + LOAD_HOSTS
                        + " hosts (aim: no failures)");
    }

    @FunctionalInterface
    private interface Reload {
        void to(int version) throws IOException, InterruptedException;
    }

    private int load(Table table, String who, Site site, String changed, int version, Reload reload)
            throws IOException, InterruptedException {
        int plain =
                wrk(
                        table,
                        who,
                        "http",
                        site.httpPort(),
                        Cluster.name(4),
                        site,
                        changed,
                        version,
                        reload);
        int tls =
                wrk(
                        table,
                        who,
                        "https",
                        site.httpsPort(),
                        Cluster.name(5),
                        site,
                        changed,
                        version + plain,
                        reload);
        return version + plain + tls;
    }

    private int wrk(
            Table table,
            String who,
            String scheme,
            int port,
            String host,
            Site site,
            String changed,
            int version,
            Reload reload)
            throws IOException, InterruptedException {
        tell(who + ": " + RELOADS + " reloads under wrk, " + scheme);
        Path log = work.resolve("wrk-" + scheme + "-" + who.charAt(1));
        Process wrk =
                Programs.start(
                        log,
                        List.of(
                                "wrk",
                                "-t1",
                                "-c32",
                                "-d600s",
                                "--timeout",
                                "10s",
                                "-H",
                                "Host: " + host,
                                scheme + "://127.0.0.1:" + port + "/"));
        int done = reloads(site, changed, version, reload, wrk);
        Programs.signal(wrk.pid(), "INT");
        wrk.waitFor(30, TimeUnit.SECONDS);
        table.row(wrkRow(who, scheme, done, Files.readString(log)));
        return done;
    }

    /// Reloads, until it was enough or the load ended; how often.
    private int reloads(Site site, String changed, int version, Reload reload, Process load)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int done = 0;
        while (done < RELOADS && load.isAlive() && Stopwatch.millis(start) < LOAD_LIMIT_MILLIS) {
            done++;
            reload.to(version + done);
            site.awaitVersion(changed, version + done, 30);
        }
        return done;
    }

    private static String[] wrkRow(String who, String scheme, int reloads, String log) {
        int cut = number(log, ", read (\\d+)") + number(log, ", write (\\d+)");
        int unserved = number(log, "connect (\\d+), read") + number(log, ", timeout (\\d+)");
        Matcher latency = Pattern.compile("Latency\\s+\\S+\\s+\\S+\\s+(\\S+)").matcher(log);
        Matcher rate = Pattern.compile("Requests/sec:\\s+(\\S+)").matcher(log);
        return new String[] {
            who,
            scheme,
            "" + reloads,
            "" + number(log, "(\\d+) requests in"),
            "" + number(log, "Non-2xx or 3xx responses: (\\d+)"),
            "" + unserved,
            "" + cut,
            latency.find() ? latency.group(1) : "?",
            rate.find() ? rate.group(1) : "?"
        };
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    // 5. Starting.

    private void starts() throws IOException, InterruptedException {
        Path example = work.resolve("quickstart");
        copyExample(example);
        List<Double> render = new ArrayList<>();
        List<Double> serve = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 1; i <= STARTS; i++) {
            tell("start-up " + i + " of " + STARTS);
            long start = System.nanoTime();
            Programs.run(
                    machine.brama().toString(),
                    "render",
                    "--dry-run",
                    "-f",
                    machine.top().resolve("examples/quickstart").toString(),
                    "--nginx",
                    machine.nginx().toString());
            render.add(Stopwatch.millis(start));
            Site site = new Site(machine, work.resolve("start-" + i));
            start = System.nanoTime();
            site.startBrama(example);
            site.await("app1.example.com", "HTTP/1.1 200", 1, 30);
            serve.add(Stopwatch.millis(start));
            site.end();
            start = System.nanoTime();
            site.startBareNginx();
            site.await("app1.example.com", "HTTP/1.1 200", 1, 30);
            bare.add(Stopwatch.millis(start));
            site.end();
        }
        double own = Stopwatch.median(serve);
        Table table =
                new Table(
                        "start-up of examples/quickstart",
                        "brama",
                        "aim",
                        "bare nginx on the same files",
                        "ratio");
        table.row(
                "serve: from exec to the first 200",
                Table.millis(own),
                "1500",
                Table.millis(Stopwatch.median(bare)),
                Table.ratio(own / Stopwatch.median(bare)));
        table.row(
                "render --dry-run: the whole process",
                Table.millis(Stopwatch.median(render)),
                "600",
                "-",
                "-");
        table.print(
                "Start-up"
                        + (Files.exists(machine.top().resolve("target/brama.aot"))
                                ? ""
                                : ", without the AOT cache"));
    }

    /// The example, with the backend of the bench in place of its own.
    private void copyExample(Path target) throws IOException {
        Path example = machine.top().resolve("examples/quickstart");
        Files.createDirectories(target);
        try (var files = Files.walk(example)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                String text =
                        Files.readString(file).replaceAll("port: 900\\d", "port: " + backendPort);
                Files.writeString(target.resolve(file.getFileName()), text);
            }
        }
    }

    private static void end(Path work) {
        Programs.endAll();
        if (System.getenv("BENCH_KEEP") == null) {
            delete(work);
        }
    }

    private static void delete(Path root) {
        try {
            Files.walkFileTree(
                    root,
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
            System.err.println("bench: left " + root + ": " + e);
        }
    }
}
