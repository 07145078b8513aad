package dev.brama.nginx;

import dev.brama.problem.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What became of a configuration that was to be applied.
public sealed interface ApplyOutcome {
    /// It is the one in force, and nginx serves it; nothing was done.
    ///
    /// @param generation its number
    record Unchanged(long generation) implements ApplyOutcome {}

    /// It is in force: new workers serve it, and the old ones take no more connections.
    ///
    /// @param generation its number
    /// @param timings how long the steps took
    /// @param lingeringWorkers how many old workers still finish their last connections
    /// @param warnings what nginx remarked on it
    record Applied(long generation, Timings timings, int lingeringWorkers, List<String> warnings)
            implements ApplyOutcome {
        public Applied {
            warnings = List.copyOf(warnings);
        }
    }

    /// nginx refused it in the test. Nothing has changed, and nothing of it is left on disk.
    ///
    /// @param failure what nginx says
    /// @param culprit the object whose line or file nginx names, where it names one
    record Refused(TestResult.Failed failure, Optional<ObjectRef> culprit)
            implements ApplyOutcome, Verdict {}

    /// It passed the test, but nginx did not come to serve it. The generation before is in force
    /// again.
    ///
    /// @param generation the number of the one in force
    /// @param message why, in nginx's words where it said so
    record RolledBack(long generation, String message) implements ApplyOutcome {}

    /// There is no nginx that serves. A tested configuration is on disk and in force as soon as
    /// nginx comes; to apply again then is what tells whether it serves.
    ///
    /// @param message what was looked for, or why nginx does not start
    record Unreachable(String message) implements ApplyOutcome {}

    /// How long the steps of an apply took; zero for a step that was not needed.
    ///
    /// @param write writing the files
    /// @param test `nginx -t`
    /// @param reload from the signal, or the start, until only the new generation serves
    record Timings(Duration write, Duration test, Duration reload) {}
}
