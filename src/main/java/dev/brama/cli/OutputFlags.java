package dev.brama.cli;

import dev.brama.report.ProblemReport.Colour;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/// How a result is printed.
final class OutputFlags {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json|yaml",
            defaultValue = "text",
            description = "How to print (default: ${DEFAULT-VALUE}).")
    private OutputForm form = OutputForm.TEXT;

    /// Prints a result for people or for scripts, as was asked for.
    void print(Function<Colour, String> text, Supplier<Object> tree) {
        System.out.print(
                form == OutputForm.TEXT
                        ? text.apply(Terminal.colour())
                        : TreePrinter.print(tree.get(), form));
    }
}
