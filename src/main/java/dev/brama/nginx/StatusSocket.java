package dev.brama.nginx;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The status socket as a file, which outlives an nginx that was killed.
///
/// Two things then keep the next nginx from starting, both with "Address already in use": the file
/// itself, and the workers, which go on without their master and hold its ports.
final class StatusSocket {
    private static final Path TABLE = Path.of("/proc/net/unix");
    private static final int INODE = 6;

    // nginx binds and listens within microseconds; in between, nobody seems to listen.
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final Path file;

    StatusSocket(Path file) {
        this.file = file;
    }

    /// The workers, of whatever master, that listen on the socket.
    List<Long> workers() throws IOException {
        Set<String> sockets =
                Files.readAllLines(TABLE).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(words -> words[words.length - 1].equals(file.toString()))
                        .map(words -> "socket:[" + words[INODE] + "]")
                        .collect(toUnmodifiableSet());
        if (sockets.isEmpty()) {
            return List.of();
        }
        return ProcFs.processes(pid ->
                Master.isWorker(pid) && ProcFs.openFiles(pid).stream().anyMatch(sockets::contains));
    }

    /// Deletes the file where nobody has listened on it for a while.
    void deleteIfStale() throws IOException {
        if (!Files.exists(file) || isServed()) {
            return;
        }
        Instant made = Files.getLastModifiedTime(file).toInstant();
        if (Duration.between(made, Instant.now()).compareTo(SETTLED) > 0 && !isServed()) {
            Files.deleteIfExists(file);
        }
    }

    private boolean isServed() {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(file));
            // Also where the connection is still pending: somebody has a queue there.
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
