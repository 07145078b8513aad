package dev.brama.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.brama.admission.AdmissionRequest.UnreadableReviewException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The webhook: takes reviews over HTTPS at any path.
///
/// Whoever can reach it learns no more than a verdict on what they send. Bodies are bounded one by
/// one and together, and so is the time that a client may take.
public final class AdmissionServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionServer.class);
    private static final int BACKLOG = 128;
    // A client that sends too much is heard out, up to here, or it would miss the answer.
    private static final long HEARD_OUT = 64_000_000;

    private final ReviewDesk desk;
    private final ServerLimits limits;
    private final Consumer<Reviewed> listener;
    private final Semaphore bodies;
    private final Semaphore verdicts;
    private final PatientExecutor executor;
    private final HttpsServer server;

    private AdmissionServer(
            InetSocketAddress address,
            ServingIdentity identity,
            ReviewDesk desk,
            ServerLimits limits,
            Consumer<Reviewed> listener)
            throws IOException {
        this.desk = desk;
        this.limits = limits;
        this.listener = listener;
        this.bodies = new Semaphore(limits.allBodies());
        this.verdicts = new Semaphore(limits.verdicts());
        this.executor = new PatientExecutor(limits.connections(), limits.patience());
        preferPromptAnswers();
        this.server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(configurator(identity));
        server.setExecutor(executor);
        server.createContext("/", this::handle);
    }

    /// Starts to answer.
    ///
    /// @param address port 0 takes a free one
    /// @param identity the certificate, now and later
    /// @param listener hears of each review, in the thread that answers it
    /// @throws IOException if the address cannot be had
    public static AdmissionServer start(
            InetSocketAddress address,
            ServingIdentity identity,
            ReviewDesk desk,
            ServerLimits limits,
            Consumer<Reviewed> listener)
            throws IOException {
        AdmissionServer started = new AdmissionServer(address, identity, desk, limits, listener);
        started.server.start();
        return started;
    }

    /// Sends small answers at once. JDK's server reads this when it is first used in a process.
    private static void preferPromptAnswers() {
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }

    private static HttpsConfigurator configurator(ServingIdentity identity) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identity}, null, null);
            return new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters modern = getSSLContext().getDefaultSSLParameters();
                    modern.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                    parameters.setSSLParameters(modern);
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    /// What is sent back.
    private record Reply(int status, String type, String text) {
        static Reply plain(int status, String text) {
            return new Reply(status, "text/plain; charset=utf-8", text + "\n");
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        } catch (IOException e) {
            LOG.debug("a client of the webhook went away: {}", e.getMessage());
            throw e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException, InterruptedException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            return Reply.plain(405, "Reviews come by POST.");
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (type != null && !type.startsWith("application/json")) {
            return Reply.plain(415, "Reviews come as application/json.");
        }
        if (!desk.isReady()) {
            return Reply.plain(503, "The objects of the cluster are not known yet.");
        }
        long began = System.nanoTime();
        try (Body body = new Body(bodies, limits.body())) {
            return switch (body.read(exchange.getRequestBody())) {
                case WHOLE -> review(body.bytes(), began);
                case TOO_LARGE -> {
                    hearOut(exchange.getRequestBody());
                    tell(0, Duration.ZERO, limits.body(), began, Reviewed.Result.UNREADABLE);
                    yield Reply.plain(413, "The body is too large.");
                }
                case NO_ROOM -> {
                    hearOut(exchange.getRequestBody());
                    yield Reply.plain(503, "Too many reviews at once; try again.");
                }
            };
        }
    }

    // Who is still sending when the connection ends loses the answer with it.
    private static void hearOut(InputStream in) throws IOException {
        byte[] waste = new byte[16_384];
        long heard = 0;
        for (int n = in.read(waste); n >= 0 && heard < HEARD_OUT; n = in.read(waste)) {
            heard += n;
        }
    }

    private Reply review(byte[] body, long began) throws InterruptedException {
        if (!verdicts.tryAcquire(limits.patience().toMillis(), TimeUnit.MILLISECONDS)) {
            return Reply.plain(503, "Too many reviews at once; try again.");
        }
        long start = System.nanoTime();
        Optional<ReviewDesk.Answer> answer = Optional.empty();
        try {
            answer = Optional.of(desk.answer(body));
            return new Reply(200, "application/json", answer.get().json());
        } catch (UnreadableReviewException e) {
            return Reply.plain(400, "Not a review: " + e.getMessage() + ".");
        } catch (RuntimeException e) {
            LOG.error("could not judge an Ingress: {}", e.getMessage(), e);
            return Reply.plain(500, "The verdict failed; the log of the controller says why.");
        } finally {
            verdicts.release();
            tell(
                    answer.filter(ReviewDesk.Answer::ours).isPresent() ? 1 : 0,
                    Duration.ofNanos(System.nanoTime() - start),
                    body.length,
                    began,
                    result(answer));
        }
    }

    private static Reviewed.Result result(Optional<ReviewDesk.Answer> answer) {
        if (answer.isEmpty()) {
            return Reviewed.Result.UNREADABLE;
        }
        return answer.get().allowed() ? Reviewed.Result.ALLOWED : Reviewed.Result.DENIED;
    }

    private void tell(
            int ingresses, Duration testing, long bytes, long began, Reviewed.Result result) {
        listener.accept(
                new Reviewed(
                        ingresses,
                        testing,
                        bytes,
                        Duration.ofNanos(System.nanoTime() - began),
                        result));
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
