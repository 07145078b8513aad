package dev.brama.controller;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Wakes a loop when something changed, and when it is to end. Any thread may call; one waits.
final class WakeUp {
    private final Semaphore signals = new Semaphore(0);
    private volatile boolean stopped;

    /// Something changed.
    void signal() {
        signals.release();
    }

    /// The loop is to end: nothing makes it wait any more.
    void stop() {
        stopped = true;
        signals.release();
    }

    boolean isStopped() {
        return stopped;
    }

    /// Forgets the changes so far, for whoever looks at everything from now on. The end is not
    /// forgotten: it may come between a look at [#isStopped] and this.
    void forget() {
        signals.drainPermits();
    }

    /// Waits for a change or the end, however long it takes.
    void await() throws InterruptedException {
        if (!stopped) {
            signals.acquire();
        }
    }

    /// Waits for a change or the end.
    ///
    /// @return whether it came in time
    boolean await(Duration limit) throws InterruptedException {
        return stopped || signals.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
