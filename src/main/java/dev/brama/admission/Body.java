package dev.brama.admission;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/// The body of a request while it is held, within a budget that all requests share.
final class Body implements AutoCloseable {
    private static final int CHUNK = 32_768;

    private final Semaphore budget;
    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(CHUNK);
    private int charged;

    /// @param budget a permit for each byte
    /// @param limit a body of this size or more is too large
    Body(Semaphore budget, int limit) {
        this.budget = budget;
        this.limit = limit;
    }

    /// What came of reading.
    enum Outcome {
        WHOLE,
        TOO_LARGE,
        NO_ROOM
    }

    Outcome read(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (bytes.size() + n >= limit) {
                bytes.reset();
                return Outcome.TOO_LARGE;
            }
            if (!budget.tryAcquire(n)) {
                return Outcome.NO_ROOM;
            }
            charged += n;
            bytes.write(chunk, 0, n);
        }
        return Outcome.WHOLE;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        budget.release(charged);
    }
}
