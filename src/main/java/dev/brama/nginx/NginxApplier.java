package dev.brama.nginx;

import dev.brama.nginx.ApplyOutcome.Applied;
import dev.brama.nginx.ApplyOutcome.Refused;
import dev.brama.nginx.ApplyOutcome.RolledBack;
import dev.brama.nginx.ApplyOutcome.Timings;
import dev.brama.nginx.ApplyOutcome.Unchanged;
import dev.brama.nginx.ApplyOutcome.Unreachable;
import dev.brama.problem.ObjectRef;
import dev.brama.render.Rendering;
import dev.brama.render.SourceMap;
import dev.brama.render.SourceMap.SourceRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/// Brings configurations into force, one at a time: whoever calls while another call is under way
/// waits for it.
///
/// ```
/// write -> test -> switch current -> reload or start -> prove live
///            |                                              |
///            +-> delete, Refused        switch back, reload +-> RolledBack
/// ```
public final class NginxApplier {
    private final GenerationStore store;
    private final ConfigTest configTest;
    private final Activation activation;
    private final ApplyLimits limits;
    private final ReentrantLock turn = new ReentrantLock(true);

    /// @param store the state folder, used by this applier alone
    /// @param configTest the test, with the binary of the nginx that serves
    /// @param process the nginx that serves
    /// @param limits how long it may take
    public NginxApplier(
            GenerationStore store,
            ConfigTest configTest,
            NginxProcess process,
            ApplyLimits limits) {
        this.store = store;
        this.configTest = configTest;
        this.activation = new Activation(process, store.layout());
        this.limits = limits;
    }

    /// Brings a configuration into force and waits until nginx serves it, and nothing else.
    ///
    /// @throws IOException where the disk or the binary fails; what served before still does
    public ApplyOutcome apply(Rendering rendering) throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            Optional<Generation> inForce = store.current();
            boolean same =
                    inForce.isPresent() && inForce.get().manifest().equals(Manifest.of(rendering));
            return same ? affirm(inForce.get(), List.of()) : replace(rendering);
        } finally {
            turn.unlock();
        }
    }

    /// Brings a configuration into force with workers that know nothing yet, also where it is the
    /// one that serves.
    ///
    /// @throws IOException as [#apply]
    public ApplyOutcome renew(Rendering rendering) throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            return replace(rendering);
        } finally {
            turn.unlock();
        }
    }

    /// Tests a configuration and leaves everything as it is.
    public Verdict test(Rendering rendering) throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            Path scratch = store.writeScratch(rendering);
            TestResult result = configTest.test(scratch, limits.testOf(rendering.files().size()));
            store.discard(scratch);
            return switch (result) {
                case TestResult.Passed passed -> new Verdict.Accepted(passed.warnings());
                case TestResult.Failed failed -> refused(failed, rendering.sources());
            };
        } finally {
            turn.unlock();
        }
    }

    /// Brings back into force what an earlier run left, so that there is service before the first
    /// configuration of this run is known.
    ///
    /// @return empty where there is nothing; refused where nginx does not take it any more
    public Optional<ApplyOutcome> resume() throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            Optional<Generation> left = store.current();
            if (left.isEmpty()) {
                return Optional.empty();
            }
            if (activation.isLive(left.get().number())) {
                return Optional.of(new Unchanged(left.get().number()));
            }
            int files = left.get().manifest().entries().size();
            return Optional.of(
                    switch (configTest.test(left.get().folder(), limits.testOf(files))) {
                        case TestResult.Passed passed -> affirm(left.get(), passed.warnings());
                        case TestResult.Failed failed -> refused(failed, SourceMap.EMPTY);
                    });
        } finally {
            turn.unlock();
        }
    }

    /// The generation that nginx serves now; empty where it does not answer within a second. Does
    /// not wait for a call that is under way.
    public OptionalLong served() {
        return activation.served();
    }

    /// How many workers of earlier generations still finish their last connections. Does not wait
    /// for a call that is under way.
    public int lingeringWorkers() {
        return Master.find(store.layout()).map(Master::lingeringWorkers).orElse(0);
    }

    private ApplyOutcome affirm(Generation inForce, List<String> warnings)
            throws IOException, InterruptedException {
        if (activation.isLive(inForce.number())) {
            return new Unchanged(inForce.number());
        }
        Step nothing = new Step(Duration.ZERO, Duration.ZERO, warnings);
        return activate(inForce, servedGeneration(), nothing);
    }

    private ApplyOutcome replace(Rendering rendering) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Generation fresh = store.write(rendering);
        Duration write = since(began);
        began = System.nanoTime();
        TestResult result = testWritten(fresh);
        Duration test = since(began);
        return switch (result) {
            case TestResult.Failed failed -> {
                store.discard(fresh.folder());
                yield refused(failed, rendering.sources());
            }
            case TestResult.Passed passed -> {
                // Rather what nginx serves than what the disk says: the two differ after a crash.
                Optional<Generation> fallback = servedGeneration().or(store::current);
                store.switchTo(fresh);
                yield activate(fresh, fallback, new Step(write, test, passed.warnings()));
            }
        };
    }

    private TestResult testWritten(Generation fresh) throws IOException, InterruptedException {
        try {
            int files = fresh.manifest().entries().size();
            return configTest.test(fresh.folder(), limits.testOf(files));
        } catch (IOException | InterruptedException e) {
            store.discard(fresh.folder());
            throw e;
        }
    }

    private ApplyOutcome activate(Generation fresh, Optional<Generation> fallback, Step before)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Activation.Result result = activation.activate(fresh.number(), reloadLimit(fresh));
        Duration reload = since(began);
        return switch (result) {
            case Activation.Result.Live() -> {
                store.prune();
                yield new Applied(
                        fresh.number(),
                        new Timings(before.write(), before.test(), reload),
                        lingeringWorkers(),
                        before.warnings());
            }
            case Activation.Result.Absent(String message) -> {
                store.prune();
                yield new Unreachable(message);
            }
            case Activation.Result.Failed(String message) -> {
                boolean another = fallback.isPresent() && fallback.get().number() != fresh.number();
                yield another ? rollBack(fresh, fallback.get(), message) : new Unreachable(message);
            }
        };
    }

    private ApplyOutcome rollBack(Generation failed, Generation kept, String message)
            throws IOException, InterruptedException {
        store.switchTo(kept);
        // The master serves the old generation already, but would read the failed one at its next
        // restart; and it may have taken over a part of it.
        Activation.Result back = activation.activate(kept.number(), reloadLimit(kept));
        store.discard(failed.folder());
        boolean serves = back instanceof Activation.Result.Live || activation.isLive(kept.number());
        return serves
                ? new RolledBack(kept.number(), message)
                : new Unreachable(
                        message + "; nor does nginx serve generation " + kept.number() + " again");
    }

    private Optional<Generation> servedGeneration() throws IOException {
        OptionalLong served = activation.served();
        return served.isPresent() ? store.find(served.getAsLong()) : Optional.empty();
    }

    private Duration reloadLimit(Generation generation) {
        return limits.reloadOf(generation.manifest().entries().size());
    }

    private static Refused refused(TestResult.Failed failed, SourceMap sources) {
        Optional<ObjectRef> culprit =
                failed.file().flatMap(file -> culprit(sources, file, failed.line()));
        return new Refused(failed, culprit);
    }

    /// By line; else by file, unless a line is named and the file comes from several objects: then
    /// the line is nobody's, and blame would hit the wrong one.
    private static Optional<ObjectRef> culprit(SourceMap sources, String file, OptionalInt line) {
        if (line.isEmpty()) {
            return sources.of(file);
        }
        long authors =
                sources.ranges().getOrDefault(file, List.of()).stream()
                        .map(SourceRange::object)
                        .distinct()
                        .count();
        return sources.at(file, line.getAsInt())
                .or(() -> authors == 1 ? sources.of(file) : Optional.empty());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private record Step(Duration write, Duration test, List<String> warnings) {}
}
