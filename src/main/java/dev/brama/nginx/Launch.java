package dev.brama.nginx;

import dev.brama.render.NginxLayout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One life of an nginx that is our child, from the attempt to start it to its end.
final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);
    private static final Duration STALE_GRACE = Duration.ofSeconds(2);
    private static final Duration ORPHANS_GRACE = Duration.ofSeconds(2);
    private static final long POLL_MILLIS = 10;
    // Of util-linux; keeps the process number, since it needs not fork here.
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final @Nullable Process process;
    private final @Nullable NginxStderr stderr;
    private final String failure;

    private Launch(@Nullable Process process, @Nullable NginxStderr stderr, String failure) {
        this.process = process;
        this.stderr = stderr;
        this.failure = failure;
    }

    /// Starts nginx on the configuration in force.
    static Launch start(Path nginx, NginxLayout layout) {
        try {
            // commons-exec ends what it started or waits for it; this one must live on its own, and
            // write its access log straight to our standard output.
            Process process =
                    new ProcessBuilder(command(nginx, layout))
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start();
            LOG.info("started nginx, process {}", process.pid());
            return new Launch(process, NginxStderr.follow(process.getErrorStream()), "");
        } catch (IOException e) {
            return failed(nginx + " cannot be run: " + e.getMessage());
        }
    }

    /// In a session of its own, where that can be had: Ctrl-C on a terminal goes to everybody in
    /// the session, and would cut the requests that our own stop lets end.
    private static List<String> command(Path nginx, NginxLayout layout) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.addAll(
                List.of(
                        nginx.toString(),
                        "-c",
                        layout.mainFile(),
                        "-p",
                        layout.stateDir() + "/",
                        "-e",
                        "stderr",
                        "-g",
                        "daemon off;"));
        return command;
    }

    /// A launch that came to nothing.
    static Launch failed(String message) {
        return new Launch(null, null, message);
    }

    /// Removes what an nginx that lost its master, or a Brama that was killed, has left behind.
    ///
    /// A master of an earlier Brama is ended, not adopted: its standard error is a pipe that nobody
    /// reads any more, and opening that anew, as a reload does, would block it for ever.
    static void clearWay(NginxLayout layout) throws IOException, InterruptedException {
        Optional<Master> stale = Master.find(layout);
        if (stale.isPresent()) {
            if (!stale.get().reads(layout.mainFile())) {
                throw new IOException(
                        "%s names nginx %d, which is not ours; stop it or name another state folder"
                                .formatted(layout.pidFile(), stale.get().pid()));
            }
            LOG.warn("ending nginx {}, left by an earlier run", stale.get().pid());
            Termination.end(stale.get().pid(), STALE_GRACE);
        }
        Path socket = Path.of(layout.statusSocket());
        releasePorts(new StatusSocket(socket));
        Files.deleteIfExists(socket);
    }

    /// Workers whose master was killed go on and hold its ports. They may finish their requests.
    private static void releasePorts(StatusSocket socket) throws IOException, InterruptedException {
        List<Long> orphans = socket.workers();
        if (orphans.isEmpty()) {
            return;
        }
        LOG.warn("ending the nginx workers {}, whose master is gone", orphans);
        for (long orphan : orphans) {
            Master.signal(orphan, "QUIT");
        }
        long deadline = System.nanoTime() + ORPHANS_GRACE.toNanos();
        while (!socket.workers().isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /// The process number; 0 where nginx did not even start.
    long pid() {
        return process == null ? 0 : process.pid();
    }

    void awaitEnd() throws InterruptedException {
        if (process != null) {
            process.waitFor();
        }
    }

    /// What has become of it, in one sentence.
    String state() throws InterruptedException {
        if (process == null || stderr == null) {
            return failure;
        }
        if (process.isAlive()) {
            return "nginx " + process.pid() + " still reads its files";
        }
        return "nginx "
                + Command.describe(process.exitValue())
                + stderr.lastWords().map(words -> ": " + words).orElse("");
    }
}
