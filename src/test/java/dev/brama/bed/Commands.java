package dev.brama.bed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs programs, here or in the network of a namespace.
final class Commands {
    private Commands() {}

    /// Runs a program to its end; its output.
    ///
    /// @throws IOException with what it said, where it failed
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + said);
        }
        return said;
    }

    /// Runs a line of words that hold no blanks.
    static String line(String words) throws IOException, InterruptedException {
        return run(words.split(" "));
    }

    /// Starts a program in the network of a namespace, with its output in a file.
    static Process start(String namespace, Path log, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace));
        all.addAll(command);
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
    }

    static void signal(Process process, String signal) throws IOException, InterruptedException {
        run("kill", "-" + signal, Long.toString(process.pid()));
    }

    /// Ends a process for good and waits for it.
    static void kill(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
