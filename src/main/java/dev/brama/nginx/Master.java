package dev.brama.nginx;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A running nginx master, known by its process number.
///
/// nginx writes its pid file only after its signal handlers stand and the configuration is read; a
/// SIGHUP before that would kill it. So a master counts as running only by that file.
///
/// @param pid its process number
record Master(long pid) {
    private static final Duration SIGNAL_TIMEOUT = Duration.ofSeconds(10);

    // Only the start of what follows "process is": a title is cut where there is no room for it.
    private static final String WORKER = "nginx: worker process";
    private static final String LEAVING = WORKER + " is s";

    /// The master that the pid file names; empty where there is none, or where the process of that
    /// number is no nginx master.
    static Optional<Master> find(NginxLayout layout) {
        try {
            String text = Files.readString(Path.of(layout.pidFile())).strip();
            // `nginx -t` leaves an empty pid file where there was none.
            return text.matches("\\d{1,18}")
                    ? Optional.of(new Master(Long.parseLong(text))).filter(Master::isRunning)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Whether this is a worker that takes connections.
    static boolean isWorking(long pid) {
        String commandLine = ProcFs.commandLine(pid);
        return commandLine.contains("nginx: ") && !commandLine.contains(LEAVING);
    }

    /// Whether this process is a worker of any nginx.
    static boolean isWorker(long pid) {
        return ProcFs.commandLine(pid).contains(WORKER);
    }

    /// Sends a signal to any process.
    ///
    /// @param signal its name without SIG
    static void signal(long pid, String signal) throws IOException, InterruptedException {
        // The shell's own kill, because small images have no other; Java itself sends only TERM
        // and KILL. A process that is gone by now is no trouble.
        Command.run(
                SIGNAL_TIMEOUT,
                List.of("/bin/sh", "-c", "kill -s " + signal + " " + pid + " 2>/dev/null"));
    }

    boolean isRunning() {
        return ProcFs.commandLine(pid).contains("nginx: master process");
    }

    /// Whether it was started with this main file.
    boolean reads(String mainFile) {
        return (ProcFs.commandLine(pid) + " ").contains(" -c " + mainFile + " ");
    }

    /// Whether it was started with some main file named.
    boolean namesMainFile() {
        return ProcFs.commandLine(pid).contains(" -c ");
    }

    /// Its processes that still take connections, and the keepers of the cache.
    Set<Long> workers() {
        return ProcFs.children(pid).stream().filter(Master::isWorking).collect(toUnmodifiableSet());
    }

    /// How many workers of earlier configurations still finish their last connections.
    int lingeringWorkers() {
        return (int)
                ProcFs.children(pid).stream()
                        .filter(child -> ProcFs.commandLine(child).contains(LEAVING))
                        .count();
    }

    void signal(String signal) throws IOException, InterruptedException {
        signal(pid, signal);
    }
}
