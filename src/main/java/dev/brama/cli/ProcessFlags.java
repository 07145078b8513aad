package dev.brama.cli;

import dev.brama.controller.ControllerOptions;
import dev.brama.controller.ServeOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How the controller runs.
final class ProcessFlags {
    @Option(
            names = "--nginx-mode",
            paramLabel = "managed|external|sidecar",
            defaultValue = "managed",
            description =
                    "Who starts nginx: Brama, something else beside it, or the entry point of the"
                            + " next container (default: ${DEFAULT-VALUE}).")
    private ServeOptions.Mode mode = ServeOptions.Mode.MANAGED;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/brama",
            description =
                    "Folder for configurations, sockets and certificates (default:"
                            + " ${DEFAULT-VALUE}).")
    private Path stateDir = Path.of("/var/lib/brama");

    @Option(
            names = "--sync-rate-limit",
            paramLabel = "N",
            defaultValue = "0.3",
            description =
                    "Reloads a second in the long run; a few at once are free (default:"
                            + " ${DEFAULT-VALUE}).")
    private double syncRate = ControllerOptions.Pace.DEFAULT.perSecond();

    @Option(
            names = "--shutdown-grace-period",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description =
                    "How long a managed nginx goes on as before when told to stop (default:"
                            + " ${DEFAULT-VALUE}).")
    private int shutdownDelay;

    @Option(
            names = "--drain-grace-period",
            paramLabel = "SECONDS",
            defaultValue = "240",
            description =
                    "How long requests of a managed nginx may take to end then (default:"
                            + " ${DEFAULT-VALUE}).")
    private int grace = 240;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    ServeOptions.Mode mode() {
        return mode;
    }

    Path stateDir() {
        return stateDir;
    }

    ControllerOptions.Pace pace() {
        if (!(syncRate > 0) || syncRate > 1000) {
            CommandSpec command = spec;
            String message = "--sync-rate-limit must be more than 0 and at most 1000";
            throw command == null
                    ? new IllegalArgumentException(message)
                    : new ParameterException(command.commandLine(), message);
        }
        return new ControllerOptions.Pace(syncRate, ControllerOptions.Pace.DEFAULT.burst());
    }

    ControllerOptions.Stopping stopping() {
        return new ControllerOptions.Stopping(
                Duration.ofSeconds(shutdownDelay), Duration.ofSeconds(grace));
    }
}
