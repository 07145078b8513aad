package dev.brama.kube;

import com.google.gson.JsonObject;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.problem.ObjectRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes into the status of each IPAddressPool how many of its addresses are in use, as MetalLB
/// does since 0.15. A definition of the kind that knows no status is left alone.
///
/// What was written is remembered with the version that came of it. Any other version may have
/// another status, by whoever's hand, and is written over; where nothing differs, the API server
/// makes no new version of it. For one thread.
public final class PoolStatusWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PoolStatusWriter.class);
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final ApiRequests server;
    private final LiveNetwork network;
    private final BooleanSupplier mayWrite;
    private final Troubles troubles =
            new Troubles(LOG, "the status of IPAddressPools is not written");
    private final Map<ObjectRef, Written> written = new HashMap<>();

    private record Written(String uid, String version, Counts counts) {}

    /// How many addresses of a pool Services have, and how many are free.
    ///
    /// @param pool the object; one that is no IPAddressPool of the cluster is passed over
    public record Counts(
            ObjectRef pool,
            long assignedIpv4,
            long assignedIpv6,
            long availableIpv4,
            long availableIpv6) {
        private JsonObject patch() {
            JsonObject counts = new JsonObject();
            counts.addProperty("assignedIPv4", assignedIpv4);
            counts.addProperty("assignedIPv6", assignedIpv6);
            counts.addProperty("availableIPv4", availableIpv4);
            counts.addProperty("availableIPv6", availableIpv6);
            JsonObject patch = new JsonObject();
            patch.add("status", counts);
            return patch;
        }
    }

    /// @param network where the pools are known from
    /// @param mayWrite whether this process leads at this moment
    public PoolStatusWriter(ApiServer server, LiveNetwork network, BooleanSupplier mayWrite) {
        this.server = new ApiRequests(server.client(), ParallelWrites.LIMIT);
        this.network = network;
        this.mayWrite = mayWrite;
    }

    /// Writes what differs.
    ///
    /// @return whether nothing is left that may succeed soon
    public boolean write(List<Counts> all) {
        Set<ObjectRef> pools = all.stream().map(Counts::pool).collect(Collectors.toSet());
        written.keySet().retainAll(pools);
        for (Counts counts : all) {
            Optional<ObjectIdentity> identity = network.identity(counts.pool());
            Optional<String> version = network.version(counts.pool());
            if (identity.isEmpty() || version.isEmpty() || !isPool(counts.pool())) {
                continue;
            }
            Written now = new Written(identity.get().uid(), version.get(), counts);
            if (now.equals(written.get(counts.pool()))) {
                continue;
            }
            if (!mayWrite.getAsBoolean() || !write(now)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPool(ObjectRef object) {
        return object.kind().equals(Kind.IP_ADDRESS_POOL.title());
    }

    /// @return whether to go on with the next
    private boolean write(Written wanted) {
        ObjectRef pool = wanted.counts().pool();
        try {
            JsonObject answer =
                    server.patch(
                            "/"
                                    + MetallbObjects.API
                                    + "/namespaces/"
                                    + pool.namespace()
                                    + "/ipaddresspools/"
                                    + pool.name()
                                    + "/status",
                            wanted.counts().patch());
            String version =
                    answer.getAsJsonObject("metadata").get("resourceVersion").getAsString();
            written.put(pool, new Written(wanted.uid(), version, wanted.counts()));
            troubles.over();
            return true;
        } catch (ApiFailureException e) {
            int code = e.failure().code();
            if (code == NOT_FOUND) {
                // The pool is gone, or its kind has no status: not asked again before it changes.
                written.put(pool, wanted);
                return true;
            }
            troubles.met(e.failure());
            if (code == FORBIDDEN) {
                written.put(pool, wanted);
            }
            return code == FORBIDDEN;
        }
    }

    /// Forgets what was written, since another process may write meanwhile.
    public void clear() {
        written.clear();
    }
}
