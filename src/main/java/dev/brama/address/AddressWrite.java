package dev.brama.address;

import dev.brama.cluster.LoadBalancerService;
import java.util.List;
import java.util.Optional;

/// What a Service is to hold from now on.
///
/// @param service the Service as it was when this was decided
/// @param addresses all its addresses; none takes the old ones away
/// @param pool where they come from; absent where there are none
/// @param events what is to be told when it is done
public record AddressWrite(
        LoadBalancerService service,
        List<IpAddress> addresses,
        Optional<String> pool,
        List<AllocationEvent> events) {
    public AddressWrite {
        addresses = List.copyOf(addresses);
        events = List.copyOf(events);
    }
}
