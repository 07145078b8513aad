package dev.brama.link;

import dev.brama.link.Link.Trait;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The kernel's messages on interfaces and addresses (rtnetlink), taken in one by one.
final class LinkMessages {
    static final int NEW_LINK = 16;
    private static final int DELETED_LINK = 17;
    static final int ASK_LINKS = 18;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETED_ADDRESS = 21;
    static final int ASK_ADDRESSES = 22;
    private static final int ERROR = 2;
    private static final int DONE = 3;

    static final int HEADER = 16;
    private static final int LINK_BODY = 16;
    private static final int ADDRESS_BODY = 8;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ATTRIBUTE_TYPE = 0x3fff;

    private static final int LINK_ADDRESS = 1;
    private static final int LINK_NAME = 3;
    private static final int LINK_MASTER = 10;
    private static final int LINK_WIRELESS = 11;
    private static final int ADDRESS_ADDRESS = 1;
    private static final int ADDRESS_LOCAL = 2;

    private static final int UP = 0x1;
    private static final int BROADCAST = 0x2;
    private static final int LOOPBACK = 0x8;
    private static final int NO_ARP = 0x80;
    private static final int RUNNING = 0x40;
    private static final int LOWER_UP = 0x10000;
    private static final int ETHERNET = 1;
    private static final int MAC_LENGTH = 6;

    private final Map<Integer, Link> links = new TreeMap<>();
    private long lost;

    /// What a datagram brought.
    ///
    /// @param changed whether anything is different
    /// @param end whether it ends the answer to a question
    /// @param errno of a refused question; 0 without one
    record Taken(boolean changed, boolean end, int errno) {}

    /// Forgets all, since events were lost. Links that are told of again count as changed.
    void clear() {
        lost++;
        links.clear();
    }

    List<Link> links() {
        return List.copyOf(links.values());
    }

    /// Takes in a datagram with native byte order.
    Taken take(ByteBuffer datagram) {
        boolean changed = false;
        boolean end = false;
        int errno = 0;
        int at = datagram.position();
        while (at + HEADER <= datagram.limit()) {
            int length = datagram.getInt(at);
            if (length < HEADER || length > datagram.limit() - at) {
                break;
            }
            ByteBuffer body = datagram.duplicate().order(datagram.order());
            body.limit(at + length).position(at + HEADER);
            int type = datagram.getShort(at + 4) & 0xffff;
            switch (type) {
                case NEW_LINK, DELETED_LINK -> changed |= link(type, body);
                case NEW_ADDRESS, DELETED_ADDRESS -> changed |= address(type, body);
                case DONE -> end = true;
                case ERROR -> {
                    end = true;
                    errno = body.remaining() >= Integer.BYTES ? -body.getInt(body.position()) : 0;
                }
                default -> {}
            }
            at += align(length);
        }
        return new Taken(changed, end, errno);
    }

    private static int align(int length) {
        return (length + 3) & ~3;
    }

    private boolean link(int type, ByteBuffer body) {
        int start = body.position();
        // Another family speaks of its own part of a link: a bridge of the ports that left it.
        if (body.remaining() < LINK_BODY || body.get(start) != 0) {
            return false;
        }
        int index = body.getInt(start + 4);
        if (type == DELETED_LINK) {
            return links.remove(index) != null;
        }
        int hardware = body.getShort(start + 2) & 0xffff;
        int flags = body.getInt(start + 8);
        body.position(start + LINK_BODY);
        // Wireless drivers send events of this type that tell nothing of the link.
        if (attribute(body, LINK_WIRELESS) != null) {
            return false;
        }
        EnumSet<Trait> traits = traits(flags);
        if (hardware == ETHERNET) {
            traits.add(Trait.ETHERNET);
        }
        ByteBuffer master = attribute(body, LINK_MASTER);
        if (master != null && master.remaining() >= Integer.BYTES && master.getInt() != 0) {
            traits.add(Trait.HAS_MASTER);
        }
        String name = text(attribute(body, LINK_NAME));
        long mac = mac(attribute(body, LINK_ADDRESS));
        Link known = links.get(index);
        Link told;
        if (known == null) {
            told = new Link(index, name, mac, traits, lost << 32, List.of());
        } else {
            boolean same = known.mac() == mac && known.traits().equals(traits);
            long changes = known.changes() + (same ? 0 : 1);
            told = new Link(index, name, mac, traits, changes, known.addresses());
        }
        links.put(index, told);
        return !told.equals(known);
    }

    private static EnumSet<Trait> traits(int flags) {
        EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
        Map<Integer, Trait> bits =
                Map.of(
                        UP, Trait.UP,
                        BROADCAST, Trait.BROADCAST,
                        LOOPBACK, Trait.LOOPBACK,
                        NO_ARP, Trait.NO_ARP);
        bits.forEach((bit, trait) -> {
            if ((flags & bit) != 0) {
                traits.add(trait);
            }
        });
        // Between the two, for up to a second, the card has its link and the kernel sends nothing.
        if ((flags & LOWER_UP) != 0 && (flags & RUNNING) != 0) {
            traits.add(Trait.CARRIER);
        }
        return traits;
    }

    private boolean address(int type, ByteBuffer body) {
        int start = body.position();
        if (body.remaining() < ADDRESS_BODY) {
            return false;
        }
        int prefixLength = body.get(start + 1) & 0xff;
        Link link = links.get(body.getInt(start + 4));
        body.position(start + ADDRESS_BODY);
        // Over a point-to-point link the plain attribute is the other end's.
        ByteBuffer local = attribute(body, ADDRESS_LOCAL);
        ByteBuffer bytes = local == null ? attribute(body, ADDRESS_ADDRESS) : local;
        if (link == null || bytes == null) {
            return false;
        }
        byte[] raw = new byte[bytes.remaining()];
        bytes.get(raw);
        LinkAddress told;
        try {
            told = new LinkAddress(InetAddress.getByAddress(raw), prefixLength);
        } catch (UnknownHostException _) {
            return false;
        }
        List<LinkAddress> addresses = new ArrayList<>(link.addresses());
        boolean changed;
        if (type == DELETED_ADDRESS) {
            changed = addresses.remove(told);
        } else {
            changed = !addresses.contains(told) && addresses.add(told);
        }
        links.put(link.index(), link.with(addresses));
        return changed;
    }

    private static @Nullable ByteBuffer attribute(ByteBuffer attributes, int wanted) {
        int at = attributes.position();
        while (at + ATTRIBUTE_HEADER <= attributes.limit()) {
            int length = attributes.getShort(at) & 0xffff;
            if (length < ATTRIBUTE_HEADER || length > attributes.limit() - at) {
                return null;
            }
            if ((attributes.getShort(at + 2) & ATTRIBUTE_TYPE) == wanted) {
                return attributes
                        .slice(at + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER)
                        .order(attributes.order());
            }
            at += align(length);
        }
        return null;
    }

    private static String text(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return "";
        }
        String text = StandardCharsets.UTF_8.decode(bytes).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static long mac(@Nullable ByteBuffer bytes) {
        if (bytes == null || bytes.remaining() != MAC_LENGTH) {
            return 0;
        }
        long mac = 0;
        while (bytes.hasRemaining()) {
            mac = (mac << Byte.SIZE) | (bytes.get() & 0xff);
        }
        return mac;
    }
}
