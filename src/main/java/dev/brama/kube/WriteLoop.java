package dev.brama.kube;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs rounds of writes in a thread of its own: when something changed, and now and then anyway.
///
/// A signal says that something changed, not what; each round works from what is there. A round
/// that could not do all is tried again after 1 s, then 2 s, up to 30 s.
public final class WriteLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLoop.class);
    private static final Duration SPACING = Duration.ofMillis(200);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(15);

    private final Duration rest;
    private final Round round;
    private final Thread thread;
    private boolean signalled;
    private boolean stopped;

    /// One round of writes.
    @FunctionalInterface
    public interface Round {
        /// Writes what there is to write.
        ///
        /// @return what became of it
        Outcome run() throws InterruptedException;
    }

    /// What became of a round.
    public enum Outcome {
        DONE,
        /// Something is left that may succeed later.
        INCOMPLETE
    }

    private WriteLoop(String name, Duration rest, Round round) {
        this.rest = rest;
        this.round = round;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
    }

    /// Starts one; its first round runs at once.
    ///
    /// @param name of the thread
    /// @param rest how long nothing happens without a signal
    public static WriteLoop start(String name, Duration rest, Round round) {
        WriteLoop loop = new WriteLoop(name, rest, round);
        loop.thread.start();
        return loop;
    }

    /// Something changed.
    public synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    private void loop() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isStopped()) {
                if (runRound() == Outcome.DONE) {
                    pause = FIRST_PAUSE;
                    await(SPACING, () -> stopped);
                    await(rest.minus(SPACING), () -> stopped || signalled);
                } else {
                    // Signals do not shorten it: while the API server is away there are many.
                    await(pause, () -> stopped);
                    pause = longer(pause);
                }
                takeSignal();
            }
        } catch (InterruptedException _) {
            // The round was waiting when the loop was closed.
        }
    }

    private Outcome runRound() throws InterruptedException {
        try {
            return round.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed; it is tried again", thread.getName(), e);
            return Outcome.INCOMPLETE;
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized void takeSignal() {
        signalled = false;
    }

    private synchronized void await(Duration limit, BooleanSupplier reason)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (left > 0 && !reason.getAsBoolean()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }

    /// Ends the loop; a round that runs is waited for, for as long as its requests may take.
    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        try {
            thread.join(LONGEST_ROUND);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
