package dev.brama.nginx;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Keeps the last bytes of what is written to it: nginx says what is wrong last.
final class TailBuffer extends OutputStream {
    private final int limit;
    private byte[] kept = new byte[0];

    TailBuffer(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        byte[] joined = Arrays.copyOf(kept, kept.length + length);
        System.arraycopy(bytes, offset, joined, kept.length, length);
        int surplus = Math.max(0, joined.length - limit);
        kept = Arrays.copyOfRange(joined, surplus, joined.length);
    }

    /// What was kept, read as UTF-8.
    synchronized String text() {
        return new String(kept, StandardCharsets.UTF_8);
    }
}
