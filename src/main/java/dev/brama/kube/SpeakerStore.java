package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.brama.cluster.NamespacedName;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What speakers agree by: a Lease a node, a few ConfigMaps, a key. Each write replaces the very
/// version that was read, so of two who write, one fails.
///
/// The version alone is not enough: where a Lease was deleted, a replacement of it makes a new one.
/// So the uid of the object that was read goes with each replacement, and the API server refuses it
/// where that object is no more.
public final class SpeakerStore {
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final String GROUP_LABEL = "brama.dev/speakers";
    private static final String NODE_LABEL = "brama.dev/node";
    private static final String ANNOTATION = "brama.dev/speaker-";
    private static final String KEY = "key";
    private static final int KEY_BYTES = 32;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final ApiRequests server;
    private final NamespacedName group;

    /// @param group the namespace of all objects, and what their names begin with
    public SpeakerStore(ApiServer server, NamespacedName group) {
        this.server = new ApiRequests(server.client(), LIMIT);
        this.group = group;
    }

    /// What a ConfigMap says.
    ///
    /// @param data its entries
    /// @param uid of this very object; empty where it is not there yet
    /// @param version by which it is replaced; empty where it is not there yet
    public record Record(SortedMap<String, String> data, String uid, String version) {
        /// One that is not there yet.
        public static final Record NONE = new Record(Collections.emptySortedMap(), "", "");

        public Record {
            data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
        }
    }

    /// The Lease of a node's speaker.
    ///
    /// @param node the node
    /// @param holder the process that has it; empty where nobody may act by it
    /// @param notes what that process says of itself
    /// @param uid of this very object; one that was deleted and made again has another
    /// @param version by which it is replaced; changes with each write
    public record NodeLease(
            String node,
            String holder,
            SortedMap<String, String> notes,
            String uid,
            String version) {
        public NodeLease {
            notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
        }
    }

    /// The record of this name.
    ///
    /// @throws IOException where the API server does not answer or does not allow it
    public Record read(String name) throws IOException {
        try {
            JsonObject map = server.get(configMap(name));
            SortedMap<String, String> data = new TreeMap<>();
            if (map.get("data") instanceof JsonObject entries) {
                entries.entrySet()
                        .forEach(entry -> data.put(entry.getKey(), entry.getValue().getAsString()));
            }
            return new Record(data, uid(map), version(map));
        } catch (ApiFailureException e) {
            if (e.failure().code() == NOT_FOUND) {
                return Record.NONE;
            }
            throw failure("read the ConfigMap " + name, e);
        }
    }

    /// Replaces a record.
    ///
    /// @param before as it was read
    /// @return as it is now; empty where somebody else was quicker
    public Optional<Record> write(String name, Record before, SortedMap<String, String> data)
            throws IOException {
        JsonObject entries = new JsonObject();
        data.forEach(entries::addProperty);
        JsonObject map = object("v1", "ConfigMap", name, before.uid(), before.version());
        map.add("data", entries);
        try {
            JsonObject written =
                    before.version().isEmpty()
                            ? server.post(collection("api/v1", "configmaps"), map)
                            : server.put(configMap(name), map);
            return Optional.of(new Record(data, uid(written), version(written)));
        } catch (ApiFailureException e) {
            if (isLost(e)) {
                return Optional.empty();
            }
            throw failure("write the ConfigMap " + name, e);
        }
    }

    /// The Leases of all nodes.
    public List<NodeLease> leases() throws IOException {
        try {
            JsonArray items =
                    server.list(
                                    collection("apis/coordination.k8s.io/v1", "leases"),
                                    Map.of("labelSelector", GROUP_LABEL + "=" + group.name()))
                            .getAsJsonArray("items");
            List<NodeLease> leases = new ArrayList<>();
            items.forEach(item -> leases.add(lease(item.getAsJsonObject())));
            // One without the label was made by hand.
            leases.removeIf(lease -> lease.node().isEmpty());
            return leases;
        } catch (ApiFailureException e) {
            throw failure("list Leases", e);
        }
    }

    /// Makes, renews or takes the Lease of a node.
    ///
    /// @param before as it was read; empty where it is not there yet
    /// @param holder who has it from now on; empty for nobody
    /// @return as it is now; empty where somebody else was quicker
    public Optional<NodeLease> put(
            String node,
            Optional<NodeLease> before,
            String holder,
            SortedMap<String, String> notes,
            Instant now)
            throws IOException {
        String name = group.name() + "-" + node;
        JsonObject lease =
                object(
                        "coordination.k8s.io/v1",
                        "Lease",
                        name,
                        before.map(NodeLease::uid).orElse(""),
                        before.map(NodeLease::version).orElse(""));
        JsonObject metadata = lease.getAsJsonObject("metadata");
        JsonObject labels = new JsonObject();
        labels.addProperty(GROUP_LABEL, group.name());
        labels.addProperty(NODE_LABEL, node);
        metadata.add("labels", labels);
        JsonObject annotations = new JsonObject();
        notes.forEach((key, value) -> annotations.addProperty(ANNOTATION + key, value));
        metadata.add("annotations", annotations);
        JsonObject made = LeaseRecord.made(name, holder, Duration.ofSeconds(3), now).json();
        lease.add("spec", made.get("spec"));
        try {
            return Optional.of(
                    lease(
                            before.isEmpty()
                                    ? server.post(
                                            collection("apis/coordination.k8s.io/v1", "leases"),
                                            lease)
                                    : server.put(
                                            collection("apis/coordination.k8s.io/v1", "leases")
                                                    + "/"
                                                    + name,
                                            lease)));
        } catch (ApiFailureException e) {
            if (isLost(e)) {
                return Optional.empty();
            }
            throw failure("write the Lease " + name, e);
        }
    }

    /// The key that speakers share; made here where the Secret holds none.
    ///
    /// @param secret its name; it must be there
    public byte[] key(String secret) throws IOException {
        String path = collection("api/v1", "secrets") + "/" + secret;
        for (int i = 0; i < 5; i++) {
            try {
                JsonObject stored = server.get(path);
                if (stored.get("data") instanceof JsonObject data && data.has(KEY)) {
                    return Base64.getDecoder().decode(data.get(KEY).getAsString());
                }
                byte[] key = new byte[KEY_BYTES];
                new SecureRandom().nextBytes(key);
                JsonObject data = new JsonObject();
                data.addProperty(KEY, Base64.getEncoder().encodeToString(key));
                stored.add("data", data);
                server.put(path, stored);
                return key;
            } catch (ApiFailureException e) {
                if (e.failure().code() != CONFLICT) {
                    throw failure("read the key in the Secret " + secret, e);
                }
            }
        }
        throw new IOException("the Secret " + secret + " changes all the time");
    }

    private JsonObject object(
            String apiVersion, String kind, String name, String uid, String version) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        metadata.addProperty("namespace", group.namespace());
        if (!version.isEmpty()) {
            metadata.addProperty("resourceVersion", version);
            metadata.addProperty("uid", uid);
        }
        JsonObject object = new JsonObject();
        object.addProperty("apiVersion", apiVersion);
        object.addProperty("kind", kind);
        object.add("metadata", metadata);
        return object;
    }

    private static NodeLease lease(JsonObject json) {
        JsonObject metadata = json.getAsJsonObject("metadata");
        SortedMap<String, String> notes = new TreeMap<>();
        if (metadata.get("annotations") instanceof JsonObject annotations) {
            for (Map.Entry<String, JsonElement> entry : annotations.entrySet()) {
                if (entry.getKey().startsWith(ANNOTATION)) {
                    notes.put(
                            entry.getKey().substring(ANNOTATION.length()),
                            entry.getValue().getAsString());
                }
            }
        }
        String node =
                metadata.get("labels") instanceof JsonObject labels && labels.has(NODE_LABEL)
                        ? labels.get(NODE_LABEL).getAsString()
                        : "";
        LeaseRecord record = new LeaseRecord(json);
        return new NodeLease(node, record.holder(), notes, uid(json), version(json));
    }

    private String configMap(String name) {
        return collection("api/v1", "configmaps") + "/" + name;
    }

    private String collection(String api, String plural) {
        return "/%s/namespaces/%s/%s".formatted(api, group.namespace(), plural);
    }

    private static String uid(JsonObject object) {
        return object.getAsJsonObject("metadata").get("uid").getAsString();
    }

    private static String version(JsonObject object) {
        return object.getAsJsonObject("metadata").get("resourceVersion").getAsString();
    }

    private static boolean isLost(ApiFailureException e) {
        return e.failure().code() == CONFLICT || e.failure().code() == NOT_FOUND;
    }

    private static IOException failure(String what, ApiFailureException e) {
        return new IOException("cannot " + what + ": " + e.failure().sentence(), e);
    }
}
