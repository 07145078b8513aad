package dev.brama.nginx;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// Watches the log into which nginx writes its `emerg` messages, by which a master says that it
/// keeps the old configuration.
///
/// Without that log a failed reload is found too, but only when the time for it is over.
final class EmergencyLog {
    private static final long TRIMMED_FROM = 1024L * 1024;
    // A reload tries taken ports five times within 2.5 s before it gives up.
    private static final String BIND = "bind() to ";

    private final Path file;
    private long offset;

    EmergencyLog(Path file) {
        this.file = file;
    }

    /// Forgets what has been written so far.
    void skip() throws IOException {
        if (!Files.exists(file)) {
            offset = 0;
            return;
        }
        if (Files.size(file) > TRIMMED_FROM) {
            // nginx appends, so it goes on writing at the new end.
            FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
        }
        offset = Files.size(file);
    }

    /// Why nginx has given up since, in its words; empty while it has not.
    Optional<String> failure() throws IOException {
        if (!Files.exists(file) || Files.size(file) <= offset) {
            return Optional.empty();
        }
        List<String> messages =
                NginxMessage.parseAll(read()).stream()
                        .filter(NginxMessage::isEmergency)
                        .map(NginxMessage::text)
                        .toList();
        boolean stillTrying = messages.stream().allMatch(m -> m.startsWith(BIND));
        return stillTrying ? Optional.empty() : Optional.of(messages.getFirst());
    }

    private String read() throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(offset);
            byte[] bytes = new byte[(int) Math.min(log.length() - offset, Command.OUTPUT_LIMIT)];
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
