package dev.brama.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/// Frames of ARP and neighbour discovery on one interface, in and out.
///
/// It belongs to the thread that opened it; others may only call [#wake]. Receiving and sending
/// make no objects. The kernel shows a socket that is bound to a protocol no outgoing frames, so
/// what is sent here is not read here.
public final class PacketSocket implements AutoCloseable {
    static final ValueLayout.OfLong LONG_ON_WIRE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int QUEUE = 1024 * 1024;

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_DROP_MEMBERSHIP = 2;
    private static final int PACKET_MR_MULTICAST = 0;
    private static final int PACKET_MR_PROMISC = 1;
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int MAC_LENGTH = 6;
    private static final int LINK_ADDRESS_LENGTH = 20;
    private static final int MEMBERSHIP_LENGTH = 16;

    /// What does not fit is no frame of interest; its reader finds it too short.
    private static final int LARGEST = 2048;

    private static final int POLL_ENTRY = 8;
    private static final short POLL_IN = 1;
    private static final int ARP = 0;
    private static final int NEIGHBOURS = 1;
    private static final int WAKEUP = 2;
    private static final long MILLISECOND = 1_000_000;

    private final Arena arena = Arena.ofAuto();
    private final Libc libc;
    private final int index;
    private final Wakeup wakeup;
    private final int[] sockets = {-1, -1};
    private final boolean[] ready = new boolean[2];
    private final MemorySegment entries;
    private final MemorySegment received;
    private final MemorySegment sent;
    private final ByteBuffer frame;
    private final ByteBuffer outgoing;
    private int turn;
    private boolean closed;

    private PacketSocket(int index) throws LinkException {
        this.index = index;
        this.libc = new Libc(arena);
        this.wakeup = new Wakeup();
        this.entries = arena.allocate(3L * POLL_ENTRY, POLL_ENTRY);
        this.received = arena.allocate(LARGEST);
        this.sent = arena.allocate(LARGEST);
        this.frame = received.asByteBuffer();
        this.outgoing = sent.asByteBuffer();
    }

    /// Opens the interface with this index. Until [#listenFor] only frames to this machine's own
    /// MAC come in.
    public static PacketSocket open(int index) throws LinkException {
        PacketSocket opened = new PacketSocket(index);
        try {
            opened.bind(ARP, ETH_P_ARP);
            opened.bind(NEIGHBOURS, ETH_P_IPV6);
            opened.entry(WAKEUP, opened.wakeup.descriptor());
            return opened;
        } catch (LinkException e) {
            opened.close();
            throw e;
        }
    }

    private void bind(int which, int protocol) throws LinkException {
        // Protocol 0 takes nothing in: no frame can slip in before the filter is there.
        int socket = libc.socket(AF_PACKET, SOCK_RAW | Libc.NON_BLOCKING, 0, "socket(AF_PACKET)");
        sockets[which] = socket;
        filter(which, List.of());
        // As much as net.core.rmem_max allows: a pause of this process must not lose a question.
        MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, QUEUE);
        libc.set(socket, SOL_SOCKET, SO_RCVBUF, size, "enlarge the queue of frames");
        MemorySegment address = arena.allocate(LINK_ADDRESS_LENGTH, Integer.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) protocol);
        address.set(ValueLayout.JAVA_INT, 4, index);
        libc.bind(socket, address, "bind to interface " + index);
        entry(which, socket);
    }

    private void entry(int which, int descriptor) {
        entries.set(ValueLayout.JAVA_INT, (long) which * POLL_ENTRY, descriptor);
        entries.set(ValueLayout.JAVA_SHORT, (long) which * POLL_ENTRY + 4, POLL_IN);
    }

    private void filter(int which, List<AddressSpan> spans) throws LinkException {
        PacketFilter filter =
                which == ARP ? PacketFilter.arp(spans) : PacketFilter.neighbours(spans);
        filter.attach(libc, sockets[which]);
    }

    /// Lets frames pass that are sent to all and tell of these addresses; with many addresses a few
    /// others pass too.
    ///
    /// @param v4 IPv4 addresses
    /// @param v6Tails the last four bytes of IPv6 addresses
    public void listenFor(Collection<Integer> v4, Collection<Integer> v6Tails)
            throws LinkException {
        filter(ARP, AddressSpan.cover(v4, PacketFilter.SPANS));
        filter(NEIGHBOURS, AddressSpan.cover(v6Tails, PacketFilter.SPANS));
    }

    /// Opens the network card's filter for a group's MAC, given as 48 bits.
    public void addGroup(long mac) throws LinkException {
        membership(PACKET_ADD_MEMBERSHIP, PACKET_MR_MULTICAST, mac, "add a group's MAC");
    }

    /// Takes back one [#addGroup].
    public void dropGroup(long mac) throws LinkException {
        membership(PACKET_DROP_MEMBERSHIP, PACKET_MR_MULTICAST, mac, "drop a group's MAC");
    }

    /// Opens the network card's filter for everything, until this closes: some Wi-Fi cards and
    /// virtual switches pass no frames to groups otherwise.
    public void setPromiscuous() throws LinkException {
        membership(PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC, 0, "make it promiscuous");
    }

    private void membership(int option, int type, long mac, String told) throws LinkException {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment request = once.allocate(MEMBERSHIP_LENGTH, Integer.BYTES);
            request.set(ValueLayout.JAVA_INT, 0, index);
            request.set(ValueLayout.JAVA_SHORT, 4, (short) type);
            request.set(ValueLayout.JAVA_SHORT, 6, (short) MAC_LENGTH);
            request.set(LONG_ON_WIRE, 8, mac << Short.SIZE);
            libc.set(sockets[ARP], SOL_PACKET, option, request, told);
        }
    }

    /// Waits for a frame, which [#frame] then shows.
    ///
    /// @param timeout nanoseconds to wait at most; not above 0: only what is there already
    /// @return false after the time, or after [#wake]
    /// @throws LinkException above all where the interface went down or away
    public boolean receive(long timeout) throws LinkException {
        if (take()) {
            return true;
        }
        if (libc.poll(entries, 3, milliseconds(timeout)) == 0) {
            return false;
        }
        if (answers(WAKEUP) != 0) {
            wakeup.clear();
        }
        ready[ARP] = answers(ARP) != 0;
        ready[NEIGHBOURS] = answers(NEIGHBOURS) != 0;
        return take();
    }

    // Rounded up: a wait that ends too early would only be made again.
    private static int milliseconds(long timeout) {
        long bounded = Math.clamp(timeout, 0, Integer.MAX_VALUE * MILLISECOND);
        return (int) ((bounded + MILLISECOND - 1) / MILLISECOND);
    }

    private short answers(int which) {
        return entries.get(ValueLayout.JAVA_SHORT, (long) which * POLL_ENTRY + 6);
    }

    // In turn, so that a flood of one protocol does not silence the other.
    private boolean take() throws LinkException {
        for (int i = 0; i < 2; i++) {
            int which = turn;
            turn = 1 - turn;
            if (!ready[which]) {
                continue;
            }
            int length = libc.receive(sockets[which], received, Libc.TRUNCATED_LENGTH);
            if (length >= 0) {
                frame.clear().limit(Math.min(length, LARGEST));
                return true;
            }
            int errno = libc.errno();
            if (errno != LinkException.EINTR) {
                ready[which] = false;
                if (errno != LinkException.EAGAIN) {
                    throw new LinkException("receive on interface " + index, errno);
                }
            }
        }
        return false;
    }

    /// The frame received last, from its Ethernet header on; valid until the next call.
    public ByteBuffer frame() {
        return frame;
    }

    /// Where the next frame to send is put: from position 0 up to the limit.
    public ByteBuffer outgoing() {
        return outgoing;
    }

    /// Sends what [#outgoing] holds.
    ///
    /// @return false where the kernel has no room for it now
    public boolean send() throws LinkException {
        int length = outgoing.limit();
        if (libc.send(sockets[ARP], sent, length) >= 0) {
            return true;
        }
        int errno = libc.errno();
        if (errno == LinkException.EAGAIN
                || errno == LinkException.EINTR
                || errno == LinkException.ENOBUFS) {
            return false;
        }
        throw new LinkException("send on interface " + index, errno);
    }

    /// Ends the wait of [#receive], now or the next one. For any thread, also after the close.
    public void wake() {
        wakeup.wake();
    }

    /// Closes it, with all that was asked of the network card.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wakeup.close();
        for (int socket : sockets) {
            if (socket >= 0) {
                libc.close(socket);
            }
        }
    }
}
