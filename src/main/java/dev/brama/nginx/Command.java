package dev.brama.nginx;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Executor;
import org.apache.commons.exec.PumpStreamHandler;

/// Runs short commands.
final class Command {
    /// How much of the output is kept, in bytes.
    static final int OUTPUT_LIMIT = 64 * 1024;

    private static final Duration PUMP_STOP = Duration.ofSeconds(2);

    private static final int SIGNAL = 128;

    private Command() {}

    /// How a process ended, as the end of a sentence.
    ///
    /// @param code its exit code as Java and shells count it: 128 and the signal
    static String describe(int code) {
        return isSignal(code)
                ? "was killed by signal " + (code - SIGNAL)
                : "ended with code " + code;
    }

    /// Whether a signal ended the process.
    static boolean isSignal(int code) {
        return code > SIGNAL;
    }

    /// How a command ended.
    sealed interface Ended {
        /// It ended by itself.
        ///
        /// @param code its exit code; 128 and the signal where a signal killed it
        /// @param output the end of what it wrote to both its streams
        record Finished(int code, String output) implements Ended {}

        /// It took too long and was stopped.
        ///
        /// @param output the end of what it had written by then
        record TimedOut(String output) implements Ended {}
    }

    /// Runs a program with its arguments, without a shell.
    ///
    /// @throws IOException where the program is missing or cannot be executed
    static Ended run(Duration timeout, List<String> words)
            throws IOException, InterruptedException {
        CommandLine line = new CommandLine(words.getFirst());
        words.stream().skip(1).forEach(word -> line.addArgument(word, false));
        TailBuffer output = new TailBuffer(OUTPUT_LIMIT);
        PumpStreamHandler streams = new PumpStreamHandler(output, output);
        streams.setStopTimeout(PUMP_STOP);
        ExecuteWatchdog watchdog = ExecuteWatchdog.builder().setTimeout(timeout).get();
        DefaultExecutor executor = DefaultExecutor.builder().setExecuteStreamHandler(streams).get();
        executor.setExitValues(null);
        executor.setWatchdog(watchdog);
        int code = executor.execute(line);
        if (watchdog.killedProcess()) {
            return new Ended.TimedOut(output.text());
        }
        if (code == Executor.INVALID_EXITVALUE) {
            // The library stops the process on an interrupt, but swallows the interrupt itself.
            throw new InterruptedException("interrupted while running " + words.getFirst());
        }
        return new Ended.Finished(code, output.text());
    }
}
