package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.report.KubeWrite.SetIngressAddress;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the addresses of Ingresses, four at a time: 1,000 in a few seconds.
///
/// Where the API server is away or overloaded, the round ends at once, and what is left is for a
/// later one. An Ingress that is gone is no failure.
public final class IngressStatusWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IngressStatusWriter.class);
    private static final int WRITERS = 4;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ApiRequests server;
    private final Troubles troubles = new Troubles(LOG, "the address of Ingresses is not written");
    private final ExecutorService writers =
            Executors.newFixedThreadPool(
                    WRITERS, Thread.ofPlatform().daemon().name("status-writer-", 0).factory());

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
        this.server = new ApiRequests(client, LIMIT);
    }

    /// Writes, and comes back when all were tried, or the API server cannot be asked.
    ///
    /// One round at a time.
    public Round write(List<SetIngressAddress> writes) throws InterruptedException {
        Queue<SetIngressAddress> queue = new ConcurrentLinkedQueue<>(writes);
        AtomicBoolean troubled = new AtomicBoolean();
        Callable<Round> work = () -> work(queue, troubled);
        List<Future<Round>> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(WRITERS, writes.size()); i++) {
            parts.add(writers.submit(work));
        }
        int written = 0;
        List<SetIngressAddress> left = new ArrayList<>();
        try {
            for (Future<Round> part : parts) {
                Round round = part.get();
                written += round.written();
                left.addAll(round.left());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            left.addAll(queue);
            // Whoever was interrupted leaves no writers behind that go on.
            queue.clear();
        }
        if (written > 0 && !troubled.get()) {
            troubles.over();
        }
        return new Round(written, left);
    }

    private Round work(Queue<SetIngressAddress> queue, AtomicBoolean troubled) {
        int written = 0;
        List<SetIngressAddress> left = new ArrayList<>();
        for (SetIngressAddress write = queue.poll(); write != null; write = queue.poll()) {
            try {
                server.patch(path(write), status(write.addresses()));
                written++;
            } catch (ApiFailureException e) {
                ApiFailure failure = e.failure();
                if (failure.isGone()) {
                    continue;
                }
                troubled.set(true);
                troubles.met(failure);
                if (failure.isConflict()) {
                    left.add(write);
                } else if (failure.isPassing()) {
                    // The others would meet the same, and each would wait for it.
                    left.add(write);
                    drain(queue, left);
                }
            }
        }
        return new Round(written, left);
    }

    private static void drain(Queue<SetIngressAddress> queue, List<SetIngressAddress> into) {
        for (SetIngressAddress write = queue.poll(); write != null; write = queue.poll()) {
            into.add(write);
        }
    }

    private static String path(SetIngressAddress write) {
        return "/apis/networking.k8s.io/v1/namespaces/%s/ingresses/%s/status"
                .formatted(write.ingress().namespace(), write.ingress().name());
    }

    private static JsonObject status(List<LoadBalancerAddress> addresses) {
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
        JsonObject patch = new JsonObject();
        patch.add("status", status);
        return patch;
    }

    /// What keeps the addresses from being written, for `/readyz` and the like.
    public Optional<ApiFailure> trouble() {
        return troubles.current();
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }
}
