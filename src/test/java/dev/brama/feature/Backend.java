package dev.brama.feature;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A server on a loopback port of its own, in place of a pod.
final class Backend implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    /// What to do with a request. The connection is closed where it throws.
    @FunctionalInterface
    interface Script {
        /// @param in what comes after the request
        void serve(Request request, InputStream in, OutputStream out) throws IOException;
    }

    private Backend(InetAddress address, Script script) {
        try {
            this.server = new ServerSocket(0, 128, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    static Backend running(Script script) {
        return new Backend(InetAddress.ofLiteral("127.0.0.1"), script);
    }

    /// An [#echo] at another address of this machine.
    static Backend echoAt(InetAddress address, String name) {
        return new Backend(
                address,
                (request, _, out) -> Wire.write(out, reply(200, "", echoed(name, request))));
    }

    /// Answers 200 with its name and all that it got.
    static Backend echo(String name) {
        return answering(request -> reply(200, "", echoed(name, request)));
    }

    /// Answers with the text of a whole response, such as [#reply] makes.
    static Backend answering(java.util.function.Function<Request, String> text) {
        return running((request, _, out) -> Wire.write(out, text.apply(request)));
    }

    /// Answers with this status and its number as the body.
    static Backend answering(int status) {
        return answering(_ -> reply(status, "", Integer.toString(status)));
    }

    /// Takes requests and closes the connection without an answer.
    static Backend closing() {
        return running((_, _, _) -> {
            throw new IOException("as wanted");
        });
    }

    /// @param headers lines that end with CR and LF
    static String reply(int status, String headers, String body) {
        return "HTTP/1.1 %d Word\r\nContent-Type: text/plain\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(status, headers, body.length(), body);
    }

    static String echoed(String name, Request request) {
        StringBuilder text = new StringBuilder();
        text.append(name).append(' ').append(request.method()).append(' ');
        text.append(request.target()).append('\n');
        request.headers()
                .forEach(header ->
                        text.append(header.getKey())
                                .append(": ")
                                .append(header.getValue())
                                .append('\n'));
        return text.append('\n').append(request.body()).toString();
    }

    /// A port of loopback at which nothing listens.
    static int deadPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /// How often somebody has connected.
    int connections() {
        return connections.get();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /// What has been asked since the last call.
    List<Request> takeRequests() {
        List<Request> taken = new ArrayList<>();
        for (Request next = requests.poll(); next != null; next = requests.poll()) {
            taken.add(next);
        }
        return taken;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                Wire.Head head = Wire.head(in);
                String[] words = head.start().split(" ", 3);
                Request request =
                        new Request(words[0], words[1], head.headers(), Wire.body(head, in));
                requests.add(request);
                script.serve(request, in, out);
                if (request.header("connection").equals("close")) {
                    return;
                }
            }
        } catch (IOException _) {
            // The client went, or the script wants the connection closed.
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
