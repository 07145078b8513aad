package dev.brama.bed;

import dev.brama.fixture.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Programs of this bed that run as a client in the LAN, each in a JVM of its own.
final class LanPrograms {
    private LanPrograms() {}

    /// @param log where its output goes
    static Process start(Lan lan, Path log, Class<?> program, List<String> arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx64m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(arguments);
        return Commands.start(lan.client(), log, command);
    }
}
