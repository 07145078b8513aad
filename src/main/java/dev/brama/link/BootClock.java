package dev.brama.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The monotonic clock that goes on while the machine is suspended. `System.nanoTime` stands still
/// then, and a grant of before would look fresh.
public final class BootClock {
    private static final int CLOCK_BOOTTIME = 7;
    private static final long SECOND = 1_000_000_000L;

    private record Reader(Libc libc, MemorySegment time) {}

    private static final ThreadLocal<Reader> READER = ThreadLocal.withInitial(BootClock::reader);

    private BootClock() {}

    private static Reader reader() {
        Arena arena = Arena.ofAuto();
        return new Reader(new Libc(arena), arena.allocate(ValueLayout.JAVA_LONG, 2));
    }

    /// Nanoseconds since the machine was started.
    public static long now() {
        Reader reader = READER.get();
        reader.libc.clock(CLOCK_BOOTTIME, reader.time);
        return reader.time.getAtIndex(ValueLayout.JAVA_LONG, 0) * SECOND
                + reader.time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    }
}
