package dev.brama.link;

import java.lang.foreign.Arena;

/// A descriptor that any thread can make readable, to end another's wait.
final class Wakeup {
    private final Libc libc = new Libc(Arena.ofAuto());
    private final int descriptor;
    private boolean closed;

    Wakeup() throws LinkException {
        descriptor = libc.eventDescriptor();
    }

    int descriptor() {
        return descriptor;
    }

    // The lock keeps a late call from writing to whatever got the number after the close.
    synchronized void wake() {
        if (!closed) {
            libc.writeEvent(descriptor);
        }
    }

    synchronized void clear() {
        if (!closed) {
            libc.readEvent(descriptor);
        }
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            libc.close(descriptor);
        }
    }
}
