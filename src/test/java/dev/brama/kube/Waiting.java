package dev.brama.kube;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/// Waits for what must come, however slow the machine is.
final class Waiting {
    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 60 s for: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
