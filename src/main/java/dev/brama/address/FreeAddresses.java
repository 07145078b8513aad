package dev.brama.address;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Finds the lowest free address of ranges. What was not free once is not looked at again, so that
/// the work for a whole plan is that of one walk through each range.
final class FreeAddresses {
    private final Predicate<IpAddress> isTaken;
    private final Map<IpRange, Optional<IpAddress>> cursors = new HashMap<>();
    private long steps;

    /// @param isTaken whether an address is not to be given to anybody; never goes back to false
    FreeAddresses(Predicate<IpAddress> isTaken) {
        this.isTaken = isTaken;
    }

    Optional<IpAddress> lowest(IpRange range) {
        Optional<IpAddress> at = cursors.getOrDefault(range, Optional.of(range.first()));
        while (at.isPresent() && isTaken.test(at.get())) {
            steps++;
            at = at.flatMap(IpAddress::next).filter(range::contains);
        }
        cursors.put(range, at);
        return at;
    }

    /// How many addresses were looked at and passed over.
    long steps() {
        return steps;
    }
}
