package dev.brama.admission;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Runs each exchange in a virtual thread of its own, so many at once and so long each.
///
/// JDK's server has a limit of time only for all servers of a process. But an exchange blocks in a
/// channel that an interrupt closes, in the handshake too, so an interrupt ends it.
final class PatientExecutor implements Executor, AutoCloseable {
    private final Semaphore slots;
    private final Duration patience;
    private final ScheduledExecutorService alarm =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("admission-alarm").factory());

    PatientExecutor(int atOnce, Duration patience) {
        this.slots = new Semaphore(atOnce);
        this.patience = patience;
    }

    @Override
    public void execute(Runnable exchange) {
        Thread.ofVirtual().name("admission").start(() -> run(exchange));
    }

    private void run(Runnable exchange) {
        boolean taken = false;
        ScheduledFuture<?> end = null;
        try {
            taken = slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!taken) {
                // The exchange then closes its connection; without being run it would stay open.
                Thread.currentThread().interrupt();
            }
            Thread thread = Thread.currentThread();
            end = alarm.schedule(thread::interrupt, patience.toMillis(), TimeUnit.MILLISECONDS);
            exchange.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (end != null) {
                end.cancel(false);
            }
            if (taken) {
                slots.release();
            }
        }
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }
}
