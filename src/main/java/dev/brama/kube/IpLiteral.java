package dev.brama.kube;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/// IP addresses in writing; nothing here asks a name server.
final class IpLiteral {
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern LOOSE_V4 = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");
    private static final Pattern V6_ALPHABET = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private IpLiteral() {}

    static boolean isAddress(String text) {
        return isV4(text) || isV6(text);
    }

    static boolean isV4(String text) {
        return V4.matcher(text).matches();
    }

    /// Four numbers, whatever they are: nobody means a host name by it.
    static boolean looksLikeV4(String text) {
        return LOOSE_V4.matcher(text).matches();
    }

    static boolean isV6(String text) {
        if (text.indexOf(':') < 0 || !V6_ALPHABET.matcher(text).matches()) {
            return false;
        }
        try {
            return Inet6Address.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
