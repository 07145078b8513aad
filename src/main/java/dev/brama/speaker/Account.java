package dev.brama.speaker;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one speaker tells the others of itself, when somebody asks one of them for the whole.
///
/// @param node where it runs
/// @param allocates whether it is the one that gives addresses out
/// @param held the addresses that it answers for
/// @param refusals why Services get no address, by `namespace/name`; of the one that gives them out
/// @param obstacles what of its links keeps this node from answering for Services, by
///   `namespace/name`, in words that stand before its name
record Account(
        String node,
        boolean allocates,
        List<Held> held,
        SortedMap<String, String> refusals,
        SortedMap<String, String> obstacles) {
    Account {
        held = List.copyOf(held);
        refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
        obstacles = Collections.unmodifiableSortedMap(new TreeMap<>(obstacles));
    }

    /// An address that it answers for.
    ///
    /// @param epoch grows with each holder
    /// @param since when it took it, in milliseconds since 1970 on its own clock
    record Held(String address, long epoch, long since) {}
}
