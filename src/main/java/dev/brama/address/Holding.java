package dev.brama.address;

import java.util.List;

/// What a Service holds.
///
/// @param pool the name of the pool
/// @param addresses its addresses, at most one of each family
/// @param terms on which terms it shares them
public record Holding(String pool, List<IpAddress> addresses, SharingTerms terms) {
    public Holding {
        addresses = List.copyOf(addresses);
    }
}
