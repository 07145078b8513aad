package dev.brama.cli;

/// How the process ends; documented in every command's `--help`. From 64 on as in sysexits.h.
final class ExitCode {
    static final int OK = 0;

    /// `check --strict` found warnings, but no errors.
    static final int WARNINGS = 1;

    /// Errors in the objects, or a configuration that nginx refuses.
    static final int ERRORS = 2;

    /// The command line is wrong.
    static final int USAGE = 64;

    /// Something that is needed is not there: a file, nginx, a port.
    static final int UNAVAILABLE = 69;

    /// A mistake of Brama itself.
    static final int SOFTWARE = 70;

    private ExitCode() {}
}
