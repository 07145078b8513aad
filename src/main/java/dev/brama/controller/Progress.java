package dev.brama.controller;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Says that something still goes on, once it takes longer than two seconds.
///
/// ```
/// try (Progress _ = Progress.of("reading manifests", System.err::println)) { ... }
/// ```
public final class Progress implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration NEXT = Duration.ofSeconds(5);

    private final CountDownLatch done = new CountDownLatch(1);

    private Progress() {}

    /// Begins; ends with [#close].
    ///
    /// @param what goes on, such as `reading manifests`
    /// @param tell gets a line after two seconds, and then every five
    public static Progress of(String what, Consumer<String> tell) {
        Progress progress = new Progress();
        long start = System.nanoTime();
        Thread.ofVirtual()
                .name("progress")
                .start(() -> {
                    try {
                        Duration wait = FIRST;
                        while (!progress.done.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                            Duration taken = Duration.ofNanos(System.nanoTime() - start);
                            tell.accept("still " + what + " (" + taken.toSeconds() + " s)");
                            wait = NEXT;
                        }
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        return progress;
    }

    @Override
    public void close() {
        done.countDown();
    }
}
