package dev.brama.metrics;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where nginx's own figures come from: its status socket, and files with what Linux tells of its
/// processes, which somebody writes who sees them.
///
/// @param statusSocket the socket that serves `/nginx_status`
/// @param stat lines of `/proc/PID/stat`, as a file
/// @param io the contents of `/proc/PID/io` in the same order, as a file; it need not be there
public record NginxSource(Path statusSocket, Path stat, Path io) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int LONGEST = 8192;
    private static final byte[] REQUEST =
            "GET /nginx_status HTTP/1.0\r\nHost: localhost\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /// The source in a state folder: the socket, and the files that nginx's container keeps.
    public static NginxSource in(Path runFolder) {
        return new NginxSource(
                runFolder.resolve("status.sock"),
                runFolder.resolve("nginx-processes.stat"),
                runFolder.resolve("nginx-processes.io"));
    }

    /// What nginx says; empty where it does not answer within a second.
    Optional<NginxStatus> status() {
        try {
            return NginxStatus.parse(exchange());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The processes of nginx; empty where nobody tells.
    List<ProcessStat> processes() {
        return ProcessStat.parse(text(stat), text(io));
    }

    /// When the machine began, in seconds since 1970; 0 where Linux does not tell.
    static long bootSeconds() {
        return text(Path.of("/proc/stat"))
                .lines()
                .filter(line -> line.startsWith("btime "))
                .mapToLong(line -> Long.parseLong(line.substring("btime ".length()).strip()))
                .findFirst()
                .orElse(0);
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    private String exchange() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(statusSocket))) {
                throw new IOException("nginx accepts no connection");
            }
            channel.write(ByteBuffer.wrap(REQUEST));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(LONGEST);
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
