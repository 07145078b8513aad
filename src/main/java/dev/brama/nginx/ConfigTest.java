package dev.brama.nginx;

import dev.brama.nginx.TestResult.Failed;
import dev.brama.nginx.TestResult.Fault;
import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Runs `nginx -t` on the folder of a generation.
///
/// Does not disturb a running nginx of the same state folder: a test opens the pid file without
/// writing to it, and an address in use, the status socket too, stays as it is. With no nginx
/// running it leaves an empty pid file, and takes and frees each port for a moment.
public final class ConfigTest {
    private final Path nginx;
    private final NginxLayout layout;

    /// @param nginx the binary, of the same version as the nginx that serves
    /// @param layout where its files are
    public ConfigTest(Path nginx, NginxLayout layout) {
        this.nginx = nginx;
        this.layout = layout;
    }

    /// Tests the file `nginx.conf` in a folder.
    ///
    /// @param timeout how long nginx may take; names that nobody answers for can take it long
    /// @throws NginxUnavailableException where the binary cannot be run
    TestResult test(Path folder, Duration timeout) throws IOException, InterruptedException {
        Command.Ended ended;
        try {
            ended =
                    Command.run(
                            timeout,
                            List.of(
                                    nginx.toString(),
                                    "-t",
                                    "-c",
                                    folder.resolve("nginx.conf").toString(),
                                    "-p",
                                    layout.stateDir() + "/",
                                    "-e",
                                    "stderr"));
        } catch (IOException e) {
            throw new NginxUnavailableException(
                    nginx + " cannot be run; name the path of a stock nginx binary", e);
        }
        return switch (ended) {
            case Command.Ended.Finished finished ->
                    new TestOutput(folder, finished.code(), finished.output()).result();
            case Command.Ended.TimedOut timedOut ->
                    new Failed(
                            Fault.ENVIRONMENT,
                            "nginx -t did not end within " + timeout.toMillis() / 1000.0 + " s",
                            Optional.empty(),
                            OptionalInt.empty(),
                            timedOut.output());
        };
    }
}
