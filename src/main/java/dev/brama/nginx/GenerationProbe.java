package dev.brama.nginx;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/// Asks nginx on its status socket which generation it serves.
final class GenerationProbe {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_ANSWER = 4096;
    // While old and new workers both accept, the answer of one connection proves nothing.
    private static final int PROOFS = 8;
    private static final byte[] REQUEST =
            "GET /generation HTTP/1.0\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final UnixDomainSocketAddress address;

    GenerationProbe(Path socket) {
        this.address = UnixDomainSocketAddress.of(socket);
    }

    /// The generation of whichever worker takes this connection; empty where none answers within a
    /// second.
    OptionalLong ask() {
        try {
            return parse(exchange());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /// Whether several fresh connections in a row all answer this generation.
    boolean answersOnly(long generation) {
        for (int i = 0; i < PROOFS; i++) {
            OptionalLong answer = ask();
            if (answer.isEmpty() || answer.getAsLong() != generation) {
                return false;
            }
        }
        return true;
    }

    static OptionalLong parse(String answer) {
        int body = answer.indexOf("\r\n\r\n");
        if (body < 0 || !answer.startsWith("HTTP/1.1 200")) {
            return OptionalLong.empty();
        }
        String number = answer.substring(body).strip();
        return number.matches("\\d{1,18}")
                ? OptionalLong.of(Long.parseLong(number))
                : OptionalLong.empty();
    }

    private String exchange() throws IOException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            // Not done at once means that the queue of the socket is full: nginx does not accept.
            if (!channel.connect(address)) {
                throw new IOException("nginx accepts no connection");
            }
            channel.write(ByteBuffer.wrap(REQUEST));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw new IOException("nginx does not answer");
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        }
    }
}
