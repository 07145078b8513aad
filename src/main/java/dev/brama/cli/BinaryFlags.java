package dev.brama.cli;

import dev.brama.controller.Machine;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.syntax.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which nginx.
final class BinaryFlags {
    @Option(
            names = "--nginx",
            paramLabel = "PATH",
            description = "The nginx to use (default: the one on the search path).")
    private @Nullable Path nginx;

    @Option(
            names = "--nginx-modules",
            paramLabel = "DIR",
            description = "Folder of nginx's loadable modules (default: what nginx -V says).")
    private @Nullable Path modules;

    /// The nginx to use.
    ///
    /// @throws IOException if one was named and is not there
    Optional<Path> find() throws IOException {
        Path named = nginx;
        if (named == null) {
            return Machine.nginx();
        }
        if (!Files.isExecutable(named)) {
            throw new IOException("there is no nginx at " + named + "; correct --nginx");
        }
        return Optional.of(named.toAbsolutePath());
    }

    /// The nginx to use; there must be one.
    Path require() throws IOException {
        return find().orElseThrow(() ->
                new IOException(
                        "there is no nginx on the search path; install it"
                                + " (apt-get install nginx), or name it with"
                                + " --nginx"));
    }

    /// What an nginx understands.
    Capabilities capabilities(Path binary) throws IOException, InterruptedException {
        return CapabilityProbe.probe(binary, Optional.ofNullable(modules));
    }
}
