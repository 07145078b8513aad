package dev.brama.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The IPv6 groups that this machine belongs to on one interface.
///
/// A membership of a packet socket only opens the network card's filter. A real one also makes the
/// kernel send a report (RFC 3810), without which a switch that listens to reports passes no
/// solicitation on. The kernel ends all of it when the process ends, however it ends.
public final class MulticastMembership implements AutoCloseable {
    private static final int AF_INET6 = 10;
    private static final int SOCK_DGRAM = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int JOIN = 20;
    private static final int LEAVE = 21;
    private static final int GROUP_LENGTH = 16;

    // net.core.optmem_max of 20 KB, the default of older kernels, bears some 400 groups a socket.
    private static final int GROUPS_A_SOCKET = 250;

    private record Group(long high, long low) {}

    private static final class Carrier {
        final int socket;
        int groups;

        Carrier(int socket) {
            this.socket = socket;
        }
    }

    private final Arena arena = Arena.ofAuto();
    private final Libc libc = new Libc(arena);
    private final MemorySegment request =
            arena.allocate(GROUP_LENGTH + Integer.BYTES, Integer.BYTES);
    private final int index;
    private final List<Carrier> carriers = new ArrayList<>();
    private final Map<Group, Carrier> joined = new HashMap<>();

    /// No group yet.
    ///
    /// @param index of the interface
    public MulticastMembership(int index) {
        this.index = index;
    }

    /// Joins a group, once however often it is asked for.
    ///
    /// @param high the upper half of its address
    /// @param low the lower half of its address
    public void join(long high, long low) throws LinkException {
        Group group = new Group(high, low);
        if (joined.containsKey(group)) {
            return;
        }
        Carrier carrier = free();
        fill(group);
        libc.set(carrier.socket, IPPROTO_IPV6, JOIN, request, "join an IPv6 group");
        carrier.groups++;
        joined.put(group, carrier);
    }

    /// Leaves a group; nothing happens where it was not joined.
    public void leave(long high, long low) throws LinkException {
        Group group = new Group(high, low);
        Carrier carrier = joined.remove(group);
        if (carrier != null) {
            carrier.groups--;
            fill(group);
            libc.set(carrier.socket, IPPROTO_IPV6, LEAVE, request, "leave an IPv6 group");
        }
    }

    private Carrier free() throws LinkException {
        for (Carrier carrier : carriers) {
            if (carrier.groups < GROUPS_A_SOCKET) {
                return carrier;
            }
        }
        Carrier fresh = new Carrier(libc.socket(AF_INET6, SOCK_DGRAM, 0, "socket(AF_INET6)"));
        carriers.add(fresh);
        return fresh;
    }

    private void fill(Group group) {
        request.set(PacketSocket.LONG_ON_WIRE, 0, group.high);
        request.set(PacketSocket.LONG_ON_WIRE, Long.BYTES, group.low);
        request.set(ValueLayout.JAVA_INT, GROUP_LENGTH, index);
    }

    /// Leaves all groups.
    @Override
    public void close() {
        carriers.forEach(carrier -> libc.close(carrier.socket));
        carriers.clear();
        joined.clear();
    }
}
