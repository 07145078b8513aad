package dev.brama.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers those who look after the process, over plain HTTP.
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("brama");

    private final HttpServer server;
    private final ExecutorService executor;

    /// What a page says.
    ///
    /// @param status of HTTP
    /// @param contentType of the body
    /// @param body what it says
    public record Page(int status, String contentType, String body) {
        /// Plain text.
        public static Page text(int status, String text) {
            return new Page(status, "text/plain; charset=utf-8", text);
        }

        /// JSON, with status 200.
        public static Page json(String text) {
            return new Page(200, "application/json", text);
        }
    }

    /// Makes a page at each request.
    @FunctionalInterface
    public interface Source {
        /// @param accept the header Accept; empty if there is none
        Page page(String accept) throws IOException;
    }

    private HealthServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /// Starts to answer.
    ///
    /// @param flag by which another port is named, to be told where this one is taken
    /// @param executor makes the pages; ended with this
    /// @param pages by path
    /// @throws IOException naming the address, if it is not free
    public static HealthServer start(
            InetSocketAddress address,
            String flag,
            ExecutorService executor,
            Map<String, Source> pages)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s port %d: %s; stop what uses it, or name another with %s"
                            .formatted(
                                    address.getHostString(),
                                    address.getPort(),
                                    e.getMessage(),
                                    flag),
                    e);
        }
        server.setExecutor(executor);
        // By path: probes come every few seconds, and one line about each failure is enough.
        Map<String, String> failing = new ConcurrentHashMap<>();
        server.createContext("/", exchange -> answer(exchange, pages, failing));
        server.start();
        return new HealthServer(server, executor);
    }

    /// Where it listens.
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(
            HttpExchange exchange, Map<String, Source> pages, Map<String, String> failing)
            throws IOException {
        try (exchange) {
            if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, Page.text(405, "only GET is answered\n"));
                return;
            }
            String path = exchange.getRequestURI().getPath();
            Source source = pages.get(path);
            send(
                    exchange,
                    source == null
                            ? Page.text(404, "there is " + String.join(", ", pages.keySet()) + "\n")
                            : made(path, source, exchange, failing));
        }
    }

    /// The page, or what kept it from being made.
    private static Page made(
            String path, Source source, HttpExchange exchange, Map<String, String> failing) {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        try {
            Page page = source.page(accept == null ? "" : accept);
            failing.remove(path);
            return page;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(failing.put(path, why))) {
                LOG.warn("the page {} cannot be made: {}", path, why);
            }
            return unmade(why);
        } catch (RuntimeException e) {
            String why = e.toString();
            if (!why.equals(failing.put(path, why))) {
                // A bug: where it is matters as much as what it says.
                LOG.error("the page {} cannot be made", path, e);
            }
            return unmade(why);
        }
    }

    private static Page unmade(String why) {
        return Page.text(500, "this page cannot be made: " + why + "\n");
    }

    private static void send(HttpExchange exchange, Page page) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", page.contentType());
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(page.status(), bodiless ? -1 : body.length);
        if (!bodiless) {
            try (OutputStream stream = exchange.getResponseBody()) {
                stream.write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
