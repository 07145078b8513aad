package dev.brama.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the file in which nginx tells every request, in a thread of its own.
public final class AccessLogFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLogFile.class);
    // nginx keeps lines for up to a second, so there is no haste.
    private static final Duration NAP = Duration.ofMillis(200);

    private final LogTail tail;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable String trouble;

    private AccessLogFile(LogTail tail) {
        this.tail = tail;
        this.thread = Thread.ofPlatform().daemon().name("access-log").unstarted(this::follow);
    }

    /// Counts what is told in a file from where an earlier run has read it to.
    ///
    /// @param log the file; it may come later
    /// @throws IOException if where it has been read to cannot be kept beside it
    public static AccessLogFile follow(Path log, RequestMetrics requests) throws IOException {
        AccessLogFile file = new AccessLogFile(LogTail.of(log, requests));
        file.thread.start();
        return file;
    }

    private void follow() {
        try {
            while (!closing.await(NAP.toMillis(), TimeUnit.MILLISECONDS)) {
                take();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        take();
    }

    private void take() {
        try {
            tail.take();
            trouble = null;
        } catch (IOException e) {
            // It is tried again, so it is told once.
            if (!e.toString().equals(trouble)) {
                LOG.error("requests are not counted: {}", e.toString());
            }
            trouble = e.toString();
        }
    }

    /// Lines that were thrown away because nobody read them.
    long unread() {
        return tail.unread();
    }

    /// Takes what has come until now, and ends.
    @Override
    public void close() throws IOException {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            tail.close();
        }
    }
}
