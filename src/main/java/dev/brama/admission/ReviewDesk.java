package dev.brama.admission;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.brama.admission.AdmissionRequest.UnreadableReviewException;
import dev.brama.cluster.Age;
import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.JsonObjects;
import dev.brama.kube.Manifests;
import dev.brama.problem.Problem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/// Answers reviews, each from the newest index. For any number of threads.
public final class ReviewDesk {
    private static final String INGRESS = "networking.k8s.io/v1 Ingress";
    private static final Gson GSON = new Gson();

    private final AdmissionOptions options;
    private final AdmissionJudge judge;
    private final InstantSource clock;
    private final AtomicReference<Optional<AdmissionIndex>> index =
            new AtomicReference<>(Optional.empty());

    /// @param options the flags
    /// @param clock tells the time, for the validity of certificates
    public ReviewDesk(AdmissionOptions options, InstantSource clock) {
        this.options = options;
        this.judge = new AdmissionJudge(options);
        this.clock = clock;
    }

    /// Answers from another state from now on. For one thread at a time.
    public void know(ClusterState state) {
        index.set(
                Optional.of(
                        index.get()
                                .map(known -> known.next(state, options.ingress()))
                                .orElseGet(() -> AdmissionIndex.of(state, options.ingress()))));
    }

    /// Whether there is anything to answer from.
    public boolean isReady() {
        return index.get().isPresent();
    }

    /// An answer to a review.
    ///
    /// @param ours whether an Ingress of ours was looked at
    record Answer(boolean ours, boolean allowed, String json) {}

    /// Answers an AdmissionReview.
    ///
    /// @throws UnreadableReviewException if the body is none
    /// @throws IllegalStateException before the first [#know]
    Answer answer(byte[] body) throws UnreadableReviewException {
        AdmissionIndex known = index.get().orElseThrow(IllegalStateException::new);
        AdmissionRequest request = AdmissionRequest.read(body);
        Optional<Judgement> judgement = judgement(request, known, clock.instant());
        Judgement told = judgement.orElse(Judgement.CLEAN);
        return new Answer(judgement.isPresent(), told.allows(), json(request.uid(), told));
    }

    /// Empty where there is nothing to judge.
    private Optional<Judgement> judgement(
            AdmissionRequest request, AdmissionIndex known, Instant now)
            throws UnreadableReviewException {
        boolean stores =
                request.operation().equals("CREATE") || request.operation().equals("UPDATE");
        if (!request.kind().equals(INGRESS) || !stores) {
            return Optional.empty();
        }
        JsonObject object =
                request.object()
                        .orElseThrow(
                                () -> new UnreadableReviewException("the request has no object"));
        JsonObject metadata = named(object, request.namespace());
        if (metadata.has("deletionTimestamp") || !judge.isOurs(outline(object, metadata), known)) {
            // What is on its way out must be able to lose its finalizers.
            return Optional.empty();
        }
        Manifests read = JsonObjects.read(object, "AdmissionReview");
        List<Problem> broken = read.problems().stream().filter(Problem::isError).toList();
        if (!broken.isEmpty() || read.state().ingresses().isEmpty()) {
            return Optional.of(new Judgement(broken, List.of()));
        }
        Judgement found = judge.judge(read.state().ingresses().getFirst(), known, now);
        List<Problem> warnings = new ArrayList<>(found.warnings());
        warnings.addAll(read.problems());
        return Optional.of(new Judgement(found.refusals(), warnings));
    }

    /// The metadata, with what the API server may leave out filled in.
    private static JsonObject named(JsonObject object, String namespace)
            throws UnreadableReviewException {
        if (!(object.get("metadata") instanceof JsonObject metadata)) {
            throw new UnreadableReviewException("the object has no metadata");
        }
        if (AdmissionRequest.text(metadata, "name").isEmpty()) {
            String stem = AdmissionRequest.text(metadata, "generateName");
            metadata.addProperty("name", stem.isEmpty() ? "unnamed" : stem + "x");
        }
        if (AdmissionRequest.text(metadata, "namespace").isEmpty() && !namespace.isEmpty()) {
            metadata.addProperty("namespace", namespace);
        }
        // The kind was matched above; objects within a review may come without.
        object.addProperty("apiVersion", "networking.k8s.io/v1");
        object.addProperty("kind", "Ingress");
        return metadata;
    }

    /// As much of an Ingress as tells whose it is, whatever else is wrong with it.
    private static IngressObject outline(JsonObject object, JsonObject metadata) {
        Map<String, String> annotations = new TreeMap<>();
        if (metadata.get("annotations") instanceof JsonObject written) {
            written.entrySet()
                    .forEach(entry -> {
                        if (entry.getValue() instanceof JsonPrimitive value) {
                            annotations.put(entry.getKey(), value.getAsString());
                        }
                    });
        }
        Optional<String> className =
                object.get("spec") instanceof JsonObject spec
                        ? Optional.of(AdmissionRequest.text(spec, "ingressClassName"))
                                .filter(name -> !name.isEmpty())
                        : Optional.empty();
        return new IngressObject(
                new NamespacedName(
                        AdmissionRequest.text(metadata, "namespace"),
                        AdmissionRequest.text(metadata, "name")),
                Age.readAt(0),
                annotations,
                className,
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static String json(String uid, Judgement judgement) {
        JsonObject response = new JsonObject();
        response.addProperty("uid", uid);
        response.addProperty("allowed", judgement.allows());
        if (!judgement.allows()) {
            JsonObject status = new JsonObject();
            status.addProperty("code", 400);
            status.addProperty("message", judgement.message());
            response.add("status", status);
        }
        List<String> warnings = judgement.warningLines();
        if (!warnings.isEmpty()) {
            JsonArray lines = new JsonArray();
            warnings.forEach(lines::add);
            response.add("warnings", lines);
        }
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", "admission.k8s.io/v1");
        review.addProperty("kind", "AdmissionReview");
        review.add("response", response);
        return GSON.toJson(review);
    }
}
