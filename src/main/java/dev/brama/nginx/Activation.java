package dev.brama.nginx;

import dev.brama.nginx.NginxProcess.Refresh;
import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Makes nginx serve the generation in force, and proves that it does.
///
/// A master that reloads starts new workers, waits 100 ms and only then tells the old ones to go;
/// in between both take connections. So the proof is that each old worker is gone or leaving, and
/// that several fresh connections in a row then all name the generation.
final class Activation {
    private static final long POLL_MILLIS = 5;
    // The master's own 100 ms, and a little for the signal to arrive.
    private static final long OLD_WORKERS_STAY_MILLIS = 110;

    private final NginxProcess process;
    private final GenerationProbe probe;
    private final EmergencyLog emergencies;
    private boolean activated;

    Activation(NginxProcess process, NginxLayout layout) {
        this.process = process;
        this.probe = new GenerationProbe(Path.of(layout.statusSocket()));
        this.emergencies = new EmergencyLog(Path.of(layout.emergencyLog()));
    }

    /// How it went.
    sealed interface Result {
        /// Only this generation serves.
        record Live() implements Result {}

        /// nginx runs, or could run, but not with this generation.
        record Failed(String message) implements Result {}

        /// nginx is not there.
        record Absent(String message) implements Result {}
    }

    /// The generation that nginx serves now.
    OptionalLong served() {
        return probe.ask();
    }

    /// Whether nginx serves this generation, and no other.
    boolean isLive(long generation) {
        return probe.answersOnly(generation);
    }

    /// Reloads or starts nginx and waits until it serves the generation in force.
    ///
    /// @param generation its number
    Result activate(long generation, Duration timeout) throws IOException, InterruptedException {
        Optional<String> before = activated ? emergencies.failure() : Optional.empty();
        activated = true;
        emergencies.skip();
        return switch (process.refresh(timeout)) {
            case Refresh.Reloading reloading -> await(generation, reloading.workers(), timeout);
            case Refresh.Requested() -> {
                Result first = awaitFirst(generation, timeout);
                yield first instanceof Result.Live ? await(generation, Set.of(), timeout) : first;
            }
            case Refresh.Started() -> await(generation, Set.of(), timeout);
            case Refresh.NotStarted(String message) -> new Result.Failed(message);
            // One that does not start may have said why since the last time.
            case Refresh.Absent(String message) ->
                    new Result.Absent(
                            before.map(said -> message + "; it said: " + said).orElse(message));
        };
    }

    private Result await(long generation, Set<Long> before, Duration timeout)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<String> failure = emergencies.failure();
            if (failure.isPresent()) {
                return new Result.Failed(failure.get());
            }
            if (before.stream().noneMatch(Master::isWorking) && probe.answersOnly(generation)) {
                return new Result.Live();
            }
            if (System.nanoTime() > deadline) {
                return new Result.Failed(silence(generation, timeout));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// Waits for the first new worker and then for as long as its master lets the old ones be.
    /// Where they cannot be seen, this takes the place of looking.
    private Result awaitFirst(long generation, Duration timeout)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Optional<String> failure = emergencies.failure();
            if (failure.isPresent()) {
                return new Result.Failed(failure.get());
            }
            OptionalLong served = probe.ask();
            if (served.isPresent() && served.getAsLong() == generation) {
                Thread.sleep(OLD_WORKERS_STAY_MILLIS);
                return new Result.Live();
            }
            if (System.nanoTime() > deadline) {
                return new Result.Failed(silence(generation, timeout));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private String silence(long generation, Duration timeout) {
        OptionalLong served = probe.ask();
        String what =
                served.isPresent() ? "serves generation " + served.getAsLong() : "does not answer";
        return "nginx did not come to serve generation %d within %d s: it %s"
                .formatted(generation, timeout.toSeconds(), what);
    }
}
