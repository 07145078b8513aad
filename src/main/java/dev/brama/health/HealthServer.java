package dev.brama.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// Answers those who look after the process, over plain HTTP.
public final class HealthServer implements AutoCloseable {
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
        server.createContext("/", exchange -> answer(exchange, pages));
        server.start();
        return new HealthServer(server, executor);
    }

    /// Where it listens.
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, Map<String, Source> pages)
            throws IOException {
        try (exchange) {
            if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, Page.text(405, "only GET is answered\n"));
                return;
            }
            Source source = pages.get(exchange.getRequestURI().getPath());
            String accept = exchange.getRequestHeaders().getFirst("Accept");
            send(
                    exchange,
                    source == null
                            ? Page.text(404, "there is " + String.join(", ", pages.keySet()) + "\n")
                            : source.page(accept == null ? "" : accept));
        }
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
