package dev.brama.kube;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.brama.report.KubeWrite.SetServiceAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the addresses of Services, several at a time, and what it wrote into the objects at hand,
/// which otherwise would show the old status until the watch has told of the new one.
///
/// A Service that somebody changed in between is not written: what is to be written was decided by
/// what it was before.
public final class ServiceStatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceStatusWriter.class);

    private final ApiRequests server;
    private final LiveNetwork network;
    private final BooleanSupplier mayWrite;
    private final ParallelWrites<SetServiceAddress> writes =
            new ParallelWrites<>(
                    "service-writer",
                    this::send,
                    new Troubles(LOG, "the address of Services is not written"));

    /// What became of some writes.
    ///
    /// @param written those that are done
    /// @param left those that are not, and may succeed when they are decided anew
    public record Round(List<SetServiceAddress> written, List<SetServiceAddress> left) {
        public Round {
            written = List.copyOf(written);
            left = List.copyOf(left);
        }
    }

    /// @param server where the Services are
    /// @param network learns what was written
    /// @param mayWrite is asked before each write, since leadership may end in the middle of many
    public ServiceStatusWriter(ApiServer server, LiveNetwork network, BooleanSupplier mayWrite) {
        this.server = new ApiRequests(server.client(), ParallelWrites.LIMIT);
        this.network = network;
        this.mayWrite = mayWrite;
    }

    /// Writes, and comes back when all were tried, or the API server cannot be asked.
    ///
    /// One round at a time.
    public Round write(List<SetServiceAddress> all) throws InterruptedException {
        ParallelWrites.Round<SetServiceAddress> round = writes.write(all);
        return new Round(round.written(), round.left());
    }

    private void send(SetServiceAddress write) throws ApiFailureException {
        if (!mayWrite.getAsBoolean()) {
            throw new ApiFailureException(
                    new ApiFailure(409, "Conflict", "this replica leads no more", "wait"));
        }
        JsonObject answer =
                server.patch(
                        "/api/v1/namespaces/%s/services/%s/status"
                                .formatted(write.service().namespace(), write.service().name()),
                        patch(write));
        network.adopt(write.service(), write.resourceVersion(), answer);
    }

    private static JsonObject patch(SetServiceAddress write) {
        JsonObject annotations = new JsonObject();
        write.annotations()
                .forEach((key, value) -> {
                    if (value.isPresent()) {
                        annotations.addProperty(key, value.get());
                    } else {
                        annotations.add(key, JsonNull.INSTANCE);
                    }
                });
        JsonObject metadata = new JsonObject();
        // With it, the API server refuses the write where the Service is not what it was.
        metadata.addProperty("resourceVersion", write.resourceVersion());
        metadata.add("annotations", annotations);
        JsonObject patch = new JsonObject();
        patch.add("metadata", metadata);
        patch.add("status", IngressStatusWriter.status(write.addresses()));
        return patch;
    }

    /// What keeps the addresses from being written.
    public Optional<ApiFailure> trouble() {
        return writes.trouble();
    }

    @Override
    public void close() {
        writes.close();
    }
}
