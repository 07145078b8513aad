package dev.brama.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Memory of a process, in MB, as the kernel counts it.
///
/// @param resident all pages, also those of files that others have mapped too
/// @param byShare with its share alone of what others have mapped too
/// @param anonymous that is not of files, so that it cannot be dropped and read again
record Memory(double resident, double byShare, double anonymous) {
    private static final double KILOBYTES = 1024;

    static Memory of(Process process) throws IOException {
        List<String> lines =
                Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"));
        return new Memory(
                megabytes(lines, "Rss:"), megabytes(lines, "Pss:"), megabytes(lines, "Anonymous:"));
    }

    private static double megabytes(List<String> lines, String what) {
        return lines.stream()
                        .filter(line -> line.startsWith(what))
                        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                        .findFirst()
                        .orElseThrow()
                / KILOBYTES;
    }
}
