package dev.brama.address;

import dev.brama.cluster.NetworkState;
import dev.brama.cluster.Place;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What stays in force of the rules of before, since nobody can read what is written now.
final class Remembered {
    /// The consequence of a mistake, in words.
    static final String STAYS = "what was there before stays in force";

    private final List<UnreadEntry> unread;
    private final AddressRules before;

    Remembered(NetworkState state, AddressRules before) {
        this.unread = state.unread();
        this.before = before;
    }

    /// Whether there may be pools of which nothing is known.
    boolean mayLackPools() {
        return unread.stream().anyMatch(Remembered::isNameless);
    }

    private static boolean isNameless(UnreadEntry entry) {
        return entry.extent() == Extent.ALL
                || (entry.extent() == Extent.POOL && entry.name().isEmpty());
    }

    /// The pools that stay. One that was not there before is there without addresses, so that what
    /// names it does not go astray.
    ///
    /// @param read names of the pools that can be read
    SortedMap<String, AddressPool> pools(Set<String> read) {
        SortedMap<String, AddressPool> pools = new TreeMap<>();
        for (UnreadEntry entry : unread) {
            if (isNameless(entry)) {
                before.pools().values().stream()
                        .filter(old -> old.place().object().equals(entry.place().object()))
                        .forEach(old -> pools.put(old.name(), old));
            } else if (entry.extent() == Extent.POOL) {
                pools.put(
                        entry.name(),
                        pool(entry.name(), entry.place())
                                .orElseGet(() -> empty(entry.name(), entry.place())));
            }
        }
        pools.keySet().removeAll(read);
        return pools;
    }

    private static AddressPool empty(String name, Place place) {
        return new AddressPool(
                name, place, new TreeMap<>(), List.of(), false, false, Optional.empty());
    }

    /// What a pool that is written in this object was before.
    Optional<AddressPool> pool(String name, Place place) {
        return before.pool(name).filter(old -> old.place().object().equals(place.object()));
    }

    /// What an advertisement that is written in this object was before.
    ///
    /// @param all names of all pools
    Optional<Advertisement> advertisement(String name, Place place, Set<String> all) {
        return before.advertisements().stream()
                .filter(old -> old.name().equals(name))
                .filter(old -> old.place().object().equals(place.object()))
                .findFirst()
                .map(old -> of(old, all));
    }

    /// The advertisements that stay, each of those of its pools that there are.
    ///
    /// @param read the advertisements that can be read
    /// @param stayed the pools that stay
    /// @param all names of all pools
    List<Advertisement> advertisements(
            List<Advertisement> read, Collection<AddressPool> stayed, Set<String> all) {
        List<Advertisement> advertisements = new ArrayList<>();
        for (Advertisement old : before.advertisements()) {
            boolean isRead =
                    read.stream()
                            .anyMatch(each ->
                                    each.name().equals(old.name())
                                            && each.place().object().equals(old.place().object()));
            // In the form of old, an advertisement is written by its pool.
            boolean isOfStayed = stayed.stream().anyMatch(pool -> pool.place().equals(old.place()));
            if (!isRead && (isOfStayed || isMeant(old))) {
                advertisements.add(of(old, all));
            }
        }
        return advertisements;
    }

    private boolean isMeant(Advertisement old) {
        return unread.stream()
                .filter(entry -> entry.place().object().equals(old.place().object()))
                .anyMatch(entry ->
                        switch (entry.extent()) {
                            case ALL -> true;
                            case ADVERTISEMENT ->
                                    entry.name().isEmpty() || entry.name().equals(old.name());
                            case POOL -> false;
                        });
    }

    private static Advertisement of(Advertisement old, Set<String> all) {
        SortedSet<String> pools = new TreeSet<>(old.pools());
        pools.retainAll(all);
        return new Advertisement(
                old.name(),
                old.place(),
                pools,
                old.nodeSelectors(),
                old.interfaces(),
                old.serviceSelectors(),
                old.preferences());
    }
}
