package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears when a ConfigMap changes.
public final class RecordWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordWatch.class);

    private final LiveCollection collection;

    private RecordWatch(LiveCollection collection) {
        this.collection = collection;
    }

    /// @param changed is called at each change; must return at once
    public static RecordWatch start(ApiServer server, NamespacedName record, Runnable changed) {
        LiveCollection collection =
                new LiveCollection(
                        server,
                        Resource.of("api/v1", "configmaps")
                                .in(Optional.of(record.namespace()))
                                .withFields("metadata.name=" + record.name()),
                        CachedReader.of(Kind.CONFIG_MAP),
                        new JsonValues(),
                        (_, _, _) -> changed.run(),
                        LOG::debug);
        collection.start();
        return new RecordWatch(collection);
    }

    /// Listens no more.
    @Override
    public void close() {
        collection.close();
    }
}
