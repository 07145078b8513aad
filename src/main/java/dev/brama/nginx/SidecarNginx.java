package dev.brama.nginx;

import dev.brama.render.NginxLayout;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// An nginx in a container of its own that shares nothing with this process but the state folder.
///
/// Its processes cannot be seen or signalled from here, which keeps what this process knows away
/// from it. It is asked to reload by a line in a named pipe, which the entry point of its container
/// turns into a signal.
public final class SidecarNginx implements NginxProcess {
    private static final byte[] RELOAD = "reload\n".getBytes(StandardCharsets.US_ASCII);

    private final Path pipe;
    private final GenerationProbe probe;

    /// @param layout where its files are
    public SidecarNginx(NginxLayout layout) {
        this.pipe = Path.of(layout.reloadPipe());
        this.probe = new GenerationProbe(Path.of(layout.statusSocket()));
    }

    @Override
    public Refresh refresh(java.time.Duration timeout) throws IOException {
        // One that does not answer is about to start, and will read the newest files then.
        if (probe.ask().isEmpty() || !Files.exists(pipe)) {
            return new Refresh.Absent(
                    "the nginx container does not answer; it serves the new configuration as soon"
                            + " as it starts");
        }
        // Opened for reading too, or this would wait for a reader.
        try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
            writer.write(RELOAD);
        }
        return new Refresh.Requested();
    }
}
