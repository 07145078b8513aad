package dev.brama.layer2;

import dev.brama.address.IpAddress;
import dev.brama.cluster.IpFamily;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import java.util.List;

/// When an address is told to all without being asked.
///
/// For IPv4 five rounds, each a request and a reply, 1.1 s apart: within a second of its last
/// change Linux takes no other (`locktime`), and some devices take only the one form. Then a
/// refresh from time to time, for switches and routers that forget or keep for hours. For IPv6
/// three rounds at most and a second apart at least (RFC 4861 section 7.2.6), and no refresh:
/// neighbours ask by themselves whether a card is still there.
///
/// @param family of the address
/// @param rounds how many were sent
/// @param due when the next one is, or [#NEVER]
/// @param refresh nanoseconds between refreshes; 0 for none
public record Announcements(IpFamily family, int rounds, long due, long refresh) {
    /// No round is due.
    public static final long NEVER = Long.MAX_VALUE;

    private static final int V4_ROUNDS = 5;
    private static final int V6_ROUNDS = 3;
    private static final long PAUSE = 1_100_000_000L;
    private static final long RETRY = 50_000_000L;

    // Over a tenth of the interval, before and after.
    private static final double SPREAD = 0.1;

    public Announcements {
        if (refresh < 0) {
            throw new IllegalArgumentException("a refresh every " + refresh + " ns");
        }
    }

    /// Of an address that this node took over just now: the first round is due.
    public static Announcements begin(IpFamily family, long now, long refresh) {
        return new Announcements(family, 0, now, refresh);
    }

    /// After a round was sent.
    ///
    /// @param now when it was; counted from here, since rounds that a pause held up must not follow
    ///   each other closely
    /// @param jitter from 0 up to 1, by which nodes and addresses drift apart
    public Announcements sent(long now, double jitter) {
        boolean v4 = family == IpFamily.IPV4;
        long next;
        if (rounds + 1 < (v4 ? V4_ROUNDS : V6_ROUNDS)) {
            next = now + PAUSE;
        } else if (v4 && refresh > 0) {
            next = now + (long) (refresh * (1 - SPREAD + 2 * SPREAD * jitter));
        } else {
            next = NEVER;
        }
        // The count stops where it means nothing more.
        return new Announcements(family, Math.min(rounds + 1, V4_ROUNDS), next, refresh);
    }

    /// After a round that could not be sent, for want of authority or room.
    public Announcements postponed(long now) {
        return new Announcements(family, rounds, now + RETRY, refresh);
    }

    /// The frames of one round.
    public static List<Frame> round(MacAddress mac, IpAddress address) {
        return address.isV4()
                ? List.of(Arp.announcement(mac, address), Arp.announcementAsReply(mac, address))
                : List.of(Advertisement.unsolicited(mac, address));
    }
}
