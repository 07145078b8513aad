package dev.brama.controller;

import dev.brama.kube.FolderSource;
import dev.brama.kube.FolderWatch;
import dev.brama.kube.Manifests;
import dev.brama.nginx.ApplyLimits;
import dev.brama.nginx.ApplyOutcome;
import dev.brama.nginx.ConfigTest;
import dev.brama.nginx.ExternalNginx;
import dev.brama.nginx.GenerationStore;
import dev.brama.nginx.ManagedNginx;
import dev.brama.nginx.NginxApplier;
import dev.brama.nginx.NginxProcess;
import dev.brama.nginx.TestResult;
import dev.brama.render.Rendering;
import dev.brama.render.Templates;
import dev.brama.syntax.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final ServeOptions options;
    private final GenerationStore store;
    private final NginxProcess process;
    private final NginxApplier applier;
    private final Pipeline pipeline;
    private final FolderSource source;
    private final ApplyLog log = new ApplyLog();
    private final Semaphore changes = new Semaphore(1);
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    private enum State {
        RUNNING,
        STOPPING
    }

    private FolderController(
            ServeOptions options, GenerationStore store, Templates templates, Path stateDir)
            throws IOException {
        this.options = options;
        this.store = store;
        this.process =
                switch (options.mode()) {
                    case MANAGED -> new ManagedNginx(options.nginx(), options.render().layout());
                    case EXTERNAL -> new ExternalNginx(options.render().layout(), PATIENCE);
                };
        this.applier =
                new NginxApplier(
                        store,
                        new ConfigTest(options.nginx(), options.render().layout()),
                        process,
                        ApplyLimits.DEFAULT);
        this.pipeline =
                new Pipeline(
                        options.ingress(),
                        options.render(),
                        templates,
                        FallbackCertificate.keptIn(stateDir, Instant.now()));
        this.source = new FolderSource(options.folders());
    }

    /// Takes hold of the state folder.
    ///
    /// @throws IOException if the folder cannot be used, or another Brama uses it
    public static FolderController open(ServeOptions options, Templates templates)
            throws IOException {
        Optional<String> group = options.render().workerUser().map(Word::value);
        GenerationStore store = GenerationStore.open(options.render().layout(), group);
        try {
            return new FolderController(
                    options, store, templates, Path.of(options.render().layout().stateDir()));
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /// Serves until [#stop] is called.
    public void run() throws InterruptedException {
        try (FolderWatch _ = FolderWatch.start(options.folders(), changes::release)) {
            // The first permit is there from the start.
            Duration wait = IDLE;
            while (state.get() == State.RUNNING) {
                if (changes.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                if (state.get() == State.RUNNING) {
                    wait = applyOnce();
                }
            }
        }
    }

    /// Ends [#run] soon; an apply that is under way ends first.
    public void stop() {
        state.set(State.STOPPING);
        changes.release();
    }

    /// Ends nginx, where it is ours, and gives the state folder free.
    @Override
    public void close() throws IOException {
        try {
            if (process instanceof ManagedNginx managed) {
                managed.stop(options.grace());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    /// @return how long to wait for a change before trying again without one
    private Duration applyOnce() throws InterruptedException {
        try (Progress _ = Progress.of("applying a change", LOG::info)) {
            Manifests manifests = source.read();
            AtomicReference<Optional<ApplyOutcome>> outcome =
                    new AtomicReference<>(Optional.empty());
            Pipeline.Settled settled =
                    pipeline.settle(
                            manifests.state(),
                            Instant.now(),
                            rendering -> apply(rendering, outcome),
                            rendering -> applier.test(rendering).refusal());
            log.tell(manifests, settled, outcome.get());
            return outcome.get().map(FolderController::waitAfter).orElse(RETRY);
        } catch (IOException | RuntimeException e) {
            // Whatever it was, what served before still does; the next look may go better.
            LOG.error("could not apply: {}", e.getMessage(), e);
            return RETRY;
        }
    }

    private Optional<ApplyOutcome.Refused> apply(
            Rendering rendering, AtomicReference<Optional<ApplyOutcome>> outcome)
            throws IOException, InterruptedException {
        ApplyOutcome result = applier.apply(rendering);
        outcome.set(Optional.of(result));
        return result instanceof ApplyOutcome.Refused refused
                ? Optional.of(refused)
                : Optional.empty();
    }

    private static Duration waitAfter(ApplyOutcome outcome) {
        return switch (outcome) {
            case ApplyOutcome.Applied _, ApplyOutcome.Unchanged _ -> IDLE;
            // The machine, full or short of memory, may do better soon; the objects will not.
            case ApplyOutcome.Refused refused ->
                    refused.failure().fault() == TestResult.Fault.ENVIRONMENT ? RETRY : IDLE;
            case ApplyOutcome.RolledBack _, ApplyOutcome.Unreachable _ -> RETRY;
        };
    }
}
