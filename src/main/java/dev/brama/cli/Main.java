package dev.brama.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The program's entry.
@Command(
        name = "brama",
        description = {
            "An Ingress controller for bare-metal Kubernetes that drives a stock nginx.",
            "It takes the objects of ingress-nginx as they are.",
            "",
            "To begin:",
            "  brama check -f manifests/                       what is wrong, and how to mend it",
            "  brama render --dry-run -f manifests/            the nginx configuration",
            "  brama explain http://app.example.com/ -f manifests/   who answers this URL, and why",
            "  brama serve manifests/                          serve it, and every change of it",
            "  brama controller                                serve a cluster, from within"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:only warnings, with --strict",
            "2:errors in the objects",
            "64:the command line is wrong",
            "69:something that is needed is not there",
            "70:a mistake of Brama itself"
        })
public final class Main implements Runnable {
    private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("controller", ControllerCommand.class);
        COMMANDS.put("serve", ServeCommand.class);
        COMMANDS.put("render", RenderCommand.class);
        COMMANDS.put("check", CheckCommand.class);
        COMMANDS.put("speaker", SpeakerCommand.class);
        COMMANDS.put("explain", ExplainCommand.class);
        COMMANDS.put("version", VersionCommand.class);
        COMMANDS.put("completion", CompletionCommand.class);
    }

    // picocli itself acts on it, for every command.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Spec private @Nullable CommandSpec spec;

    private Main() {}

    /// Runs a command.
    public static void main(String[] args) {
        LogFlags.prepare(List.of(args));
        System.exit(run(args));
    }

    /// Runs a command and tells how it ended.
    static int run(String... args) {
        // To know all options of all commands takes longer than most commands do.
        Optional<Class<?>> named =
                args.length == 0 ? Optional.empty() : Optional.ofNullable(COMMANDS.get(args[0]));
        return commandLine(named.<Collection<Class<?>>>map(List::of).orElseGet(COMMANDS::values))
                .execute(args);
    }

    /// The command line with all commands, as for completion scripts.
    static CommandLine commandLine() {
        return commandLine(COMMANDS.values());
    }

    private static CommandLine commandLine(Collection<Class<?>> commands) {
        CommandLine line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        Ansi ansi = Terminal.isColoured() ? Ansi.ON : Ansi.OFF;
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::usage);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "Name a command.");
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("brama: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        PrintWriter err = line.getErr();
        if (e instanceof IOException) {
            err.println("brama: " + e.getMessage());
            return ExitCode.UNAVAILABLE;
        }
        if (e instanceof InterruptedException) {
            return ExitCode.UNAVAILABLE;
        }
        err.println("brama: this should not have happened; please report it");
        e.printStackTrace(err);
        return ExitCode.SOFTWARE;
    }
}
