package dev.brama.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The interfaces of this machine, kept true by the kernel's events instead of by looking again.
///
/// It belongs to the thread that opened it; others may only call [#wake].
public final class Links implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int RTMGRP_LINK = 0x1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;
    private static final int NETLINK_ADDRESS_LENGTH = 12;
    private static final int NLM_F_REQUEST = 0x1;
    private static final int NLM_F_DUMP = 0x300;
    private static final int QUESTION_LENGTH = LinkMessages.HEADER + 16;

    // The kernel fills up to 32 KB at a time for who reads that much.
    private static final int BUFFER = 32 * 1024;

    // A node with many Pods changes many links at once; what overflows costs a full look.
    private static final int QUEUE = 1024 * 1024;
    private static final int ANSWER_MILLISECONDS = 2000;
    private static final int POLL_ENTRY = 8;
    private static final short POLL_IN = 1;

    private final Arena arena = Arena.ofAuto();
    private final Libc libc;
    private final Wakeup wakeup;
    private final MemorySegment entries;
    private final MemorySegment received;
    private final MemorySegment question;
    private final ByteBuffer datagram;
    private final LinkMessages messages = new LinkMessages();
    private final int socket;
    private boolean closed;

    private Links() throws LinkException {
        libc = new Libc(arena);
        entries = arena.allocate(2L * POLL_ENTRY, POLL_ENTRY);
        received = arena.allocate(BUFFER, Long.BYTES);
        question = arena.allocate(QUESTION_LENGTH, Integer.BYTES);
        datagram = received.asByteBuffer().order(ByteOrder.nativeOrder());
        socket = libc.socket(AF_NETLINK, SOCK_RAW | Libc.NON_BLOCKING, 0, "socket(AF_NETLINK)");
        wakeup = new Wakeup();
    }

    /// Reads the interfaces, and listens from then on.
    public static Links open() throws LinkException {
        Links links = new Links();
        try {
            links.listen();
            links.readAll();
            return links;
        } catch (LinkException e) {
            links.close();
            throw e;
        }
    }

    private void listen() throws LinkException {
        MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, QUEUE);
        libc.set(socket, SOL_SOCKET, SO_RCVBUF, size, "enlarge the queue of netlink");
        MemorySegment address = arena.allocate(NETLINK_ADDRESS_LENGTH, Integer.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
        address.set(ValueLayout.JAVA_INT, 8, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
        libc.bind(socket, address, "bind(AF_NETLINK)");
        entry(0, socket);
        entry(1, wakeup.descriptor());
    }

    private void entry(int which, int descriptor) {
        entries.set(ValueLayout.JAVA_INT, (long) which * POLL_ENTRY, descriptor);
        entries.set(ValueLayout.JAVA_SHORT, (long) which * POLL_ENTRY + 4, POLL_IN);
    }

    // Events that come between the answers are taken in with them: both tell the newest state.
    private void readAll() throws LinkException {
        for (boolean whole = false; !whole; ) {
            messages.clear();
            whole = answered(LinkMessages.ASK_LINKS) && answered(LinkMessages.ASK_ADDRESSES);
        }
    }

    private boolean answered(int type) throws LinkException {
        question.fill((byte) 0);
        question.set(ValueLayout.JAVA_INT, 0, QUESTION_LENGTH);
        question.set(ValueLayout.JAVA_SHORT, 4, (short) type);
        question.set(ValueLayout.JAVA_SHORT, 6, (short) (NLM_F_REQUEST | NLM_F_DUMP));
        if (libc.send(socket, question, QUESTION_LENGTH) < 0) {
            throw new LinkException("ask for interfaces", libc.errno());
        }
        boolean whole = true;
        while (true) {
            int length = libc.receive(socket, received, 0);
            if (length < 0) {
                whole &= waited(libc.errno());
                continue;
            }
            LinkMessages.Taken taken = messages.take(datagram.clear().limit(length));
            if (taken.errno() != 0) {
                throw new LinkException("ask for interfaces", taken.errno());
            }
            if (taken.end()) {
                return whole;
            }
        }
    }

    // An answer that lost a part is read to its end all the same: until then no other is given.
    private boolean waited(int errno) throws LinkException {
        if (errno == LinkException.ENOBUFS) {
            return false;
        }
        if (errno != LinkException.EAGAIN && errno != LinkException.EINTR) {
            throw new LinkException("read interfaces", errno);
        }
        if (libc.poll(entries, 1, ANSWER_MILLISECONDS) == 0) {
            throw new LinkException("wait for interfaces", LinkException.ETIMEDOUT);
        }
        return true;
    }

    /// The interfaces by index, as far as read.
    public List<Link> snapshot() {
        return messages.links();
    }

    /// Waits for a change, and takes in all that there is.
    ///
    /// @param milliseconds to wait at most; -1 for ever
    /// @return false after the time, after [#wake], or where nothing of interest changed
    public boolean await(int milliseconds) throws LinkException {
        libc.poll(entries, 2, milliseconds);
        wakeup.clear();
        boolean changed = false;
        while (true) {
            int length = libc.receive(socket, received, 0);
            if (length >= 0) {
                changed |= messages.take(datagram.clear().limit(length)).changed();
                continue;
            }
            int errno = libc.errno();
            if (errno == LinkException.ENOBUFS) {
                readAll();
                return true;
            }
            if (errno == LinkException.EAGAIN) {
                return changed;
            }
            if (errno != LinkException.EINTR) {
                throw new LinkException("read events of interfaces", errno);
            }
        }
    }

    /// Ends the wait of [#await], now or the next one. For any thread, also after the close.
    public void wake() {
        wakeup.wake();
    }

    /// Listens no more.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            wakeup.close();
            libc.close(socket);
        }
    }
}
