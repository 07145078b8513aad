package dev.brama.cli;

import dev.brama.controller.Machine;
import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// The folder in which Brama and nginx keep what they share.
final class StateDir {
    private StateDir() {}

    /// The layout of a folder.
    ///
    /// @throws IOException if nginx cannot take its path
    static NginxLayout layout(Path folder) throws IOException {
        try {
            return new NginxLayout(folder.toAbsolutePath().normalize().toString());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage() + "; name another with --state-dir", e);
        }
    }

    /// The layout of the folder of `serve`, for showing what would be rendered; another where nginx
    /// could not take its path, as nothing is written there.
    static NginxLayout nominal(int httpPort) {
        try {
            return layout(standard(httpPort));
        } catch (IOException _) {
            return new NginxLayout("/var/lib/brama/serve-" + httpPort);
        }
    }

    /// Where it is by default; one for each port, so that two can run side by side.
    static Path standard(int httpPort) {
        String name = "serve-" + httpPort;
        if (Machine.isRoot()) {
            return Path.of("/var/lib/brama", name);
        }
        return Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                .filter(home -> !home.isEmpty())
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".local", "state"))
                .resolve("brama")
                .resolve(name);
    }
}
