package dev.brama.speaker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Tells probes, Prometheus and `brama speaker status` how it goes, over plain HTTP.
final class StatusServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor;

    /// What a page says.
    ///
    /// @param status of HTTP
    /// @param contentType of the body
    /// @param body what it says
    record Page(int status, String contentType, String body) {
        static Page text(int status, String text) {
            return new Page(status, "text/plain; charset=utf-8", text);
        }

        static Page json(String text) {
            return new Page(200, "application/json", text);
        }
    }

    /// Makes a page at each request.
    @FunctionalInterface
    interface Source {
        Page page();
    }

    private StatusServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /// @param pages by path
    /// @throws IOException naming the address, if it is not free
    static StatusServer start(InetSocketAddress address, Map<String, Source> pages)
            throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on %s port %d: %s; stop what uses it, or name another with --status-port"
                            .formatted(address.getHostString(), address.getPort(), e.getMessage()),
                    e);
        }
        // One is enough for probes, and a thread is what memory goes into here.
        ExecutorService executor =
                Executors.newSingleThreadExecutor(
                        task -> Thread.ofPlatform().name("status").daemon().unstarted(task));
        server.setExecutor(executor);
        server.createContext("/", exchange -> answer(exchange, pages));
        server.start();
        return new StatusServer(server, executor);
    }

    private static void answer(HttpExchange exchange, Map<String, Source> pages)
            throws IOException {
        try (exchange) {
            if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
                send(exchange, Page.text(405, "only GET is answered\n"));
                return;
            }
            Source source = pages.get(exchange.getRequestURI().getPath());
            send(
                    exchange,
                    source == null
                            ? Page.text(404, "there is " + String.join(", ", pages.keySet()) + "\n")
                            : source.page());
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
