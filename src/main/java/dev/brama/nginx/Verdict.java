package dev.brama.nginx;

import java.util.List;

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
}
