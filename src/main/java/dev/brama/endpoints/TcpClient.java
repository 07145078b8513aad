package dev.brama.endpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;

/// A connection with questions, each after its length in two bytes (RFC 1035 section 4.2.2).
final class TcpClient {
    private static final int LONGEST_QUESTION = 1024;
    private static final int MOST_WAITING = 1000;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(2 + LONGEST_QUESTION);
    private final Deque<ByteBuffer> out = new ArrayDeque<>();

    TcpClient(SocketChannel channel) {
        this.channel = channel;
    }

    /// Reads what is there, and writes what can be written. Closes the connection where it is
    /// misused.
    void serve(SelectionKey key, Function<ByteBuffer, Optional<byte[]>> answers)
            throws IOException {
        try {
            if (key.isReadable() && !read(answers)) {
                channel.close();
                return;
            }
            write();
            if (key.isValid()) {
                key.interestOps(
                        out.isEmpty()
                                ? SelectionKey.OP_READ
                                : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private boolean read(Function<ByteBuffer, Optional<byte[]>> answers) throws IOException {
        if (channel.read(in) < 0) {
            return false;
        }
        in.flip();
        while (in.remaining() >= 2) {
            int length = in.getShort(in.position()) & 0xffff;
            if (length > LONGEST_QUESTION || out.size() > MOST_WAITING) {
                return false;
            }
            if (in.remaining() < 2 + length) {
                break;
            }
            Optional<byte[]> answer = answers.apply(in.slice(in.position() + 2, length));
            if (answer.isEmpty()) {
                return false;
            }
            out.add(framed(answer.get()));
            in.position(in.position() + 2 + length);
        }
        in.compact();
        return true;
    }

    private static ByteBuffer framed(byte[] answer) {
        return ByteBuffer.allocate(2 + answer.length)
                .putShort((short) answer.length)
                .put(answer)
                .flip();
    }

    private void write() throws IOException {
        while (!out.isEmpty()) {
            ByteBuffer first = out.element();
            channel.write(first);
            if (first.hasRemaining()) {
                return;
            }
            out.remove();
        }
    }
}
