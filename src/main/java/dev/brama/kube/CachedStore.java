package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Caches;
import io.kubernetes.client.informer.cache.Indexer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The objects of a resource as they are now. The informer writes, everybody reads.
final class CachedStore implements Indexer<Cached> {
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

    @Override
    public void add(Cached object) {
        update(object);
    }

    @Override
    public void update(Cached object) {
        Cached before = objects.put(key(object.id()), object);
        if (before == null || !before.meansTheSameAs(object)) {
            listener.changed(object.id(), Optional.ofNullable(before), Optional.of(object));
        }
    }

    @Override
    public void delete(Cached object) {
        Cached before = objects.remove(key(object.id()));
        if (before != null) {
            listener.changed(before.id(), Optional.of(before), Optional.empty());
        }
    }

    @Override
    public void replace(List<Cached> list, String version) {
        throw new UnsupportedOperationException("informers replace one by one");
    }

    @Override
    public void resync() {}

    @Override
    public List<String> listKeys() {
        return List.copyOf(objects.keySet());
    }

    @Override
    public @Nullable Object get(Cached object) {
        return objects.get(Caches.metaNamespaceKeyFunc((KubernetesObject) object));
    }

    @Override
    public @Nullable Cached getByKey(String key) {
        return objects.get(key);
    }

    @Override
    public List<Cached> list() {
        return List.copyOf(objects.values());
    }

    @Override
    public List<Cached> index(String name, Cached object) {
        return List.of();
    }

    @Override
    public List<String> indexKeys(String name, String value) {
        return List.of();
    }

    @Override
    public List<Cached> byIndex(String name, String value) {
        return List.of();
    }

    @Override
    public Map<String, Function<Cached, List<String>>> getIndexers() {
        return Map.of();
    }

    @Override
    public void addIndexers(Map<String, Function<Cached, List<String>>> indexers) {}
}
