package dev.brama.syntax;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Where a peer listens.
///
/// @param host an IPv4 address, an IPv6 address without brackets, or a DNS name
/// @param port 1 to 65535
public record HostPort(String host, int port) implements Token, Comparable<HostPort> {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
    private static final Pattern FOUR_NUMBERS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    public HostPort {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not a host");
        }
    }

    /// An address and a port.
    ///
    /// @param address an IP address literal
    public static Parsed<HostPort> of(String address, int port) {
        try {
            // Forms such as 127.1 and 2130706433 are literals to some readers and names to others.
            if (InetAddress.ofLiteral(address).getAddress().length == 4
                    && address.indexOf(':') < 0
                    && !FOUR_NUMBERS.matcher(address).matches()) {
                return Parsed.invalid("not an IP address of four numbers", "check the endpoint");
            }
            if (Arrays.equals(InetAddress.ofLiteral(address).getAddress(), Cidr.BROADCAST)) {
                return Parsed.invalid(
                        "the broadcast address, which nginx takes for a name",
                        "check the endpoint");
            }
            return Parsed.valid(new HostPort(address, port));
        } catch (IllegalArgumentException _) {
            return Parsed.invalid("not an IP address and port", "check the endpoint");
        }
    }

    @Override
    public int compareTo(HostPort other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String token() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
