package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Caches;
import io.kubernetes.client.informer.cache.DeltaFIFO;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.CallGeneratorParams;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// The objects of a resource, kept up to date by a watch that survives whatever the API server
/// does: it lists again where it has lost the thread, and tries again every second where the server
/// does not answer.
final class LiveCollection implements AutoCloseable {
    private final Resource resource;
    private final CachedStore store;
    private final WatchHealth health;
    private final ResourceClient client;
    private final DefaultSharedIndexInformer<Cached, CachedList> informer;

    /// @param tell hears when watching fails and when it goes on
    LiveCollection(
            ApiServer server,
            Resource resource,
            CachedReader reader,
            JsonValues values,
            CachedStore.Listener listener,
            Consumer<String> tell) {
        this.resource = resource;
        this.store = new CachedStore(listener);
        this.health = new WatchHealth(resource, tell);
        this.client = new ResourceClient(server, resource, reader, values, health);
        this.informer =
                new DefaultSharedIndexInformer<>(
                        Cached.class,
                        client,
                        0,
                        new DeltaFIFO(Caches::metaNamespaceKeyFunc, store),
                        store,
                        // The client has told of it.
                        (_, _) -> {});
        informer.setTransform(LiveCollection::lastKnown);
    }

    /// An object that was missing in a list comes wrapped, in no [Cached]; the store would choke on
    /// it, and an object deleted while nobody watched would be there for ever.
    private static KubernetesObject lastKnown(KubernetesObject object) {
        return object instanceof DeltaFIFO.DeletedFinalStateUnknown<?> missing
                ? missing.getObj()
                : object;
    }

    void start() {
        informer.run();
    }

    /// Whether all objects of the first list are here.
    boolean hasSynced() {
        return informer.hasSynced();
    }

    /// Whether the server has said that we may not look.
    boolean isForbidden() {
        return health.isForbidden();
    }

    Collection<Cached> values() {
        return store.values();
    }

    Optional<Cached> find(NamespacedName id) {
        return store.find(id);
    }

    /// Asks for an object in full where only a stub was kept of it.
    void fetch(NamespacedName id) throws ApiException, IOException {
        Cached fetched = client.get(id.namespace(), id.name());
        // A version that the watch brought meanwhile is newer.
        store.change(id, cached -> cached.isStub() ? fetched : cached);
    }

    /// All objects as the API server has them at this moment, whatever is known here.
    List<Cached> listNow() throws ApiException {
        // Without a version, the answer is as new as if there were but one API server.
        return client.list(new CallGeneratorParams(false, null, null)).getItems();
    }

    /// Changes an object that is there, without telling anybody.
    void change(NamespacedName id, UnaryOperator<Cached> change) {
        store.change(id, change);
    }

    /// Why the objects may be out of date.
    Optional<String> trouble() {
        return health.trouble();
    }

    /// What is watched, such as `ingresses`.
    String plural() {
        return resource.plural();
    }

    @Override
    public String toString() {
        return resource.toString();
    }

    @Override
    public void close() {
        informer.stop();
    }
}
