package dev.brama.nginx;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Passes on to the log what one nginx writes to its standard error, and remembers why it gave up.
final class NginxStderr {
    private static final Logger LOG = LoggerFactory.getLogger("nginx");
    private static final Duration IN_TRANSIT = Duration.ofMillis(500);
    // An older message has nothing to do with the end.
    private static final Duration RECENT = Duration.ofSeconds(5);
    // Follows the messages that name the port.
    private static final String SUMMARY = "still could not bind()";

    private final Thread reader;
    private volatile Words lastWords = new Words("", 0);

    private record Words(String text, long nanos) {}

    private NginxStderr(InputStream stream) {
        // A platform thread: a read of a pipe would hold the carrier of a virtual one.
        this.reader =
                Thread.ofPlatform().daemon().name("nginx-stderr").unstarted(() -> pump(stream));
    }

    static NginxStderr follow(InputStream stream) {
        NginxStderr stderr = new NginxStderr(stream);
        stderr.reader.start();
        return stderr;
    }

    /// Why nginx has just ended, in its words; empty where it did not say.
    Optional<String> lastWords() throws InterruptedException {
        reader.join(IN_TRANSIT);
        Words words = lastWords;
        boolean recent = System.nanoTime() - words.nanos() < RECENT.toNanos();
        return recent && !words.text().isEmpty() ? Optional.of(words.text()) : Optional.empty();
    }

    private void pump(InputStream stream) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines().forEach(this::pass);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("the standard error of nginx is closed", e);
        }
    }

    private void pass(String line) {
        Optional<NginxMessage> message = NginxMessage.parse(line);
        if (message.isPresent()) {
            String text = message.get().text();
            LOG.atLevel(level(message.get())).log("nginx: {}", text);
            if (message.get().isEmergency() && !text.equals(SUMMARY)) {
                lastWords = new Words(text, System.nanoTime());
            }
        } else {
            LOG.info("nginx: {}", line);
        }
    }

    private static Level level(NginxMessage message) {
        return switch (message.level()) {
            case "emerg", "alert", "crit", "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            // Each reload brings a dozen notices, which say no more than our own line on it.
            default -> Level.DEBUG;
        };
    }
}
