package dev.brama.address;

import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that decides who gets which address.
///
/// @param state the objects
/// @param rules the pools
/// @param loadBalancerClass whose Services are served; absent means those that name no class
/// @param memory what is known from before
/// @param probing what is known of addresses that others may use
public record AllocationInput(
        NetworkState state,
        AddressRules rules,
        Optional<String> loadBalancerClass,
        Memory memory,
        Probing probing) {
    /// What is known from before; without it plans are made all the same.
    ///
    /// @param holdings what the last plan left each Service with
    /// @param resting freed addresses that are not given to others yet, and who had them last
    public record Memory(
            Map<NamespacedName, Holding> holdings, Map<IpAddress, NamespacedName> resting) {
        /// After a start.
        public static final Memory NONE = new Memory(Map.of(), Map.of());

        public Memory {
            holdings = Map.copyOf(holdings);
            resting = Map.copyOf(resting);
        }
    }

    /// What is known of addresses that others may use.
    ///
    /// @param strangers addresses that somebody answers for who is none of ours
    /// @param free addresses for which nobody answered lately; absent where nobody asks
    public record Probing(Set<IpAddress> strangers, Optional<Set<IpAddress>> free) {
        /// Where nobody asks.
        public static final Probing NONE = new Probing(Set.of(), Optional.empty());

        public Probing {
            strangers = Set.copyOf(strangers);
            free = free.map(Set::copyOf);
        }
    }
}
