package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Fault;
import dev.brama.layer2.Frame.Junk;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.Frame.Solicitation;
import dev.brama.layer2.Reaction.Answer;
import dev.brama.layer2.Reaction.Conflict;
import dev.brama.layer2.Reaction.Nothing;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Decides what a frame calls for.
///
/// Who claims an address is told by the field that neighbours learn from, the sender's MAC of ARP
/// and the target's MAC of an advertisement, not by the Ethernet source: a claim that was passed on
/// or made up does its work all the same, and silence is the safe side. Two senders are not
/// believed: one that uses a MAC of this node as source and names another, for this node did not
/// send it; and one that names a MAC of this node, which is right, and is what a switch or an
/// access point does that answers for others.
///
/// Where a claim came from is not asked either: ARP knows no way into a LAN, and neighbour
/// discovery proves by its hop limit that no router passed it on. So a sender's address outside of
/// the LAN's network gets its answer, which goes to one card only, as Linux gives it.
public final class Reactions {
    private final MacAddress mac;
    private final Predicate<MacAddress> own;
    private final Predicate<IpAddress> announced;

    /// Reactions of one interface.
    ///
    /// @param mac its card's
    /// @param own whether a card is this node's, this one or another on the same LAN
    /// @param announced whether an address is announced on this interface
    public Reactions(MacAddress mac, Predicate<MacAddress> own, Predicate<IpAddress> announced) {
        this.mac = mac;
        this.own = own;
        this.announced = announced;
    }

    /// What this frame calls for.
    public Reaction to(Frame frame) {
        return switch (frame) {
            case Arp arp -> to(arp);
            case Solicitation asked -> to(asked);
            case Advertisement told ->
                    announced.test(told.target())
                            ? claim(told.target(), told.owner(), told.source())
                            : Nothing.NOT_ASKED;
            case Junk junk ->
                    junk.fault() == Fault.OTHER_KIND ? Nothing.NOT_ASKED : Nothing.MALFORMED;
        };
    }

    private Reaction to(Arp arp) {
        // A gratuitous request for an address is a claim to it, never a question.
        if (announced.test(arp.sender())) {
            return claim(arp.sender(), arp.senderMac(), arp.source());
        }
        if (arp.operation() != Operation.REQUEST
                || !isForThisCard(arp)
                || !announced.test(arp.target())) {
            return Nothing.NOT_ASKED;
        }
        if (own.test(arp.senderMac())) {
            return Nothing.OWN;
        }
        if (!arp.senderMac().isOneCards()) {
            return Nothing.MALFORMED;
        }
        Arp reply =
                new Arp(
                        arp.senderMac(),
                        mac,
                        Operation.REPLY,
                        mac,
                        arp.target(),
                        arp.senderMac(),
                        arp.sender());
        return new Answer(arp.target(), arp.senderMac(), reply);
    }

    private Reaction to(Solicitation asked) {
        if (announced.test(asked.from())) {
            return claim(asked.from(), asked.asker(), asked.source());
        }
        if (!isForThisCard(asked) || !announced.test(asked.target())) {
            return Nothing.NOT_ASKED;
        }
        if (own.test(asked.asker())) {
            return Nothing.OWN;
        }
        IpAddress address = asked.target();
        // Who looks whether the address is free has none to be answered at: all are told.
        Frame answer =
                asked.isProbe()
                        ? Advertisement.unsolicited(mac, address)
                        : Advertisement.answer(mac, address, asked.asker(), asked.from());
        return new Answer(address, asked.asker(), answer);
    }

    private boolean isForThisCard(Frame frame) {
        return frame.destination().equals(mac) || frame.destination().isGroup();
    }

    private Reaction claim(IpAddress address, MacAddress claimant, MacAddress sender) {
        return own.test(claimant) || own.test(sender)
                ? Nothing.OWN
                : new Conflict(address, claimant, sender);
    }

    /// Which strange card uses an address that is being probed, by this frame. One that probes it
    /// too is as good as one that uses it (RFC 5227 section 2.1.1).
    public Optional<MacAddress> userOf(IpAddress probed, Frame frame) {
        return switch (frame) {
            case Arp arp -> {
                boolean probes = arp.sender().equals(Frame.NO_V4) && arp.target().equals(probed);
                yield stranger(arp.sender().equals(probed) || probes, arp.senderMac());
            }
            case Solicitation asked -> {
                boolean probes = asked.isProbe() && asked.target().equals(probed);
                yield stranger(asked.from().equals(probed) || probes, asked.asker());
            }
            case Advertisement told -> stranger(told.target().equals(probed), told.owner());
            case Junk _ -> Optional.empty();
        };
    }

    private Optional<MacAddress> stranger(boolean uses, MacAddress card) {
        return uses && !own.test(card) ? Optional.of(card) : Optional.empty();
    }

    /// Whose answer to a question this frame is, if it comes from one of these addresses.
    public static Optional<IpAddress> answerer(Frame frame, Set<IpAddress> asked) {
        return switch (frame) {
            case Arp arp ->
                    arp.operation() == Operation.REPLY && asked.contains(arp.sender())
                            ? Optional.of(arp.sender())
                            : Optional.empty();
            case Advertisement told ->
                    asked.contains(told.target()) ? Optional.of(told.target()) : Optional.empty();
            case Solicitation _, Junk _ -> Optional.empty();
        };
    }
}
