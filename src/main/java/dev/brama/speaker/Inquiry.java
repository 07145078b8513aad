package dev.brama.speaker;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the other speakers what they hold, all at once, by their status port.
///
/// Only people's questions are answered by what comes of this; who may answer for an address is
/// decided by grants, and never by it.
final class Inquiry {
    static final String PAGE = "/account";

    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);
    private static final int CONNECT_MILLISECONDS = 700;
    private static final int READ_MILLISECONDS = 1_000;
    private static final long ALL_MILLISECONDS = 1_500;
    // Ten thousand addresses take one megabyte, and the heap is small.
    private static final int MOST_BYTES = 2 << 20;

    private final int port;

    /// @param port the status port, the same on all nodes
    Inquiry(int port) {
        this.port = port;
    }

    /// What they say; who does not answer within 1.5 s is left out.
    List<Account> ask(Collection<Peer> peers) throws InterruptedException {
        List<Callable<Account>> questions = new ArrayList<>();
        peers.forEach(peer -> questions.add(() -> ask(peer)));
        List<Account> said = new ArrayList<>();
        // Closing an executor waits for its tasks, which may hang; they end by their own limits.
        ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (Future<Account> answer :
                    each.invokeAll(questions, ALL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                try {
                    said.add(answer.get());
                } catch (ExecutionException | CancellationException e) {
                    LOG.debug("a speaker does not say what it holds", e);
                }
            }
        } finally {
            each.shutdownNow();
        }
        return said;
    }

    private Account ask(Peer peer) throws IOException {
        HttpURLConnection asked =
                (HttpURLConnection)
                        URI.create(
                                        "http://"
                                                + host(peer.address().getAddress())
                                                + ":"
                                                + port
                                                + PAGE)
                                .toURL()
                                .openConnection(Proxy.NO_PROXY);
        asked.setConnectTimeout(CONNECT_MILLISECONDS);
        asked.setReadTimeout(READ_MILLISECONDS);
        asked.setInstanceFollowRedirects(false);
        try (InputStream body = asked.getInputStream()) {
            if (asked.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("status " + asked.getResponseCode());
            }
            Account said =
                    SpeakerPages.readAccount(
                            new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            if (!said.node().equals(peer.node())) {
                throw new IOException("node " + said.node() + " answers for " + peer.node());
            }
            return said;
        } catch (JsonParseException e) {
            throw new IOException("what node " + peer.node() + " says is no account", e);
        } finally {
            asked.disconnect();
        }
    }

    private static String host(InetAddress address) {
        return address instanceof Inet6Address
                ? "[" + address.getHostAddress() + "]"
                : address.getHostAddress();
    }
}
