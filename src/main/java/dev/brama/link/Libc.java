package dev.brama.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Calls of the C library. An instance keeps the `errno` of its last call, so it serves one thread
/// at a time; calls make no objects beyond what the JVM's own linkage makes.
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_OPTION =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECEIVE =
            call("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND =
            call("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle POLL = call("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EVENT = call("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENT_WRITE =
            call("eventfd_write", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENT_READ =
            call("eventfd_read", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle ADVISE =
            call("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOCK = call("clock_gettime", JAVA_INT, JAVA_INT, ADDRESS);

    private static final int NOT_NEEDED = 4;
    private static final int NO_HUGE_PAGES = 15;

    static final int CLOSE_ON_EXEC = 0x80000;
    static final int NON_BLOCKING = 0x800;

    /// Makes `recv` tell the real length of what did not fit.
    static final int TRUNCATED_LENGTH = 0x20;

    private final MemorySegment state;
    private final MemorySegment event;

    Libc(Arena arena) {
        state = arena.allocate(STATE);
        event = arena.allocate(JAVA_LONG);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    int socket(int domain, int type, int protocol, String told) throws LinkException {
        try {
            int made = (int) SOCKET.invokeExact(state, domain, type | CLOSE_ON_EXEC, protocol);
            return demand(made, told);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void bind(int socket, MemorySegment address, String told) throws LinkException {
        try {
            demand((int) BIND.invokeExact(state, socket, address, (int) address.byteSize()), told);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void set(int socket, int level, int option, MemorySegment value, String told)
            throws LinkException {
        try {
            int done =
                    (int)
                            SET_OPTION.invokeExact(
                                    state, socket, level, option, value, (int) value.byteSize());
            demand(done, told);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /// The length received; -1 with an `errno` otherwise.
    int receive(int socket, MemorySegment buffer, int flags) {
        try {
            return (int)
                    (long) RECEIVE.invokeExact(state, socket, buffer, buffer.byteSize(), flags);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// The length sent; -1 with an `errno` otherwise.
    int send(int socket, MemorySegment buffer, long length) {
        try {
            return (int) (long) SEND.invokeExact(state, socket, buffer, length, 0);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits; an interruption by a signal counts as nothing to tell.
    int poll(MemorySegment descriptors, long count, int milliseconds) throws LinkException {
        try {
            int ready = (int) POLL.invokeExact(state, descriptors, count, milliseconds);
            return ready < 0 && errno() == LinkException.EINTR ? 0 : demand(ready, "poll");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    int eventDescriptor() throws LinkException {
        try {
            return demand(
                    (int) EVENT.invokeExact(state, 0, CLOSE_ON_EXEC | NON_BLOCKING), "eventfd");
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    void writeEvent(int descriptor) {
        try {
            int _ = (int) EVENT_WRITE.invokeExact(state, descriptor, 1L);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void readEvent(int descriptor) {
        try {
            int _ = (int) EVENT_READ.invokeExact(state, descriptor, event);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void clock(int clock, MemorySegment time) {
        try {
            int done = (int) CLOCK.invokeExact(state, clock, time);
            if (done != 0) {
                throw new IllegalStateException("no clock " + clock + ": errno " + errno());
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Drops pages; they are read from their file where they are needed again, so what is not of a
    /// file, or was written to, is lost. They come back singly, not two megabytes at once.
    ///
    /// @return whether it was done
    boolean drop(MemorySegment pages) {
        // A kernel without huge pages refuses the first, and has none to be afraid of.
        boolean _ = advise(pages, NO_HUGE_PAGES);
        return advise(pages, NOT_NEEDED);
    }

    private boolean advise(MemorySegment pages, int advice) {
        try {
            return (int) ADVISE.invokeExact(state, pages, pages.byteSize(), advice) == 0;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private int demand(int result, String told) throws LinkException {
        if (result < 0) {
            throw new LinkException(told, errno());
        }
        return result;
    }

    private static LinkException rethrown(Throwable e) {
        if (e instanceof LinkException refused) {
            return refused;
        }
        throw new AssertionError(e);
    }
}
