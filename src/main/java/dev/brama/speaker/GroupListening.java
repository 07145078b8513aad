package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Groups;
import dev.brama.layer2.MacAddress;
import dev.brama.link.LinkException;
import dev.brama.link.MulticastMembership;
import dev.brama.link.PacketSocket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one interface listens for: the addresses that the kernel's filter lets pass, and the groups
/// that neighbours ask in.
final class GroupListening implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupListening.class);

    private final PacketSocket socket;
    private final MulticastMembership membership;
    private final String name;
    private Set<IpAddress> groups = Set.of();
    private boolean complained;

    GroupListening(PacketSocket socket, int index, String name) {
        this.socket = socket;
        this.membership = new MulticastMembership(index);
        this.name = name;
    }

    /// Listens for these addresses and for no others.
    void listenFor(Collection<IpAddress> addresses) throws LinkException {
        Set<Integer> v4 = new HashSet<>();
        Set<Integer> v6 = new HashSet<>();
        Set<IpAddress> wanted = new HashSet<>();
        for (IpAddress address : addresses) {
            (address.isV4() ? v4 : v6).add((int) address.low());
            if (!address.isV4()) {
                wanted.add(Groups.solicitedNode(address));
            }
        }
        socket.listenFor(v4, v6);
        if (!wanted.isEmpty()) {
            // The kernel is in it where it speaks IPv6, and that may be switched off.
            wanted.add(Groups.ALL_NODES);
        }
        for (IpAddress group : wanted) {
            if (!groups.contains(group)) {
                socket.addGroup(MacAddress.ofGroup(group).bits());
                join(group);
            }
        }
        for (IpAddress group : groups) {
            if (!wanted.contains(group)) {
                socket.dropGroup(MacAddress.ofGroup(group).bits());
                leave(group);
            }
        }
        groups = Set.copyOf(wanted);
    }

    // Without IPv6 on the interface the card's filter is open all the same, by the packet socket.
    private void join(IpAddress group) {
        try {
            membership.join(group.high(), group.low());
        } catch (LinkException e) {
            if (!complained) {
                complained = true;
                LOG.warn(
                        "{}: switches that listen to MLD may not pass on who asks for {}: {}",
                        name,
                        group,
                        e.getMessage());
            }
        }
    }

    // A group that cannot be left is one that the kernel forgot with the interface.
    private void leave(IpAddress group) {
        try {
            membership.leave(group.high(), group.low());
        } catch (LinkException e) {
            LOG.debug("{}: {} was left already: {}", name, group, e.getMessage());
        }
    }

    @Override
    public void close() {
        membership.close();
    }
}
