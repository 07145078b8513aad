package dev.brama.address;

import dev.brama.cluster.IpAddressPoolObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// An entry of a pool, before it is known whether another one has the same addresses.
///
/// @param pool the pool
/// @param field where the entry stands
/// @param range its addresses
record RangeClaim(IpAddressPoolObject pool, String field, IpRange range) {
    /// Grants addresses to those who come first: those who have them already, then in order.
    static final class Granting {
        private final AddressRules before;
        private final NavigableMap<IpAddress, RangeClaim> granted = new TreeMap<>();

        Granting(AddressRules before) {
            this.before = before;
        }

        /// The ranges of each pool, in the order of the claims.
        ///
        /// @param refused hears of each claim that goes empty, and of one that it overlaps
        Map<String, List<IpRange>> grant(
                List<RangeClaim> claims, BiConsumer<RangeClaim, RangeClaim> refused) {
            Set<RangeClaim> good = new HashSet<>();
            for (RangeClaim claim : claims) {
                if (isHeld(claim)) {
                    consider(claim, good, refused);
                }
            }
            for (RangeClaim claim : claims) {
                if (!isHeld(claim)) {
                    consider(claim, good, refused);
                }
            }
            Map<String, List<IpRange>> ranges = new HashMap<>();
            for (RangeClaim claim : claims) {
                if (good.contains(claim)) {
                    ranges.computeIfAbsent(claim.pool().name(), _ -> new ArrayList<>())
                            .add(claim.range());
                }
            }
            return ranges;
        }

        private boolean isHeld(RangeClaim claim) {
            AddressPool old = before.pools().get(claim.pool().name());
            return old != null && old.ranges().contains(claim.range());
        }

        private void consider(
                RangeClaim claim,
                Set<RangeClaim> good,
                BiConsumer<RangeClaim, RangeClaim> refused) {
            Optional<RangeClaim> other = overlapping(claim.range());
            if (other.isPresent()) {
                refused.accept(claim, other.get());
            } else {
                granted.put(claim.range().first(), claim);
                good.add(claim);
            }
        }

        /// Of ranges that do not overlap, only the last one that starts no later than the end can
        /// reach into another.
        private Optional<RangeClaim> overlapping(IpRange range) {
            return Optional.ofNullable(granted.floorEntry(range.last()))
                    .map(Map.Entry::getValue)
                    .filter(claim -> claim.range().overlaps(range));
        }
    }
}
