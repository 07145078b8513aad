package dev.brama.kube;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sends writes, four at a time: 1,000 in a few seconds.
///
/// Where the API server is away or overloaded, the round ends at once, and what is left is for a
/// later one. An object that is gone is no failure.
///
/// @param <W> what is written
final class ParallelWrites<W> implements AutoCloseable {
    /// How long one request may take.
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int WRITERS = 4;

    private final Sending<W> sending;
    private final Troubles troubles;
    private final ExecutorService writers;

    /// Sends one write.
    @FunctionalInterface
    interface Sending<W> {
        void send(W write) throws ApiFailureException;
    }

    /// What became of some writes.
    ///
    /// @param written those that are done
    /// @param left what may succeed when it is tried again
    record Round<W>(List<W> written, List<W> left) {
        Round {
            written = List.copyOf(written);
            left = List.copyOf(left);
        }
    }

    /// @param name of the threads
    ParallelWrites(String name, Sending<W> sending, Troubles troubles) {
        this.sending = sending;
        this.troubles = troubles;
        this.writers =
                Executors.newFixedThreadPool(
                        WRITERS, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /// Writes, and comes back when all were tried, or the API server cannot be asked. One round at
    /// a time.
    Round<W> write(List<W> writes) throws InterruptedException {
        Queue<W> queue = new ConcurrentLinkedQueue<>(writes);
        AtomicBoolean troubled = new AtomicBoolean();
        Callable<Round<W>> work = () -> work(queue, troubled);
        List<Future<Round<W>>> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(WRITERS, writes.size()); i++) {
            parts.add(writers.submit(work));
        }
        List<W> written = new ArrayList<>();
        List<W> left = new ArrayList<>();
        try {
            for (Future<Round<W>> part : parts) {
                Round<W> round = part.get();
                written.addAll(round.written());
                left.addAll(round.left());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            left.addAll(queue);
            // Whoever was interrupted leaves no writers behind that go on.
            queue.clear();
        }
        if (!written.isEmpty() && !troubled.get()) {
            troubles.over();
        }
        return new Round<>(written, left);
    }

    private Round<W> work(Queue<W> queue, AtomicBoolean troubled) {
        List<W> written = new ArrayList<>();
        List<W> left = new ArrayList<>();
        for (W write = queue.poll(); write != null; write = queue.poll()) {
            try {
                sending.send(write);
                written.add(write);
            } catch (ApiFailureException e) {
                ApiFailure failure = e.failure();
                if (failure.isGone()) {
                    continue;
                }
                if (failure.isConflict()) {
                    // Somebody else wrote in between, which is nobody's fault.
                    left.add(write);
                    continue;
                }
                troubled.set(true);
                troubles.met(failure);
                if (failure.isPassing()) {
                    // The others would meet the same, and each would wait for it.
                    left.add(write);
                    drain(queue, left);
                }
            }
        }
        return new Round<>(written, left);
    }

    private void drain(Queue<W> queue, List<W> into) {
        for (W write = queue.poll(); write != null; write = queue.poll()) {
            into.add(write);
        }
    }

    /// What keeps the writes from being done.
    Optional<ApiFailure> trouble() {
        return troubles.current();
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }
}
