package dev.brama.nginx;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What `nginx -t` says of a configuration.
public sealed interface TestResult {
    /// nginx takes it.
    ///
    /// @param warnings what it remarks all the same, in its order
    record Passed(List<String> warnings) implements TestResult {
        public Passed {
            warnings = List.copyOf(warnings);
        }
    }

    /// nginx does not take it.
    ///
    /// @param fault where the trouble lies
    /// @param message what nginx says, without date and process number; paths are relative to the
    ///   folder of the generation
    /// @param file the file that it names, relative to that folder
    /// @param line the line that it names, counted from 1
    /// @param output the last 64 kB of what it printed
    record Failed(
            Fault fault, String message, Optional<String> file, OptionalInt line, String output)
            implements TestResult {}

    /// Where the trouble of a failed test lies.
    enum Fault {
        /// In the files: another configuration may pass.
        CONFIGURATION,
        /// In the machine (an address that is not here, a full disk, no time): another
        /// configuration is not likely to do better, and no object is to blame.
        ENVIRONMENT
    }
}
