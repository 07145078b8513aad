import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much time of a core a process has used, and how much it uses from here on.
final class Usage {
    private static final double TICKS = 100;

    private final long pid;
    private final double before;
    private final long start = System.nanoTime();

    private Usage(long pid) throws IOException {
        this.pid = pid;
        this.before = seconds(pid);
    }

    static Usage of(long pid) throws IOException {
        return new Usage(pid);
    }

    /// In percent of a core, since this was made.
    double percent() throws IOException {
        return seconds() / (Stopwatch.millis(start) / 1000) * 100;
    }

    /// Of a core, since this was made.
    double seconds() throws IOException {
        return seconds(pid) - before;
    }

    private static double seconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }
}
