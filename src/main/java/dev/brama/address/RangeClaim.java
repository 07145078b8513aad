package dev.brama.address;

import dev.brama.cluster.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Addresses that a pool is to have, before it is known whether another one has the same.
///
/// @param pool the name of the pool
/// @param place where the pool is written
/// @param field where the addresses stand; empty for those that stand nowhere any more, and are
///   kept since the pool has a mistake now
/// @param range the addresses
record RangeClaim(String pool, Place place, Optional<String> field, IpRange range) {
    /// Grants addresses to those who come first: those who have them already, then in order. Of two
    /// claims that overlap the later one loses what they have in common, and nothing else.
    static final class Granting {
        private final AddressRules before;
        private final NavigableMap<IpAddress, Granted> granted = new TreeMap<>();

        private record Granted(IpRange range, RangeClaim claim) {}

        Granting(AddressRules before) {
            this.before = before;
        }

        /// The ranges of each pool, in the order of the claims.
        ///
        /// @param refused hears of each claim that loses something, and of one that it overlaps
        Map<String, List<IpRange>> grant(
                List<RangeClaim> claims, BiConsumer<RangeClaim, RangeClaim> refused) {
            claims.forEach(claim -> held(claim).forEach(range -> take(range, claim)));
            for (RangeClaim claim : claims) {
                overlapping(claim.range()).stream()
                        .map(Granted::claim)
                        .filter(other -> !other.equals(claim))
                        .findFirst()
                        .ifPresent(other -> refused.accept(claim, other));
                take(claim.range(), claim);
            }
            Map<RangeClaim, List<IpRange>> parts = new HashMap<>();
            granted.values()
                    .forEach(one ->
                            join(
                                    parts.computeIfAbsent(one.claim(), _ -> new ArrayList<>()),
                                    one.range()));
            Map<String, List<IpRange>> ranges = new HashMap<>();
            for (RangeClaim claim : claims) {
                ranges.computeIfAbsent(claim.pool(), _ -> new ArrayList<>())
                        .addAll(parts.getOrDefault(claim, List.of()));
            }
            return ranges;
        }

        private List<IpRange> held(RangeClaim claim) {
            AddressPool old = before.pools().get(claim.pool());
            return old == null
                    ? List.of()
                    : old.ranges().stream()
                            .filter(claim.range()::overlaps)
                            .map(claim.range()::common)
                            .toList();
        }

        /// Adds what nobody has yet of a range.
        private void take(IpRange range, RangeClaim claim) {
            Optional<IpAddress> from = Optional.of(range.first());
            for (Granted other : overlapping(range)) {
                IpAddress start = from.orElseThrow();
                if (start.compareTo(other.range().first()) < 0) {
                    IpAddress end = other.range().first().previous().orElseThrow();
                    granted.put(start, new Granted(new IpRange(start, end), claim));
                }
                from = other.range().last().next().filter(range::contains);
            }
            from.ifPresent(start ->
                    granted.put(start, new Granted(new IpRange(start, range.last()), claim)));
        }

        /// What is granted of a range, in order.
        private List<Granted> overlapping(IpRange range) {
            Map.Entry<IpAddress, Granted> floor = granted.floorEntry(range.first());
            boolean reachesIn = floor != null && floor.getValue().range().overlaps(range);
            IpAddress start = reachesIn ? floor.getKey() : range.first();
            return List.copyOf(granted.subMap(start, true, range.last(), true).values());
        }

        /// Adds a range that comes after the others.
        private static void join(List<IpRange> ranges, IpRange next) {
            boolean follows =
                    !ranges.isEmpty()
                            && ranges.getLast()
                                    .last()
                                    .next()
                                    .filter(next.first()::equals)
                                    .isPresent();
            if (follows) {
                ranges.add(new IpRange(ranges.removeLast().first(), next.last()));
            } else {
                ranges.add(next);
            }
        }
    }
}
