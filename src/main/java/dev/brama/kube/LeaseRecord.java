package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A Lease as it was read, and as it is written.
///
/// @param json the whole object; what is not understood is kept
record LeaseRecord(JsonObject json) {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /// What changes whenever the holder shows that it lives. Its times are compared, never
    /// believed: they come from the clock of another machine.
    record Pulse(String holder, String renewed, String acquired, String transitions) {}

    Pulse pulse() {
        return new Pulse(
                text("holderIdentity"),
                text("renewTime"),
                text("acquireTime"),
                text("leaseTransitions"));
    }

    /// Who holds it; empty where it was given back.
    String holder() {
        return text("holderIdentity");
    }

    /// How long the holder may be silent.
    Duration ttl(Duration orElse) {
        String seconds = text("leaseDurationSeconds");
        try {
            return seconds.isEmpty() ? orElse : Duration.ofSeconds(Integer.parseInt(seconds));
        } catch (NumberFormatException _) {
            return orElse;
        }
    }

    /// The same Lease, renewed by its holder.
    LeaseRecord renewed(Instant now) {
        LeaseRecord lease = new LeaseRecord(json.deepCopy());
        lease.spec().addProperty("renewTime", MICROS.format(now));
        return lease;
    }

    /// The same Lease in the hands of another holder.
    LeaseRecord taken(String identity, Duration ttl, Instant now) {
        LeaseRecord lease = new LeaseRecord(json.deepCopy());
        JsonObject spec = lease.spec();
        int transitions =
                text("leaseTransitions").isEmpty() ? 0 : spec.get("leaseTransitions").getAsInt();
        spec.addProperty("holderIdentity", identity);
        spec.addProperty("leaseDurationSeconds", seconds(ttl));
        spec.addProperty("acquireTime", MICROS.format(now));
        spec.addProperty("renewTime", MICROS.format(now));
        spec.addProperty("leaseTransitions", transitions + 1);
        return lease;
    }

    /// The same Lease, given back: whoever reads it may take it at once.
    LeaseRecord released(Instant now) {
        LeaseRecord lease = renewed(now);
        lease.spec().addProperty("holderIdentity", "");
        lease.spec().addProperty("leaseDurationSeconds", 1);
        return lease;
    }

    /// The same Lease, which goes away with its owner; one that has an owner keeps it.
    LeaseRecord owned(LeaseOwner owner) {
        LeaseRecord lease = new LeaseRecord(json.deepCopy());
        if (lease.json.get("metadata") instanceof JsonObject metadata
                && !metadata.has("ownerReferences")) {
            JsonArray owners = new JsonArray();
            owners.add(owner.json());
            metadata.add("ownerReferences", owners);
        }
        return lease;
    }

    /// A new Lease.
    static LeaseRecord made(String name, String identity, Duration ttl, Instant now) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        JsonObject json = new JsonObject();
        json.addProperty("apiVersion", "coordination.k8s.io/v1");
        json.addProperty("kind", "Lease");
        json.add("metadata", metadata);
        LeaseRecord lease = new LeaseRecord(json).taken(identity, ttl, now);
        lease.spec().addProperty("leaseTransitions", 0);
        return lease;
    }

    private static int seconds(Duration ttl) {
        return Math.toIntExact(Math.max(1, ttl.toSeconds()));
    }

    private JsonObject spec() {
        if (!(json.get("spec") instanceof JsonObject)) {
            json.add("spec", new JsonObject());
        }
        return json.getAsJsonObject("spec");
    }

    private String text(String field) {
        JsonElement value =
                json.get("spec") instanceof JsonObject spec ? spec.get(field) : JsonNull.INSTANCE;
        return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
