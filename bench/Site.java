import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One state folder with an nginx that serves it: Brama's, or a bare one on the files that Brama
/// has left there.
final class Site {
    private static final long POLL_MILLIS = 5;
    // While old and new workers both take connections, one answer proves nothing.
    private static final int PROOFS = 8;
    private static final Pattern LIVE = Pattern.compile("generation \\d+ is live: .*\\((.*)\\)");
    private static final Pattern STEP = Pattern.compile("(\\w+) (\\d+) ms");

    private final Machine machine;
    private final Path folder;
    private final int httpPort = Machine.freePort();
    private final int httpsPort;
    private Process process;

    Site(Machine machine, Path folder) throws IOException {
        this(machine, folder, Machine.freePort());
    }

    Site(Machine machine, Path folder, int httpsPort) throws IOException {
        this.machine = machine;
        this.folder = folder;
        this.httpsPort = httpsPort;
    }

    int httpsPort() {
        return httpsPort;
    }

    int httpPort() {
        return httpPort;
    }

    Path state() {
        return folder.resolve("state");
    }

    Path log() {
        return folder.resolve("log");
    }

    long pid() {
        return process.pid();
    }

    long masterPid() throws IOException {
        return Programs.pid(state().resolve("run/nginx.pid"));
    }

    void startBrama(Path manifests) throws IOException {
        Files.createDirectories(folder);
        process =
                Programs.start(
                        log(),
                        List.of(
                                machine.brama().toString(),
                                "serve",
                                manifests.toString(),
                                "--http-port",
                                "" + httpPort,
                                "--https-port",
                                "" + httpsPort,
                                "--state-dir",
                                state().toString(),
                                "--nginx",
                                machine.nginx().toString()));
    }

    /// Starts a program that puts its files into [#state] and listens at our ports.
    void start(List<String> command) throws IOException {
        Files.createDirectories(folder);
        process = Programs.start(log(), command);
    }

    void startBareNginx() throws IOException {
        process =
                Programs.start(
                        log(),
                        List.of(
                                machine.nginx().toString(),
                                "-c",
                                state() + "/current/nginx.conf",
                                "-p",
                                state() + "/",
                                "-e",
                                "stderr",
                                "-g",
                                "daemon off;"));
    }

    void end() throws InterruptedException {
        Programs.end(process);
    }

    /// Runs `nginx -t` on the files in force, as Brama does; milliseconds.
    double test() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Programs.run(
                machine.nginx().toString(),
                "-t",
                "-c",
                state() + "/current/nginx.conf",
                "-p",
                state() + "/",
                "-e",
                "stderr");
        return Stopwatch.millis(start);
    }

    /// Changes by hand what [Cluster#change] changes: the file of one host.
    void edit(Path hostFile, int version) throws IOException {
        String text = Files.readString(hostFile).replaceAll("/v\\d+\\b", "/v" + version);
        // A new file in its place: Brama's generations share files by links.
        Path fresh = hostFile.resolveSibling("edited");
        Files.writeString(fresh, text);
        Files.move(fresh, hostFile, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The rendered file of a host.
    Path hostFile(String host) throws IOException {
        try (Stream<Path> files = Files.walk(state().resolve("current/hosts/"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".conf")).toList()) {
                if (Files.readString(file).contains("server_name " + host)) {
                    return file;
                }
            }
        }
        throw new IOException("no file for " + host);
    }

    /// Waits until nothing but this version of a host is served.
    void awaitVersion(String host, int version, double seconds)
            throws IOException, InterruptedException {
        await(host, "/v" + version + "\r\n", PROOFS, seconds);
    }

    /// Waits for an answer.
    void await(String host, String part, int proofs, double seconds)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int proven = 0;
        while (proven < proofs) {
            boolean right = answer(host).contains(part);
            proven = right ? proven + 1 : 0;
            if (!right) {
                if (Stopwatch.millis(start) > seconds * 1000) {
                    throw new IOException(
                            host + " did not come to answer " + part.strip() + "; see " + log());
                }
                if (!process.isAlive()) {
                    throw new IOException("the server ended: " + Files.readString(log()));
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private String answer(String host) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(5000);
            socket.connect(new InetSocketAddress("127.0.0.1", httpPort), 5000);
            socket.getOutputStream()
                    .write(
                            ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    /// The steps of all changes so far, as Brama's log tells them, in milliseconds.
    List<Map<String, Double>> steps() throws IOException {
        List<Map<String, Double>> all = new ArrayList<>();
        Matcher line = LIVE.matcher(Files.readString(log()));
        while (line.find()) {
            Map<String, Double> steps = new TreeMap<>();
            Matcher step = STEP.matcher(line.group(1));
            while (step.find()) {
                steps.put(step.group(1), Double.valueOf(step.group(2)));
            }
            all.add(steps);
        }
        return all;
    }

    /// Waits until Brama's log tells of so many changes; how many it tells of.
    int awaitSteps(int number) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (steps().size() < number && Stopwatch.millis(start) < 60_000) {
            Thread.sleep(20);
        }
        return steps().size();
    }

    /// Waits until the workers of earlier files are gone.
    void awaitWorkersGone() throws IOException, InterruptedException {
        int expected = Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        while (Programs.children(masterPid()).size() > expected
                && Stopwatch.millis(start) < 20_000) {
            Thread.sleep(20);
        }
    }

    /// Memory of nginx: the master, and all of its workers.
    double[] nginxMegabytes() throws IOException {
        double workers = 0;
        for (long child : Programs.children(masterPid())) {
            workers += Programs.residentMegabytes(child);
        }
        return new double[] {Programs.residentMegabytes(masterPid()), workers};
    }
}
