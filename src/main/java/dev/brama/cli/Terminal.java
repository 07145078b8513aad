package dev.brama.cli;

import dev.brama.report.ProblemReport.Colour;
import java.io.Console;
import java.util.Optional;

/// Whether a person looks at the output.
final class Terminal {
    private Terminal() {}

    /// Whether colours are wanted: on a terminal, unless `NO_COLOR` is set (no-color.org) or it is
    /// a dumb one.
    static boolean isColoured() {
        String off = System.getenv("NO_COLOR");
        return (off == null || off.isEmpty())
                && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                && !"dumb".equals(System.getenv("TERM"));
    }

    /// The colours for reports.
    static Colour colour() {
        return isColoured() ? Colour.ANSI : Colour.NONE;
    }

    /// Tells something beside the result.
    static void tell(String line) {
        System.err.println("brama: " + line);
    }
}
