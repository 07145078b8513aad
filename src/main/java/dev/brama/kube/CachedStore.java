package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// The objects of a resource as they are now. One thread writes, everybody reads.
final class CachedStore {
    /// Hears of changes that mean something.
    @FunctionalInterface
    interface Listener {
        /// @param before what the object was; empty for a new one
        /// @param now what it is; empty for one that is gone
        void changed(NamespacedName id, Optional<Cached> before, Optional<Cached> now);
    }

    private final Map<String, Cached> objects = new ConcurrentHashMap<>();
    private final Listener listener;

    CachedStore(Listener listener) {
        this.listener = listener;
    }

    Collection<Cached> values() {
        return objects.values();
    }

    Optional<Cached> find(NamespacedName id) {
        return Optional.ofNullable(objects.get(key(id)));
    }

    /// Changes an object that is there.
    void change(NamespacedName id, UnaryOperator<Cached> change) {
        objects.computeIfPresent(key(id), (_, cached) -> change.apply(cached));
    }

    private static String key(NamespacedName id) {
        return id.namespace().isEmpty() ? id.name() : id.namespace() + "/" + id.name();
    }

    /// Takes an object that is new or has changed.
    void update(Cached object) {
        Cached before = objects.put(key(object.id()), object);
        if (before == null || !before.meansTheSameAs(object)) {
            listener.changed(object.id(), Optional.ofNullable(before), Optional.of(object));
        }
    }

    /// Takes note that an object is gone.
    void delete(NamespacedName id) {
        Cached before = objects.remove(key(id));
        if (before != null) {
            listener.changed(id, Optional.of(before), Optional.empty());
        }
    }

    /// Takes all objects that there are; others are gone.
    void replace(List<Cached> all) {
        Set<String> there = new HashSet<>();
        for (Cached object : all) {
            there.add(key(object.id()));
            update(object);
        }
        for (Map.Entry<String, Cached> known : objects.entrySet()) {
            if (!there.contains(known.getKey())) {
                delete(known.getValue().id());
            }
        }
    }
}
