package dev.brama.nginx;

import java.util.List;
import java.util.Optional;

/// What became of a configuration that was only to be tested.
public sealed interface Verdict permits Verdict.Accepted, ApplyOutcome.Refused {
    /// nginx takes it.
    ///
    /// @param warnings what it remarks all the same
    record Accepted(List<String> warnings) implements Verdict {
        public Accepted {
            warnings = List.copyOf(warnings);
        }
    }

    /// Why nginx does not take it; empty where it does.
    default Optional<ApplyOutcome.Refused> refusal() {
        return this instanceof ApplyOutcome.Refused refused
                ? Optional.of(refused)
                : Optional.empty();
    }
}
