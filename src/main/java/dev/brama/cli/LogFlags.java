package dev.brama.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/// How the controller and the speaker log. Taken from the arguments before anything else is, since
/// the logger reads its settings once, when the first class asks for one.
final class LogFlags {
    private static final String SETTING = "org.slf4j.simpleLogger.";
    private static final int DEBUG_VERBOSITY = 4;
    // They run for weeks, so their lines have a date, too.
    private static final Set<String> DAEMONS = Set.of("controller", "speaker");

    // Read by prepare(); here for --help and for the check of their values.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the log's lines (default: ${DEFAULT-VALUE}).")
    private Format format = Format.TEXT;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = "--log-level",
            paramLabel = "debug|info|warn|error",
            defaultValue = "info",
            description = "What is logged (default: ${DEFAULT-VALUE}).")
    private Level level = Level.INFO;

    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"--v", "-v"},
            paramLabel = "N",
            description = "ingress-nginx's verbosity; from 4 on as --log-level=debug.")
    private int verbosity;

    private enum Format {
        TEXT,
        JSON
    }

    private enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /// Sets the logger up as the arguments say.
    static void prepare(List<String> arguments) {
        if (arguments.stream().noneMatch(DAEMONS::contains)) {
            return;
        }
        System.setProperty(SETTING + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        value(arguments, "--log-level").ifPresent(LogFlags::limit);
        value(arguments, "--v")
                .or(() -> value(arguments, "-v"))
                .filter(text -> text.matches("\\d{1,3}"))
                .filter(text -> Integer.parseInt(text) >= DEBUG_VERBOSITY)
                .ifPresent(_ -> limit("debug"));
        if (value(arguments, "--log-format").filter("json"::equalsIgnoreCase).isPresent()) {
            System.setErr(new PrintStream(new JsonLines(System.err), true, StandardCharsets.UTF_8));
        }
    }

    private static void limit(String level) {
        System.setProperty(SETTING + "defaultLogLevel", level);
    }

    private static Optional<String> value(List<String> arguments, String flag) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(flag + "=")) {
                return Optional.of(argument.substring(flag.length() + 1));
            }
            if (argument.equals(flag) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }
}
