package dev.brama.nginx;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends an nginx: first gracefully, then at once, then by force.
final class Termination {
    private static final Duration TERM_GRACE = Duration.ofSeconds(5);

    private Termination() {}

    /// Comes back when the master is gone.
    ///
    /// @param pid the master
    /// @param grace how long the workers may finish the requests they have
    static void end(long pid, Duration grace) throws IOException, InterruptedException {
        ProcessHandle master = ProcessHandle.of(pid).orElse(null);
        if (master == null) {
            return;
        }
        Master.signal(pid, "QUIT");
        if (isGone(master, grace)) {
            return;
        }
        master.destroy();
        if (isGone(master, TERM_GRACE)) {
            return;
        }
        // Asked before the master is killed: workers without a master go on, and are found no more.
        List<ProcessHandle> workers = master.descendants().toList();
        master.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        isGone(master, TERM_GRACE);
    }

    private static boolean isGone(ProcessHandle process, Duration within)
            throws InterruptedException {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid(), e);
        }
    }
}
