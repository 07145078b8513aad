package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// An Ethernet frame that tells or asks which card has an address.
public sealed interface Frame {
    /// Whose card the frame goes to.
    MacAddress destination();

    /// The card it comes from.
    MacAddress source();

    /// ARP for IPv4 over Ethernet (RFC 826).
    ///
    /// @param senderMac who neighbours are told has the sender's address
    /// @param sender `0.0.0.0` in a probe (RFC 5227)
    /// @param targetMac without meaning in requests
    record Arp(
            MacAddress destination,
            MacAddress source,
            Operation operation,
            MacAddress senderMac,
            IpAddress sender,
            MacAddress targetMac,
            IpAddress target)
            implements Frame {
        public Arp {
            if (!sender.isV4() || !target.isV4()) {
                throw new IllegalArgumentException("ARP is of IPv4: " + sender + ", " + target);
            }
        }

        /// A question to all, or to the card that had the address last.
        ///
        /// @param asker an address that the asking card has; `0.0.0.0` where it has none
        public static Arp question(
                MacAddress mac, IpAddress asker, IpAddress target, MacAddress destination) {
            return new Arp(
                    destination, mac, Operation.REQUEST, mac, asker, MacAddress.NONE, target);
        }

        /// Asks whether anybody uses an address, without a word of who asks (RFC 5227 section
        /// 2.1.1): no neighbour may learn anything from it.
        public static Arp probe(MacAddress mac, IpAddress address) {
            return question(mac, NO_V4, address, MacAddress.BROADCAST);
        }

        /// Tells all who has an address, as a request.
        public static Arp announcement(MacAddress mac, IpAddress address) {
            return new Arp(
                    MacAddress.BROADCAST,
                    mac,
                    Operation.REQUEST,
                    mac,
                    address,
                    MacAddress.NONE,
                    address);
        }

        /// The same as a reply. Its target MAC is the sender's: Linux takes no other for
        /// gratuitous, and drops it within a second of the last change (`arp_is_garp`).
        public static Arp announcementAsReply(MacAddress mac, IpAddress address) {
            return new Arp(MacAddress.BROADCAST, mac, Operation.REPLY, mac, address, mac, address);
        }
    }

    /// What an ARP frame is.
    enum Operation {
        REQUEST,
        REPLY
    }

    /// A neighbour solicitation (RFC 4861 section 4.3).
    ///
    /// @param from `::` where somebody looks whether an address is free
    /// @param told the asker's MAC, if it says it
    record Solicitation(
            MacAddress destination,
            MacAddress source,
            IpAddress from,
            IpAddress to,
            IpAddress target,
            Optional<MacAddress> told)
            implements Frame {
        /// Who wants to know. Without the option a question to one card comes from who sent it.
        public MacAddress asker() {
            return told.orElse(source);
        }

        /// Whether somebody looks whether the address is free (RFC 4862 section 5.4).
        public boolean isProbe() {
            return from.equals(Groups.UNSPECIFIED);
        }

        /// Asks whether anybody uses an address (RFC 4862 section 5.4.2).
        public static Solicitation probe(MacAddress mac, IpAddress address) {
            IpAddress group = Groups.solicitedNode(address);
            return new Solicitation(
                    MacAddress.ofGroup(group),
                    mac,
                    Groups.UNSPECIFIED,
                    group,
                    address,
                    Optional.empty());
        }

        /// A question to all who may have an address.
        public static Solicitation question(MacAddress mac, IpAddress asker, IpAddress target) {
            IpAddress group = Groups.solicitedNode(target);
            return new Solicitation(
                    MacAddress.ofGroup(group), mac, asker, group, target, Optional.of(mac));
        }

        /// The same to the card that had the address last.
        public static Solicitation question(
                MacAddress mac, IpAddress asker, IpAddress target, MacAddress destination) {
            return new Solicitation(destination, mac, asker, target, target, Optional.of(mac));
        }
    }

    /// A neighbour advertisement (RFC 4861 section 4.4).
    ///
    /// @param told the MAC of who has the target, if it says it
    record Advertisement(
            MacAddress destination,
            MacAddress source,
            IpAddress from,
            IpAddress to,
            IpAddress target,
            Set<Flag> flags,
            Optional<MacAddress> told)
            implements Frame {
        public Advertisement {
            flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
        }

        /// Who has the target.
        public MacAddress owner() {
            return told.orElse(source);
        }

        /// Tells all who has an address: nobody asked, and it overrides what they know.
        public static Advertisement unsolicited(MacAddress mac, IpAddress address) {
            return new Advertisement(
                    MacAddress.ofGroup(Groups.ALL_NODES),
                    mac,
                    address,
                    Groups.ALL_NODES,
                    address,
                    Set.of(Flag.OVERRIDE),
                    Optional.of(mac));
        }

        /// Answers one who asked.
        public static Advertisement answer(
                MacAddress mac, IpAddress address, MacAddress asker, IpAddress to) {
            return new Advertisement(
                    asker,
                    mac,
                    address,
                    to,
                    address,
                    Set.of(Flag.SOLICITED, Flag.OVERRIDE),
                    Optional.of(mac));
        }
    }

    /// What an advertisement says of itself.
    enum Flag {
        ROUTER(0x80),
        SOLICITED(0x40),
        OVERRIDE(0x20);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        /// Its bit in the byte of flags.
        int bit() {
            return bit;
        }
    }

    /// A frame that is nothing of the kind, or breaks a rule of its kind.
    record Junk(MacAddress destination, MacAddress source, Fault fault) implements Frame {}

    /// What is wrong with a frame.
    enum Fault {
        /// Another protocol, or a frame of these protocols for other ends.
        OTHER_KIND,
        /// It ends before its fields, or says that it does.
        TOO_SHORT,
        /// A field of ARP that says it is not of IPv4 over Ethernet, or asks nothing known.
        ARP_FIELDS,
        /// A card's address that no card can have.
        MAC,
        /// An address that no sender can have, or nobody can be asked about.
        ADDRESS,
        /// It may have come through a router.
        HOP_LIMIT,
        CHECKSUM,
        /// An option without length, over the end, or with a MAC of another length.
        OPTION
    }

    /// The address of who has none.
    IpAddress NO_V4 = IpAddress.v4(0);
}
