package dev.brama.metrics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What Linux tells of a process: proc_pid_stat(5) and proc_pid_io(5).
///
/// @param pid its number
/// @param command its name
/// @param cpuTicks spent in user and system mode, in hundredths of a second
/// @param startTicks when it began after the machine did, in hundredths of a second
/// @param virtualBytes of address space
/// @param residentBytes of memory
/// @param readBytes from disks
/// @param writtenBytes to disks
record ProcessStat(
        long pid,
        String command,
        long cpuTicks,
        long startTicks,
        long virtualBytes,
        long residentBytes,
        long readBytes,
        long writtenBytes) {
    /// A tick of user space on every Linux that Java runs on.
    static final double TICKS = 100;

    private static final long PAGE = 4096;

    /// Reads lines of `/proc/PID/stat`; those that are none are passed over.
    ///
    /// @param stat one line a process
    /// @param io the contents of `/proc/PID/io` in the same order; not used where it is of other
    ///   processes
    static List<ProcessStat> parse(String stat, String io) {
        List<ProcessStat> processes = new ArrayList<>();
        for (String line : stat.split("\n", -1)) {
            ProcessStat process = parse(line);
            if (process != null) {
                processes.add(process);
            }
        }
        List<Long> read = numbers(io, "read_bytes:");
        List<Long> written = numbers(io, "write_bytes:");
        if (read.size() != processes.size() || written.size() != processes.size()) {
            return processes;
        }
        List<ProcessStat> whole = new ArrayList<>();
        for (int i = 0; i < processes.size(); i++) {
            whole.add(processes.get(i).with(read.get(i), written.get(i)));
        }
        return whole;
    }

    private static @Nullable ProcessStat parse(String line) {
        int open = line.indexOf('(');
        // A name may hold parentheses and blanks itself.
        int close = line.lastIndexOf(')');
        if (open < 1 || close < open) {
            return null;
        }
        String[] words = line.substring(close + 1).strip().split("\\s+", -1);
        try {
            return words.length < 22
                    ? null
                    : new ProcessStat(
                            Long.parseLong(line.substring(0, open).strip()),
                            line.substring(open + 1, close),
                            Long.parseLong(words[11]) + Long.parseLong(words[12]),
                            Long.parseLong(words[19]),
                            Long.parseLong(words[20]),
                            Long.parseLong(words[21]) * PAGE,
                            0,
                            0);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static List<Long> numbers(String text, String name) {
        List<Long> numbers = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String number = line.startsWith(name) ? line.substring(name.length()).strip() : "";
            if (number.matches("\\d{1,18}")) {
                numbers.add(Long.valueOf(number));
            }
        }
        return numbers;
    }

    private ProcessStat with(long read, long written) {
        return new ProcessStat(
                pid, command, cpuTicks, startTicks, virtualBytes, residentBytes, read, written);
    }
}
