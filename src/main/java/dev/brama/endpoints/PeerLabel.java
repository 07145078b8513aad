package dev.brama.endpoints;

import dev.brama.syntax.HostPort;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The label that names a peer: `10-244-1-5-8080`, or 32 digits of an IPv6 address and the port.
///
/// The address can be read from the label alone, so nginx may keep it as long as it likes and asks
/// once for each peer. The port makes the names of two peers at one address differ, which
/// consistent hashing relies on.
final class PeerLabel {
    private static final Pattern V4 =
            Pattern.compile("(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-\\d{1,5}");
    private static final Pattern V6 = Pattern.compile("([0-9a-f]{32})-\\d{1,5}");

    private PeerLabel() {}

    /// The label of a peer.
    ///
    /// @param peer an address and a port
    static String of(HostPort peer) {
        byte[] address = InetAddress.ofLiteral(peer.host()).getAddress();
        String text =
                address.length == 4
                        ? peer.host().replace('.', '-')
                        : HexFormat.of().formatHex(address);
        return text + "-" + peer.port();
    }

    /// The address in a label: 4 or 16 bytes; empty for any other text.
    static Optional<byte[]> address(String label) {
        Matcher v4 = V4.matcher(label);
        if (v4.matches()) {
            byte[] address = new byte[4];
            for (int i = 0; i < 4; i++) {
                int number = Integer.parseInt(v4.group(i + 1));
                if (number > 255) {
                    return Optional.empty();
                }
                address[i] = (byte) number;
            }
            return Optional.of(address);
        }
        Matcher v6 = V6.matcher(label);
        return v6.matches() ? Optional.of(HexFormat.of().parseHex(v6.group(1))) : Optional.empty();
    }
}
