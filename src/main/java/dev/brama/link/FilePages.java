package dev.brama.link;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pages of this process that hold what a file holds: the JVM's library, its modules and its cache
/// of classes.
///
/// The start of a JVM reads most of them, and some weeks of work hardly any; the kernel keeps them
/// mapped all the same, until it wants for memory. Unmapped, they stay in the kernel's cache for as
/// long as there is room, and cost a microsecond where they are needed once more.
public final class FilePages {
    // Mapped once, never unmapped: nothing else can come to lie at their addresses.
    private static final List<String> FILES = List.of("/libjvm.so", "/modules", ".aot", ".jsa");
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Pattern HEAD =
            Pattern.compile("(\\p{XDigit}+)-(\\p{XDigit}+) (\\S{4}) \\S+ \\S+ \\S+ *(.*)");
    private static final String WRITTEN = "Anonymous:";
    private static final String NONE_WRITTEN = "0 kB";

    private FilePages() {}

    /// Pages in a row, of one file.
    ///
    /// @param start the address of the first
    /// @param length in bytes
    record Mapping(long start, long length) {}

    /// Gives back all that nobody can have written to.
    ///
    /// @return how many bytes of mappings that are, resident before or not
    /// @throws IOException where the kernel does not say what is mapped
    public static long giveBack() throws IOException {
        long given = 0;
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            for (Mapping one : unwritten(Files.readAllLines(MAPPINGS))) {
                given += libc.drop(segment(one)) ? one.length() : 0;
            }
        }
        return given;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment segment(Mapping mapping) {
        return MemorySegment.ofAddress(mapping.start()).reinterpret(mapping.length());
    }

    /// Those of the files above that cannot be written to and have not been: a part of a library
    /// that was written when it was linked is made read-only afterwards, and would be lost.
    ///
    /// @param smaps as proc_pid_smaps(5) has it
    static List<Mapping> unwritten(List<String> smaps) {
        List<Mapping> unwritten = new ArrayList<>();
        Optional<Mapping> current = Optional.empty();
        for (String line : smaps) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                current = readOnly(head);
            } else if (line.startsWith(WRITTEN)
                    && line.substring(WRITTEN.length()).strip().equals(NONE_WRITTEN)) {
                current.ifPresent(unwritten::add);
            }
        }
        return unwritten;
    }

    private static Optional<Mapping> readOnly(Matcher head) {
        long start = Long.parseUnsignedLong(head.group(1), 16);
        long end = Long.parseUnsignedLong(head.group(2), 16);
        boolean isOurs = FILES.stream().anyMatch(head.group(4)::endsWith);
        return isOurs && head.group(3).startsWith("r-") && !head.group(3).contains("w")
                ? Optional.of(new Mapping(start, end - start))
                : Optional.empty();
    }
}
