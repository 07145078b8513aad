import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Other programs that the bench runs; whatever it starts is ended by its process number, at the
/// latest when the bench ends.
final class Programs {
    private static final List<Process> STARTED = new ArrayList<>();

    private Programs() {}

    /// Runs a program to its end; what it printed.
    static String run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    static String run(ProcessBuilder program) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(program.command() + " failed: " + output);
        }
        return output;
    }

    /// Starts a program that goes on; its output is appended to a file.
    static synchronized Process start(Path log, List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .redirectErrorStream(true)
                        .start();
        STARTED.add(process);
        return process;
    }

    /// Starts one more nginx, as the backend of all hosts.
    ///
    /// @param folder for its files
    /// @param listen its `listen` directives
    /// @param body what it answers, as nginx writes it
    static void startBackend(Path nginx, Path folder, String listen, String body)
            throws IOException {
        Files.createDirectories(folder);
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(
                conf,
                """
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_requests 1000000;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        %2$s
                        location / { return 200 "%3$s\\n"; }
                    }
                }
                """
                        .formatted(folder, listen, body));
        start(
                folder.resolve("log"),
                List.of(
                        nginx.toString(), "-c", conf.toString(), "-p", folder + "/", "-e", "stderr",
                        "-g", "daemon off;"));
    }

    /// Asks a program to end, and makes it end where it does not.
    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        synchronized (Programs.class) {
            STARTED.remove(process);
        }
    }

    static void signal(long pid, String signal) throws IOException, InterruptedException {
        run("kill", "-s", signal, Long.toString(pid));
    }

    /// Ends all that still runs, the last one first.
    static synchronized void endAll() {
        for (Process process : STARTED.reversed()) {
            // An nginx that is a child of Brama would outlive a Brama that is killed.
            List<ProcessHandle> children = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    children.forEach(ProcessHandle::destroyForcibly);
                }
            } catch (InterruptedException _) {
                process.destroyForcibly();
            }
        }
    }

    /// The number in a pid file.
    static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /// Resident memory in megabytes, with what is shared with others.
    static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return 0;
    }

    static List<Long> children(long pid) throws IOException {
        String text = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"));
        return text.isBlank()
                ? List.of()
                : List.of(text.strip().split(" ")).stream().map(Long::parseLong).toList();
    }
}
