package dev.brama.speaker;

import dev.brama.kube.SpeakerStore;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The key of all speakers, from its Secret.
final class SharedKey {
    private static final Logger LOG = LoggerFactory.getLogger("brama");
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private SharedKey() {}

    /// Waits for an API server that is not there yet: a speaker without its key would hold
    /// addresses in another way than the others.
    ///
    /// @throws IOException if the thread is interrupted
    static byte[] await(SpeakerStore store, String secret) throws IOException {
        for (boolean told = false; ; told = true) {
            try {
                return store.key(secret);
            } catch (IOException e) {
                if (!told) {
                    LOG.warn("waiting for the key: {}", e.getMessage());
                }
            }
            try {
                Thread.sleep(AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the key", e);
            }
        }
    }
}
