package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The objects of a resource, kept up to date by a watch that survives whatever the API server
/// does: it lists again where it has lost the thread, and tries again every second where the server
/// does not answer.
///
/// ```
///   list ──> watch ──ends by itself──> watch from there on
///    ^         └── refused, too old, nobody answers ──> a second ──┐
///    └─────────────────────────────────────────────────────────────┘
/// ```
///
/// Not by an informer of client-java: one of those takes three threads, and loads a class for each
/// of a thousand kinds.
final class LiveCollection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCollection.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    // As long as those of others: the API server moves watches to its other replicas by ending
    // them.
    private static final Duration SHORTEST_WATCH = Duration.ofMinutes(5);
    private static final int GONE = 410;
    private static final int TOO_NEW = 504;

    // By the Kubernetes API: whatever version the server has at hand, or the newest that there is.
    private static final String ANY = "0";
    private static final String NEWEST = "";

    private final Resource resource;
    private final CachedStore store;
    private final WatchHealth health;
    private final ResourceClient client;
    private final Thread thread;
    private volatile @Nullable ResourceWatch open;
    private volatile boolean synced;
    private volatile boolean stopped;

    // Of the thread alone.
    private String version = ANY;
    private boolean listed;

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
        this.client = new ResourceClient(server, resource, reader, values);
        this.thread = Thread.ofVirtual().name("watch-" + resource.plural()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!stopped) {
            boolean well = false;
            try {
                well = step();
            } catch (ApiFailureException e) {
                lost(e.failure());
            } catch (RuntimeException e) {
                LOG.error("watching {} failed; it begins anew", resource, e);
                listed = false;
            }
            if (!well) {
                pause();
            }
        }
    }

    /// @return whether the next step may follow at once
    private boolean step() throws ApiFailureException {
        if (!listed) {
            CachedList list = client.list(version);
            store.replace(list.items());
            version = list.version();
            listed = true;
            synced = true;
        }
        return watch();
    }

    /// Watches until the server ends it.
    ///
    /// @return whether anything came: who ends one watch after another must not be asked without a
    ///   pause
    private boolean watch() throws ApiFailureException {
        boolean heard = false;
        // Not all at the same moment.
        long longer = ThreadLocalRandom.current().nextLong(SHORTEST_WATCH.toMillis());
        try (ResourceWatch watch = client.watch(version, SHORTEST_WATCH.plusMillis(longer))) {
            open = watch;
            health.well();
            for (var event = next(watch); event.isPresent(); event = next(watch)) {
                take(event.get());
                heard = true;
            }
        } finally {
            open = null;
        }
        return heard;
    }

    private Optional<WatchEvent> next(ResourceWatch watch) {
        return stopped ? Optional.empty() : watch.next();
    }

    private void take(WatchEvent event) throws ApiFailureException {
        switch (event) {
            case WatchEvent.Changed(Cached object) -> {
                store.update(object);
                version = object.version().resourceVersion();
            }
            case WatchEvent.Deleted(Cached object) -> {
                store.delete(object.id());
                version = object.version().resourceVersion();
            }
            case WatchEvent.Bookmark(String newer) -> version = newer;
            case WatchEvent.Failed(ApiFailure reason) -> throw new ApiFailureException(reason);
        }
    }

    private void lost(ApiFailure failure) {
        // What is asked for next must not be older than what is here, unless the server knows
        // nothing that new: its database may have been put back.
        boolean unknown = failure.code() == GONE || failure.code() == TOO_NEW;
        version = unknown ? NEWEST : version;
        listed = false;
        if (!stopped) {
            health.failed(failure);
        }
    }

    private void pause() {
        try {
            if (!stopped) {
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException _) {
            stopped = true;
        }
    }

    /// Whether all objects of the first list are here.
    boolean hasSynced() {
        return synced;
    }

    /// Whether neither the first list nor a refusal has come of what was asked for.
    boolean isUnanswered() {
        return thread.getState() != Thread.State.NEW && !synced && health.trouble().isEmpty();
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
    void fetch(NamespacedName id) throws ApiFailureException {
        Cached fetched = client.get(id.namespace(), id.name());
        // A version that the watch brought meanwhile is newer.
        store.change(id, cached -> cached.isStub() ? fetched : cached);
    }

    /// All objects as the API server has them at this moment, whatever is known here.
    List<Cached> listNow() throws ApiFailureException {
        return client.list(NEWEST).items();
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
        stopped = true;
        ResourceWatch watch = open;
        if (watch != null) {
            watch.cancel();
        }
        thread.interrupt();
    }
}
