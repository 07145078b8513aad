package dev.brama.link;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// An interface as the kernel tells of it.
///
/// @param index its number; a new one when it is made anew
/// @param name such as `eth0`
/// @param mac its MAC as 48 bits; 0 where it has none of that length
/// @param traits what is so about it
/// @param changes how often its MAC or a trait changed: it tells of a link that went and came back
///   between two looks
/// @param addresses in the kernel's order
public record Link(
        int index,
        String name,
        long mac,
        Set<Trait> traits,
        long changes,
        List<LinkAddress> addresses) {

    /// What can be so about an interface.
    public enum Trait {
        /// Switched on by the administrator.
        UP,
        /// A cable is in, or an access point holds it, and the kernel sends over it.
        CARRIER,
        /// It can send to all.
        BROADCAST,
        /// It speaks no ARP.
        NO_ARP,
        /// Ethernet, or what looks like it.
        ETHERNET,
        /// Part of a bond, a bridge or a VRF.
        HAS_MASTER,
        /// The loopback.
        LOOPBACK
    }

    public Link {
        traits = traits.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(traits));
        addresses = List.copyOf(addresses);
    }

    /// Whether this is so about it.
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    Link with(List<LinkAddress> changed) {
        return new Link(index, name, mac, traits, changes, changed);
    }
}
