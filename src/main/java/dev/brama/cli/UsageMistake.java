package dev.brama.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What is wrong with flags that are right one by one.
final class UsageMistake {
    private static final int MAX_PORT = 65535;

    private UsageMistake() {}

    /// @param spec the command the flags belong to; absent where they were made without one
    static RuntimeException of(@Nullable CommandSpec spec, String message) {
        return spec == null
                ? new IllegalArgumentException(message)
                : new ParameterException(spec.commandLine(), message);
    }

    /// The port, if it is one.
    static int port(@Nullable CommandSpec spec, String flag, int port) {
        if (port < 1 || port > MAX_PORT) {
            throw of(spec, flag + " must be a port of 1 to " + MAX_PORT);
        }
        return port;
    }
}
