package dev.brama.cluster;

import static java.util.Comparator.comparing;

import java.net.Inet6Address;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/// One entry of `status.loadBalancer.ingress`, of a Service or of an Ingress.
///
/// @param hostname a DNS name; empty where there is none
/// @param ip an IP address; empty where there is none
public record LoadBalancerAddress(String hostname, String ip)
        implements Comparable<LoadBalancerAddress> {
    private static final Comparator<LoadBalancerAddress> ORDER =
            comparing(LoadBalancerAddress::hostname).thenComparing(LoadBalancerAddress::ip);
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final Pattern V6_ALPHABET = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final String LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");
    private static final int MAX_NAME = 253;

    /// An address that is an IP address.
    public static LoadBalancerAddress ofIp(String ip) {
        return new LoadBalancerAddress("", ip);
    }

    /// An address that is a DNS name.
    public static LoadBalancerAddress ofHostname(String hostname) {
        return new LoadBalancerAddress(hostname, "");
    }

    /// An IP address or a DNS name; empty where the text is neither, for the API server would
    /// refuse it.
    public static Optional<LoadBalancerAddress> parse(String text) {
        if (isIp(text)) {
            return Optional.of(ofIp(text));
        }
        boolean isName = text.length() <= MAX_NAME && NAME.matcher(text).matches();
        return isName ? Optional.of(ofHostname(text)) : Optional.empty();
    }

    private static boolean isIp(String text) {
        if (V4.matcher(text).matches()) {
            return true;
        }
        if (text.indexOf(':') < 0 || !V6_ALPHABET.matcher(text).matches()) {
            return false;
        }
        try {
            return Inet6Address.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// By host name, then by IP address, as text; so addresses without a name come first.
    @Override
    public int compareTo(LoadBalancerAddress other) {
        return ORDER.compare(this, other);
    }
}
