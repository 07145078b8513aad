package dev.brama.speaker;

import dev.brama.address.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The default gateways behind an interface, as the kernel's own tables of routes list them.
///
/// A gateway is the best witness of a LAN: it is what clients of other networks come through, and
/// it is there while all other nodes are down.
final class Gateways {
    // Of this very thread: it may be in another network than the process began in.
    private static final Path NET = Path.of("/proc/thread-self/net");
    private static final int V4_COLUMNS = 8;
    private static final int V6_COLUMNS = 10;
    private static final int HEX = 16;

    // linux/route.h: the route is usable, and it leads through a gateway.
    private static final int UP_BY_GATEWAY = 0x3;

    private Gateways() {}

    /// Those of an interface; none where there is no default route through it, or the kernel does
    /// not speak that family.
    static Set<IpAddress> of(String interfaceName) {
        Set<IpAddress> all = new TreeSet<>(v4(interfaceName, lines("route")));
        all.addAll(v6(interfaceName, lines("ipv6_route")));
        return all;
    }

    private static List<String> lines(String table) {
        try {
            return Files.readAllLines(NET.resolve(table));
        } catch (IOException _) {
            return List.of();
        }
    }

    /// @param lines of `/proc/net/route`: addresses are words of memory, in hexadecimal
    static Set<IpAddress> v4(String interfaceName, List<String> lines) {
        Set<IpAddress> found = new HashSet<>();
        for (String line : lines) {
            // Most lines of a node are of other interfaces; no need to take them apart.
            if (!line.startsWith(interfaceName + "\t")) {
                continue;
            }
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= V4_COLUMNS
                    && columns[1].equals("00000000")
                    && columns[7].equals("00000000")
                    && isByGateway(columns[3])) {
                int word = Integer.parseUnsignedInt(columns[2], HEX);
                found.add(IpAddress.v4(inOrderOfTheNet(word)));
            }
        }
        return found;
    }

    private static int inOrderOfTheNet(int word) {
        return java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN
                ? Integer.reverseBytes(word)
                : word;
    }

    /// @param lines of `/proc/net/ipv6_route`
    static Set<IpAddress> v6(String interfaceName, List<String> lines) {
        Set<IpAddress> found = new HashSet<>();
        for (String line : lines) {
            if (!line.endsWith(" " + interfaceName)) {
                continue;
            }
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= V6_COLUMNS
                    && columns[1].equals("00")
                    && columns[3].equals("00")
                    && isByGateway(columns[8])) {
                String next = columns[4];
                found.add(
                        IpAddress.v6(
                                Long.parseUnsignedLong(next.substring(0, HEX), HEX),
                                Long.parseUnsignedLong(next.substring(HEX), HEX)));
            }
        }
        return found;
    }

    private static boolean isByGateway(String flags) {
        return (Integer.parseUnsignedInt(flags, HEX) & UP_BY_GATEWAY) == UP_BY_GATEWAY;
    }
}
