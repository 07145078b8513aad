package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Objects of MetalLB that are for announcing by BGP, which Brama does not do: whoever brings them
/// along must hear it, and not wonder why nothing comes of them.
final class BgpObjects {
    private static final String GROUP = "metallb.io";
    // One of a kind tells enough; a page of them is the most that anybody reads.
    private static final String MOST = "20";

    private BgpObjects() {}

    private enum Type {
        ADVERTISEMENT("BGPAdvertisement", "bgpadvertisements", "v1beta1"),
        PEER("BGPPeer", "bgppeers", "v1beta2"),
        BFD_PROFILE("BFDProfile", "bfdprofiles", "v1beta1"),
        COMMUNITY("Community", "communities", "v1beta1");

        private final String title;
        private final String plural;
        private final String version;

        Type(String title, String plural, String version) {
            this.title = title;
            this.plural = plural;
            this.version = version;
        }

        private String path() {
            return "/apis/" + GROUP + "/" + version + "/" + plural;
        }

        private String fix() {
            return this == ADVERTISEMENT
                    ? "add an L2Advertisement for its pools, or keep a BGP speaker for them"
                    : "remove it, or keep a BGP speaker beside Brama";
        }
    }

    /// Whether a kind is one of these, in any version.
    static boolean isOne(String apiVersion, String title) {
        return apiVersion.startsWith(GROUP + "/") && type(title).isPresent();
    }

    private static Optional<Type> type(String title) {
        return Arrays.stream(Type.values()).filter(type -> type.title.equals(title)).findFirst();
    }

    /// What to say of one of them.
    static Problem problem(ObjectRef object) {
        return Problem.warning(
                object,
                "",
                Reason.UNSUPPORTED_KIND,
                "addresses are announced by layer 2 only, that is by ARP and neighbour discovery;"
                        + " this "
                        + object.kind()
                        + " has no effect",
                type(object.kind()).map(Type::fix).orElse("remove it"));
    }

    /// Those of a cluster, twenty of a kind at most; what may not be listed is passed over.
    static List<Problem> in(ApiRequests server) {
        List<Problem> problems = new ArrayList<>();
        for (Type type : Type.values()) {
            try {
                JsonObject list = server.list(type.path(), Map.of("limit", MOST));
                if (list.get("items") instanceof JsonArray items) {
                    items.forEach(item -> problems.add(problem(ref(type, item))));
                }
            } catch (ApiFailureException _) {
                // The kind is not there, or is none of our business.
            }
        }
        return problems;
    }

    private static ObjectRef ref(Type type, JsonElement item) {
        JsonObject metadata = item.getAsJsonObject().getAsJsonObject("metadata");
        JsonElement namespace = metadata.get("namespace");
        return new ObjectRef(
                type.title,
                namespace == null ? "" : namespace.getAsString(),
                metadata.get("name").getAsString());
    }
}
