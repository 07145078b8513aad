package dev.brama.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `brama completion`.
@Command(
        name = "completion",
        description = {
            "Prints a script with which the shell completes commands and options.",
            "",
            "  bash:  source <(brama completion bash)",
            "  zsh:   source <(brama completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        BASH,
        ZSH
    }

    // One script serves both; the name is asked for as other programs do.
    @SuppressWarnings("UnusedVariable")
    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        System.out.println(AutoComplete.bash("brama", Main.commandLine()));
        return ExitCode.OK;
    }
}
