package dev.brama.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// What of the log of requests has not been read yet. For one thread.
///
/// The file is emptied where it has been read to its end and is large. nginx appends, so it writes
/// on at the beginning. What it writes between the last look at the size and the emptying is lost:
/// some microseconds, once for 8 MB. Renaming the file would lose nothing, but all workers would
/// have to open all their logs anew every few seconds.
final class LogTail implements AutoCloseable {
    /// From which size on the file is emptied.
    static final long LARGE = 8 << 20;

    /// What the first process of nginx's container writes where it has emptied the file.
    static final String LOST = "lost ";

    private static final byte[] LOST_BYTES = LOST.getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK = 1 << 18;
    private static final int LONGEST_MARK = 20;

    private final Path log;
    private final FileChannel mark;
    private final RequestMetrics requests;
    private final byte[] block = new byte[BLOCK];
    private final ByteBuffer buffer = ByteBuffer.wrap(block);
    private final AtomicLong unread = new AtomicLong();
    // Always that of the beginning of a line.
    private long position;
    private long marked;
    private long sizeBefore;

    private LogTail(Path log, FileChannel mark, RequestMetrics requests) throws IOException {
        this.log = log;
        this.mark = mark;
        this.requests = requests;
        this.position = marked();
        this.marked = position;
    }

    /// The log that stands here, from where it has been read to.
    static LogTail of(Path log, RequestMetrics requests) throws IOException {
        FileChannel mark =
                FileChannel.open(
                        log.resolveSibling("requests.position"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            return new LogTail(log, mark, requests);
        } catch (IOException | RuntimeException e) {
            mark.close();
            throw e;
        }
    }

    private long marked() throws IOException {
        byte[] text = new byte[LONGEST_MARK];
        int length = mark.read(ByteBuffer.wrap(text), 0);
        return Math.max(0, number(text, 0, length));
    }

    // What there is of digits before a space or the end; -1 where there is none.
    private static long number(byte[] text, int from, int to) {
        long value = -1;
        for (int i = from; i < to && text[i] >= '0' && text[i] <= '9'; i++) {
            value = Math.max(0, value) * 10 + (text[i] - '0');
        }
        return value;
    }

    // Padded, so that no part of a longer number remains.
    private void mark() throws IOException {
        if (position != marked) {
            byte[] text = "%-19d\n".formatted(position).getBytes(StandardCharsets.US_ASCII);
            mark.write(ByteBuffer.wrap(text), 0);
            marked = position;
        }
    }

    /// Takes what has come since.
    void take() throws IOException {
        // Opened each time: it may have been removed, or not be there yet.
        try (FileChannel file =
                FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.size() < position) {
                position = 0;
            }
            while (takeBlock(file)) {}
            empty(file);
        } catch (NoSuchFileException _) {
            position = 0;
        }
        mark();
    }

    private boolean takeBlock(FileChannel file) throws IOException {
        int length = file.read(buffer.clear(), position);
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (block[i] == '\n') {
                takeLine(from, i);
                from = i + 1;
            }
        }
        // nginx writes no such line.
        if (from == 0 && length == BLOCK) {
            takeLine(0, length);
            from = length;
        }
        requests.publish();
        position += from;
        return from > 0;
    }

    private void takeLine(int from, int to) {
        if (startsWithLost(from, to)) {
            unread.addAndGet(Math.max(0, number(block, from + LOST_BYTES.length, to)));
        } else {
            requests.take(block, from, to);
        }
    }

    private boolean startsWithLost(int from, int to) {
        int end = from + LOST_BYTES.length;
        return end < to && Arrays.equals(block, from, end, LOST_BYTES, 0, LOST_BYTES.length);
    }

    private void empty(FileChannel file) throws IOException {
        if (position < LARGE) {
            return;
        }
        long size = file.size();
        // A rest that does not grow is a line that the disk had no room for.
        boolean torn = size == sizeBefore;
        if (size == position || torn) {
            file.truncate(0);
            position = 0;
        }
        if (torn) {
            unread.incrementAndGet();
        }
        sizeBefore = size;
    }

    /// Lines that were thrown away because nobody read them.
    long unread() {
        return unread.get();
    }

    @Override
    public void close() throws IOException {
        mark.close();
    }
}
