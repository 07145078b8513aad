package dev.brama.admission;

import dev.brama.cluster.ClusterState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The webhook as a whole: a server, its certificate, and what it knows, all kept up to date by two
/// threads of its own.
public final class AdmissionWebhook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionWebhook.class);

    /// How often the certificate is looked at.
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private final ReviewDesk desk;
    private final ServingIdentity identity = new ServingIdentity();
    private final CertificateSource source;
    private final Duration interval;
    private final AdmissionServer server;
    private final AtomicReference<@Nullable ClusterState> newest = new AtomicReference<>();
    private final Thread indexing;
    private final Thread caring;
    private volatile boolean closed;
    private String lastComplaint = "";

    private AdmissionWebhook(
            InetSocketAddress address,
            ReviewDesk desk,
            CertificateSource source,
            Duration interval,
            Consumer<Reviewed> listener)
            throws IOException {
        this.desk = desk;
        this.source = source;
        this.interval = interval;
        this.server =
                AdmissionServer.start(address, identity, desk, ServerLimits.DEFAULT, listener);
        this.indexing = Thread.ofVirtual().name("admission-index").unstarted(this::index);
        this.caring = Thread.ofVirtual().name("admission-certificate").unstarted(this::care);
    }

    /// Starts to answer; until the first certificate and the first state are there, calls fail.
    ///
    /// @param address port 0 takes a free one
    /// @param desk answers
    /// @param source the certificate
    /// @param interval how often the certificate is looked at
    /// @param listener hears of each review, in the thread that answers it
    /// @throws IOException if the address cannot be had
    public static AdmissionWebhook start(
            InetSocketAddress address,
            ReviewDesk desk,
            CertificateSource source,
            Duration interval,
            Consumer<Reviewed> listener)
            throws IOException {
        AdmissionWebhook webhook = new AdmissionWebhook(address, desk, source, interval, listener);
        webhook.indexing.start();
        webhook.caring.start();
        return webhook;
    }

    /// Tells the newest state; returns at once. Of several in a row only the last is looked at.
    public void offer(ClusterState state) {
        newest.set(state);
        LockSupport.unpark(indexing);
    }

    /// Whether calls are answered.
    public boolean isReady() {
        return identity.isReady() && desk.isReady();
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public void close() {
        closed = true;
        server.close();
        indexing.interrupt();
        caring.interrupt();
    }

    private void index() {
        while (!closed) {
            ClusterState state = newest.getAndSet(null);
            if (state == null) {
                LockSupport.park(this);
            } else {
                try {
                    desk.know(state);
                } catch (RuntimeException e) {
                    LOG.error("the webhook goes on with older objects: {}", e.getMessage(), e);
                }
            }
        }
    }

    private void care() {
        while (!closed) {
            try {
                source.refresh(identity);
                lastComplaint = "";
            } catch (IOException | RuntimeException e) {
                complain(String.valueOf(e.getMessage()));
            }
            LockSupport.parkNanos(this, interval.toNanos());
        }
    }

    /// Says once what may go on for hours.
    private void complain(String message) {
        if (!closed && !message.equals(lastComplaint)) {
            LOG.error("the certificate of the webhook: {}", message);
            lastComplaint = message;
        }
    }
}
