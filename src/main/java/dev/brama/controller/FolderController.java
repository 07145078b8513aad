package dev.brama.controller;

import dev.brama.kube.FolderSource;
import dev.brama.kube.FolderWatch;
import dev.brama.kube.Manifests;
import dev.brama.render.Templates;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves from folders of manifests, without a cluster: applies each change to nginx until it is
/// told to stop.
///
/// The first change of a burst is applied at once; what changes meanwhile is applied together
/// afterwards, so that at most one apply is under way and one is waiting.
public final class FolderController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderController.class);
    // Certificates end with time alone, so everything is looked at now and then.
    private static final Duration IDLE = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final ServeOptions options;
    private final LiveConfiguration configuration;
    private final FolderSource source;
    private final ApplyLog log = new ApplyLog();
    private final WakeUp changes = new WakeUp();

    private FolderController(ServeOptions options, LiveConfiguration configuration) {
        this.options = options;
        this.configuration = configuration;
        this.source = new FolderSource(options.folders());
    }

    /// Takes hold of the state folder.
    ///
    /// @throws IOException if the folder cannot be used, or another Brama uses it
    public static FolderController open(ServeOptions options, Templates templates)
            throws IOException {
        return new FolderController(options, LiveConfiguration.open(options.setup(), templates));
    }

    /// Serves until [#stop] is called.
    public void run() throws InterruptedException {
        try (FolderWatch _ = FolderWatch.start(options.folders(), changes::signal)) {
            while (!changes.isStopped()) {
                changes.forget();
                changes.await(applyOnce());
            }
        }
    }

    /// Ends [#run] soon; an apply that is under way ends first.
    public void stop() {
        changes.stop();
    }

    /// Ends nginx, where it is ours, and gives the state folder free.
    @Override
    public void close() throws IOException {
        try {
            configuration.endNginx(options.grace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            configuration.close();
        }
    }

    /// @return how long to wait for a change before trying again without one
    private Duration applyOnce() throws InterruptedException {
        try (Progress _ = Progress.of("applying a change", LOG::info)) {
            Manifests manifests = source.read();
            LiveConfiguration.Result result = configuration.apply(manifests.state(), _ -> {});
            log.tell(manifests.problems(), manifests::placeOf, result);
            return LiveConfiguration.mayDoBetter(result.outcome()) ? RETRY : IDLE;
        } catch (IOException | RuntimeException e) {
            // Whatever it was, what served before still does; the next look may go better.
            LOG.error("could not apply: {}", e.getMessage(), e);
            return RETRY;
        }
    }
}
