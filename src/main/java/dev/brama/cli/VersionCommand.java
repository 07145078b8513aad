package dev.brama.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `brama version`.
@Command(name = "version", description = "Shows the version of Brama and of its Java runtime.")
final class VersionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        String version =
                Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                        .orElse("(unpacked)");
        System.out.println("brama " + version + ", Java " + Runtime.version());
        return ExitCode.OK;
    }
}
