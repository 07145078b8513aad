package dev.brama.kube;

import dev.brama.kube.FolderWalk.Finds;
import dev.brama.kube.FolderWalk.FoundFile;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says when manifests in some folders may have changed.
///
/// A signal carries nothing: who gets it reads the folders again. Changes close to each other give
/// one signal, once it is quiet, so that files that are still being written are rarely read.
///
/// ```
/// waiting --event--> settling --30 ms without event, or 500 ms--> look at the folders --> signal
///    |                                                                  ^
///    +---------- every 10 s, and something looks different -------------+
/// ```
///
/// The slow look serves file systems that report no events, and what changes behind a link.
public final class FolderWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final List<Path> roots;
    private final Runnable signal;
    private final Pace pace;
    private final FolderEvents events;
    private final Thread thread;
    private List<FoundFile> seen = List.of();
    private volatile boolean closed;

    private FolderWatch(List<Path> roots, Runnable signal, Pace pace) {
        this.roots = List.copyOf(roots);
        this.signal = signal;
        this.pace = pace;
        this.events = FolderEvents.open();
        this.thread = Thread.ofVirtual().name("folder-watch").unstarted(this::run);
    }

    /// How the watch takes its time.
    ///
    /// @param quiet how long no event must come before the signal
    /// @param patience how long to wait for that at most
    /// @param rescan how often to look without an event
    record Pace(Duration quiet, Duration patience, Duration rescan) {
        static final Pace USUAL =
                new Pace(Duration.ofMillis(30), Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    /// Starts to watch. Every change from now on is followed by a signal, so read the folders for
    /// the first time after this.
    ///
    /// @param roots the same roots as those of a [FolderSource]; they need not exist yet
    /// @param signal called on the thread of the watch, never twice at a time
    public static FolderWatch start(List<Path> roots, Runnable signal) {
        return start(roots, signal, Pace.USUAL);
    }

    static FolderWatch start(List<Path> roots, Runnable signal, Pace pace) {
        FolderWatch watch = new FolderWatch(roots, signal, pace);
        watch.look();
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            long rescanAt = System.nanoTime() + pace.rescan().toNanos();
            while (!closed) {
                boolean event = events.await(rescanAt);
                if (event) {
                    settle();
                }
                boolean due = rescanAt - System.nanoTime() <= 0;
                if (event || due) {
                    boolean different = look();
                    rescanAt = System.nanoTime() + pace.rescan().toNanos();
                    if (event || different) {
                        fire();
                    }
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            // Closed.
        }
    }

    private void settle() throws InterruptedException {
        long end = System.nanoTime() + pace.patience().toNanos();
        boolean busy = true;
        while (busy) {
            long quietAt = System.nanoTime() + pace.quiet().toNanos();
            busy = events.await(quietAt - end < 0 ? quietAt : end) && end - System.nanoTime() > 0;
        }
    }

    /// Watches folders that are new and says whether any file differs from the last look.
    private boolean look() {
        Finds finds = FolderWalk.walk(roots);
        // What appeared in a new folder before it was watched shows only by looking again.
        for (int i = 0; i < 10 && events.watch(roots, finds.folders()); i++) {
            finds = FolderWalk.walk(roots);
        }
        boolean different = !finds.files().equals(seen);
        seen = finds.files();
        return different;
    }

    private void fire() {
        try {
            signal.run();
        } catch (RuntimeException e) {
            LOG.error("the receiver of a folder's change failed; the watch goes on", e);
        }
    }

    /// Ends the watch; when this returns no further signal begins.
    @Override
    public void close() {
        closed = true;
        events.close();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
