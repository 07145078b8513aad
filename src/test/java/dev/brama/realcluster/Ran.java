package dev.brama.realcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// What a command said, and how it ended.
record Ran(int exit, String out, String err) {
    static Ran of(
            List<String> command, Map<String, String> environment, String input, Duration limit)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("brama-ran");
        Path in = Files.writeString(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(
                        "%s does not end in %s: %s%s"
                                .formatted(
                                        command,
                                        limit,
                                        Files.readString(out),
                                        Files.readString(err)));
            }
            return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            for (Path file : List.of(in, out, err, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    boolean good() {
        return exit == 0;
    }

    /// What it said; a command that failed fails the test.
    String orFail() {
        if (exit != 0) {
            throw new AssertionError("exit code " + exit + ": " + out + err);
        }
        return out;
    }

    String all() {
        return out + err;
    }
}
