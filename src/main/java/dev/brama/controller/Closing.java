package dev.brama.controller;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what was opened, the last first, whatever fails on the way.
final class Closing implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /// Notes what is to be closed before all that was noted earlier.
    <T extends AutoCloseable> T last(T opened) {
        open.push(opened);
        return opened;
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                IOException now =
                        e instanceof IOException io ? io : new IOException(e.getMessage(), e);
                if (failure == null) {
                    failure = now;
                } else {
                    failure.addSuppressed(now);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
