package dev.brama.nginx;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/// What Linux tells about processes under `/proc`. A process that is gone has nothing to tell.
final class ProcFs {
    private ProcFs() {}

    /// The command line, its words divided by blanks; empty where the process is gone or a zombie.
    static String commandLine(long pid) {
        try {
            return Files.readString(entry(pid).resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    /// The processes that this one started and that still run.
    static Set<Long> children(long pid) {
        // nginx's master has one thread, so one file holds them all.
        Path file = entry(pid).resolve("task/" + pid + "/children");
        try {
            return Stream.of(Files.readString(file).split(" "))
                    .filter(word -> !word.isBlank())
                    .map(word -> Long.valueOf(word.strip()))
                    .collect(toUnmodifiableSet());
        } catch (IOException e) {
            // A kernel without CONFIG_PROC_CHILDREN: the JDK looks at every process instead.
            return ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::children)
                    .map(ProcessHandle::pid)
                    .collect(toUnmodifiableSet());
        }
    }

    /// The processes whose number fits.
    static List<Long> processes(LongPredicate condition) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(condition::test)
                .toList();
    }

    /// What the open files of a process are, such as `socket:[4711]`; empty where that is not ours
    /// to see.
    static List<String> openFiles(long pid) {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(entry(pid).resolve("fd"))) {
            for (Path link : links) {
                targets.add(Files.readSymbolicLink(link).toString());
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.copyOf(targets);
        }
        return targets;
    }

    private static Path entry(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }
}
