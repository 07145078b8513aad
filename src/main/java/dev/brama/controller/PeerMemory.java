package dev.brama.controller;

import dev.brama.proxy.BackendRef;
import dev.brama.syntax.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The peers that nginx was told last, in a file: a controller that starts while the API server is
/// away can tell them to an nginx that starts too.
final class PeerMemory {
    private final Path file;

    PeerMemory(Path file) {
        this.file = file;
    }

    /// What was told last; nothing where there is no file, or none that can be read.
    Map<BackendRef, List<HostPort>> read() {
        Map<BackendRef, List<HostPort>> peers = new TreeMap<>();
        if (!Files.exists(file)) {
            return peers;
        }
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.split("\t", -1))
                    .filter(parts -> parts.length == 4)
                    .forEach(parts ->
                            peers.put(
                                    new BackendRef(parts[0], parts[1], parts[2]),
                                    addresses(parts[3])));
            return peers;
        } catch (IOException | UncheckedIOException | IllegalArgumentException _) {
            return Map.of();
        }
    }

    private static List<HostPort> addresses(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(address -> !address.isEmpty())
                .map(address -> {
                    int colon = address.lastIndexOf(':');
                    if (colon < 1) {
                        throw new IllegalArgumentException("no address");
                    }
                    return new HostPort(
                            address.substring(0, colon),
                            Integer.parseInt(address.substring(colon + 1)));
                })
                .toList();
    }

    void write(Map<BackendRef, List<HostPort>> peers) throws IOException {
        StringBuilder text = new StringBuilder();
        peers.forEach((backend, addresses) -> {
            text.append(backend.namespace())
                    .append('\t')
                    .append(backend.service())
                    .append('\t')
                    .append(backend.port())
                    .append('\t');
            addresses.forEach(address ->
                    text.append(address.host()).append(':').append(address.port()).append(' '));
            text.append('\n');
        });
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
