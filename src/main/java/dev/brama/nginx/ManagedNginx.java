package dev.brama.nginx;

import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An nginx that is Brama's own child, and is started again when it ends.
///
/// Where Brama is killed, its nginx goes on serving; the next run ends it and starts its own.
///
/// ```
/// caller            refresh ----- HUP, or "start now" ---+        stop: QUIT, TERM, KILL
///                                                        v          v
/// nginx-supervisor  clear the way -> launch -> wait for its end -> pause (0.5 s .. 30 s) -+
///                        ^                                                                |
///                        +----------------------------------------------------------------+
/// nginx-stderr      one for each launch: lines to the log
/// ```
public final class ManagedNginx implements NginxProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedNginx.class);
    private static final long POLL_MILLIS = 5;

    private final Path nginx;
    private final NginxLayout layout;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All guarded by the lock.
    private @Nullable Launch launch;
    private int launches;
    private boolean supervised;
    private boolean urgent;
    private boolean stopping;

    /// Starts nothing yet.
    ///
    /// @param nginx the binary
    /// @param layout where its files are
    public ManagedNginx(Path nginx, NginxLayout layout) {
        this.nginx = nginx;
        this.layout = layout;
    }

    @Override
    public Refresh refresh(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Optional<Launch> running = running();
        if (running.isPresent()) {
            Optional<Master> master = awaitMaster(running.get(), deadline);
            if (master.isPresent()) {
                Refresh.Reloading reloading = new Refresh.Reloading(master.get().workers());
                master.get().signal("HUP");
                return reloading;
            }
        }
        if (running.isPresent() && running.get().isAlive()) {
            return new Refresh.NotStarted(running.get().state());
        }
        Optional<Launch> started = start(deadline);
        if (started.isEmpty()) {
            return new Refresh.NotStarted("nginx is not running and was not started in time");
        }
        return awaitMaster(started.get(), deadline).isPresent()
                ? new Refresh.Started()
                : new Refresh.NotStarted(started.get().state());
    }

    /// Ends nginx for good. Comes back when it is gone; a second call waits for the first.
    ///
    /// @param grace how long requests that are under way may take to end
    public void stop(Duration grace) throws IOException, InterruptedException {
        Optional<Launch> running;
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
            running = running();
        } finally {
            lock.unlock();
        }
        if (running.isPresent()) {
            LOG.info("stopping nginx, which has {} s to end its requests", grace.toSeconds());
            Termination.end(running.get().pid(), grace);
        }
    }

    /// Ends nginx when this Java process exits, unless it has been ended before. Hooks of an exit
    /// run side by side: where the exit has an order of its own, call [#stop] there instead.
    ///
    /// @param grace as in [#stop]
    public void stopAtExit(Duration grace) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("nginx-stop")
                                .unstarted(() -> {
                                    try {
                                        stop(grace);
                                    } catch (IOException | InterruptedException e) {
                                        LOG.error("nginx could not be stopped", e);
                                    }
                                }));
    }

    private Optional<Launch> running() {
        lock.lock();
        try {
            return Optional.ofNullable(launch).filter(Launch::isAlive);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until nginx has read its files; empty where it ended or time is over.
    private Optional<Master> awaitMaster(Launch awaited, long deadline)
            throws InterruptedException {
        while (awaited.isAlive() && System.nanoTime() < deadline) {
            Optional<Master> master =
                    Master.find(layout).filter(found -> found.pid() == awaited.pid());
            if (master.isPresent()) {
                return master;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return Optional.empty();
    }

    /// Has the supervisor launch nginx without a pause; the launch that came of it.
    private Optional<Launch> start(long deadline) throws InterruptedException {
        lock.lock();
        try {
            int before = launches;
            if (!supervised) {
                supervised = true;
                Thread.ofVirtual().name("nginx-supervisor").start(this::supervise);
            }
            urgent = true;
            changed.signalAll();
            while (launches == before && !stopping) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                changed.awaitNanos(left);
            }
            return launches == before ? Optional.empty() : Optional.ofNullable(launch);
        } finally {
            lock.unlock();
        }
    }

    private void supervise() {
        BackOff backOff = new BackOff();
        try {
            boolean goesOn = true;
            while (goesOn) {
                long began = System.nanoTime();
                Launch fresh = launch();
                fresh.awaitEnd();
                Duration life = Duration.ofNanos(System.nanoTime() - began);
                goesOn = pause(fresh, life, backOff.after(life));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Launch launch() throws InterruptedException {
        Optional<Launch> obstacle = clearWay();
        lock.lock();
        try {
            Launch fresh =
                    stopping
                            ? Launch.failed("nginx is being stopped")
                            : obstacle.orElseGet(() -> Launch.start(nginx, layout));
            launch = fresh;
            launches++;
            urgent = false;
            changed.signalAll();
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Launch> clearWay() throws InterruptedException {
        try {
            Launch.clearWay(layout);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Launch.failed("nginx cannot be started: " + e.getMessage()));
        }
    }

    /// Waits until the next launch is due; false where there is to be none.
    private boolean pause(Launch ended, Duration life, Duration pause) throws InterruptedException {
        String state = ended.state();
        lock.lock();
        try {
            if (stopping) {
                LOG.info("nginx is stopped");
                return false;
            }
            LOG.error(
                    "{}; it lived {} s and is started again in {} ms",
                    state,
                    life.toSeconds(),
                    pause.toMillis());
            long left = pause.toNanos();
            while (left > 0 && !urgent && !stopping) {
                left = changed.awaitNanos(left);
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }
}
