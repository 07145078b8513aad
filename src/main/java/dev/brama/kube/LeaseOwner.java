package dev.brama.kube;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;

/// The service account that a Lease goes away with, so that a removed release leaves none behind.
///
/// No Deployment and no Pod is asked for, which would take rights; every process may ask who it is.
record LeaseOwner(String name, String uid) {
    static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private static final String PREFIX = "system:serviceaccount:";

    /// The question: who am I.
    static JsonObject question() {
        JsonObject json = new JsonObject();
        json.addProperty("apiVersion", "authentication.k8s.io/v1");
        json.addProperty("kind", "SelfSubjectReview");
        return json;
    }

    /// Empty where it is no service account of that namespace: an owner elsewhere would count as
    /// one that is gone.
    static Optional<LeaseOwner> in(String namespace, JsonObject review) {
        if (!(member(review, "status") instanceof JsonObject status)
                || !(member(status, "userInfo") instanceof JsonObject user)) {
            return Optional.empty();
        }
        String start = PREFIX + namespace + ":";
        String account = text(user, "username");
        String uid = text(user, "uid");
        return account.startsWith(start) && !uid.isEmpty()
                ? Optional.of(new LeaseOwner(account.substring(start.length()), uid))
                : Optional.empty();
    }

    /// The entry of `ownerReferences`.
    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("apiVersion", "v1");
        json.addProperty("kind", "ServiceAccount");
        json.addProperty("name", name);
        json.addProperty("uid", uid);
        return json;
    }

    private static JsonElement member(JsonObject object, String name) {
        return object.has(name) ? object.get(name) : new JsonObject();
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = member(object, name);
        return value.isJsonPrimitive() ? value.getAsString() : "";
    }
}
