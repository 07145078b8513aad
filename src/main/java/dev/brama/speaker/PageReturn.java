package dev.brama.speaker;

import dev.brama.link.FilePages;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives back, now and then, the pages that a speaker has read and hardly needs any more: some
/// megabytes, and how many depends on how large the pieces are in which the kernel maps a file.
final class PageReturn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PageReturn.class);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMinutes(5);

    private final Thread thread;

    private PageReturn() {
        this.thread = Thread.ofVirtual().name("page-return").unstarted(PageReturn::run);
    }

    static PageReturn start() {
        PageReturn returning = new PageReturn();
        returning.thread.start();
        return returning;
    }

    private static void run() {
        try {
            Thread.sleep(START);
            while (true) {
                LOG.debug("{} bytes of files are mapped anew", FilePages.giveBack());
                Thread.sleep(AGAIN);
            }
        } catch (IOException e) {
            LOG.debug("no pages are given back: {}", e.getMessage());
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
