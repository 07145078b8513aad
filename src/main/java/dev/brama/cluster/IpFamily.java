package dev.brama.cluster;

import java.util.Optional;

/// A family of IP addresses, as in `spec.ipFamilies` of a Service.
public enum IpFamily {
    IPV4("IPv4"),
    IPV6("IPv6");

    private final String token;

    IpFamily(String token) {
        this.token = token;
    }

    /// The word of the Kubernetes API.
    public String token() {
        return token;
    }

    /// The family with this word.
    public static Optional<IpFamily> of(String token) {
        for (IpFamily family : values()) {
            if (family.token.equals(token)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
