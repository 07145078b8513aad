package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.report.KubeWrite.SetIngressAddress;
import io.kubernetes.client.openapi.ApiClient;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the addresses of Ingresses, several at a time.
///
/// Where the API server is away or overloaded, the round ends at once, and what is left is for a
/// later one. An Ingress that is gone is no failure.
public final class IngressStatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngressStatusWriter.class);

    private final ApiRequests server;
    private final ParallelWrites<SetIngressAddress> writes =
            new ParallelWrites<>(
                    "status-writer",
                    this::send,
                    new Troubles(LOG, "the address of Ingresses is not written"));

    /// What became of some writes.
    ///
    /// @param written how many Ingresses have the address now
    /// @param left what may succeed when it is tried again
    public record Round(int written, List<SetIngressAddress> left) {
        public Round {
            left = List.copyOf(left);
        }

        /// Whether nothing is left.
        public boolean isComplete() {
            return left.isEmpty();
        }
    }

    /// @param server where the Ingresses are
    public IngressStatusWriter(ApiServer server) {
        this(server.client());
    }

    IngressStatusWriter(ApiClient client) {
        this.server = new ApiRequests(client, ParallelWrites.LIMIT);
    }

    /// Writes, and comes back when all were tried, or the API server cannot be asked.
    ///
    /// One round at a time.
    public Round write(List<SetIngressAddress> all) throws InterruptedException {
        ParallelWrites.Round<SetIngressAddress> round = writes.write(all);
        return new Round(round.written().size(), round.left());
    }

    private void send(SetIngressAddress write) throws ApiFailureException {
        JsonObject patch = new JsonObject();
        patch.add("status", status(write.addresses()));
        server.patch(
                "/apis/networking.k8s.io/v1/namespaces/%s/ingresses/%s/status"
                        .formatted(write.ingress().namespace(), write.ingress().name()),
                patch);
    }

    /// The `status` that tells these addresses, of an Ingress as of a Service.
    static JsonObject status(List<LoadBalancerAddress> addresses) {
        JsonArray ingress = new JsonArray();
        for (LoadBalancerAddress address : addresses) {
            JsonObject entry = new JsonObject();
            if (!address.hostname().isEmpty()) {
                entry.addProperty("hostname", address.hostname());
            }
            if (!address.ip().isEmpty()) {
                entry.addProperty("ip", address.ip());
            }
            ingress.add(entry);
        }
        JsonObject loadBalancer = new JsonObject();
        loadBalancer.add("ingress", ingress);
        JsonObject status = new JsonObject();
        status.add("loadBalancer", loadBalancer);
        return status;
    }

    /// What keeps the addresses from being written, for `/readyz` and the like.
    public Optional<ApiFailure> trouble() {
        return writes.trouble();
    }

    @Override
    public void close() {
        writes.close();
    }
}
