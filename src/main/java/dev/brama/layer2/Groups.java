package dev.brama.layer2;

import dev.brama.address.IpAddress;

/// The IPv6 groups of neighbour discovery (RFC 4291 section 2.7.1).
public final class Groups {
    private static final long LINK_LOCAL_GROUPS = 0xff02_0000_0000_0000L;
    private static final long SOLICITED = 0x1_ff00_0000L;
    private static final long TAIL = 0xff_ffffL;

    /// All nodes on the link.
    public static final IpAddress ALL_NODES = IpAddress.v6(LINK_LOCAL_GROUPS, 1);

    static final IpAddress UNSPECIFIED = IpAddress.v6(0, 0);

    private Groups() {}

    /// Where everybody asks who has an address with these last three bytes.
    public static IpAddress solicitedNode(IpAddress address) {
        return IpAddress.v6(LINK_LOCAL_GROUPS, SOLICITED | (address.low() & TAIL));
    }

    static boolean isSolicitedNode(IpAddress address) {
        return address.high() == LINK_LOCAL_GROUPS && (address.low() & ~TAIL) == SOLICITED;
    }

    static boolean isGroup(IpAddress v6) {
        return v6.high() >>> 56 == 0xff;
    }
}
