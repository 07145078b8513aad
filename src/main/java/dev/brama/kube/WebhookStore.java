package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretValue;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AdmissionregistrationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1ValidatingWebhook;
import io.kubernetes.client.openapi.models.V1ValidatingWebhookConfiguration;
import io.kubernetes.client.util.PatchUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where the webhook's certificate is kept, and where the API server is told whom to trust.
public final class WebhookStore {
    private static final String LABEL = "brama.dev/webhook-certificate";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final ApiClient client;
    private final CoreV1Api core;
    private final AdmissionregistrationV1Api registrations;
    private final NamespacedName secret;

    /// @param server keeps both
    /// @param secret the Secret with the certificate
    public WebhookStore(ApiServer server, NamespacedName secret) {
        this.client = server.client();
        this.core = new CoreV1Api(client);
        this.registrations = new AdmissionregistrationV1Api(client);
        this.secret = secret;
    }

    /// Whether a change was made.
    public enum Change {
        MADE,
        /// Somebody else was first.
        CONFLICT
    }

    /// The Secret, where there is one.
    ///
    /// @throws IOException if the API server cannot be asked, or does not tell
    public Optional<StoredSecret> read() throws IOException {
        try {
            V1Secret found = core.readNamespacedSecret(secret.name(), secret.namespace()).execute();
            return Optional.of(stored(found));
        } catch (ApiException e) {
            if (e.getCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw failure("get", "secrets " + secret, e);
        }
    }

    private static StoredSecret stored(V1Secret found) {
        SortedMap<String, SecretValue> entries = new TreeMap<>();
        if (found.getData() != null) {
            found.getData().forEach((key, bytes) -> entries.put(key, SecretValue.of(bytes)));
        }
        Optional<V1ObjectMeta> metadata = Optional.ofNullable(found.getMetadata());
        boolean ours =
                metadata.map(V1ObjectMeta::getLabels)
                        .filter(labels -> labels.containsKey(LABEL))
                        .isPresent();
        return new StoredSecret(
                entries,
                ours ? StoredSecret.Keeper.BRAMA : StoredSecret.Keeper.OTHER,
                metadata.map(V1ObjectMeta::getResourceVersion).orElse(""));
    }

    /// Makes the Secret.
    ///
    /// @throws IOException if the API server cannot be asked, or does not allow it
    public Change create(SortedMap<String, SecretValue> entries) throws IOException {
        try {
            core.createNamespacedSecret(secret.namespace(), body(entries, metadata())).execute();
            return Change.MADE;
        } catch (ApiException e) {
            return changeAfter("create", e);
        }
    }

    /// Replaces the Secret, unless it is not any more what was read.
    ///
    /// @throws IOException if the API server cannot be asked, or does not allow it
    public Change replace(StoredSecret known, SortedMap<String, SecretValue> entries)
            throws IOException {
        try {
            // All else that is said of it stays: a chart that made it must know it again.
            V1Secret found = core.readNamespacedSecret(secret.name(), secret.namespace()).execute();
            V1ObjectMeta metadata = found.getMetadata();
            if (metadata == null || !known.version().equals(metadata.getResourceVersion())) {
                return Change.CONFLICT;
            }
            metadata.putLabelsItem(LABEL, "true").setManagedFields(null);
            found.setData(body(entries, metadata).getData());
            core.replaceNamespacedSecret(secret.name(), secret.namespace(), found).execute();
            return Change.MADE;
        } catch (ApiException e) {
            return changeAfter("update", e);
        }
    }

    private V1ObjectMeta metadata() {
        return new V1ObjectMeta()
                .name(secret.name())
                .namespace(secret.namespace())
                .labels(Map.of(LABEL, "true"));
    }

    private static V1Secret body(SortedMap<String, SecretValue> entries, V1ObjectMeta metadata) {
        Map<String, byte[]> data = new TreeMap<>();
        entries.forEach((key, value) -> data.put(key, value.bytes()));
        // The type of a Secret cannot be changed later, and an empty one may be there already.
        return new V1Secret().metadata(metadata).data(data);
    }

    private Change changeAfter(String verb, ApiException e) throws IOException {
        if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
            return Change.CONFLICT;
        }
        throw failure(verb, "secrets " + secret, e);
    }

    /// Makes the API server trust these authorities when it calls our Service.
    ///
    /// @param configuration the name of the ValidatingWebhookConfiguration
    /// @param service the Service by which it calls us
    /// @param bundle the authorities in PEM
    /// @return the names of the webhooks that did not trust them yet
    /// @throws IOException if the API server cannot be asked, or does not allow it
    public List<String> trust(String configuration, NamespacedName service, String bundle)
            throws IOException {
        String what = "validatingwebhookconfigurations " + configuration;
        byte[] wanted = bundle.getBytes(StandardCharsets.US_ASCII);
        List<String> stale;
        try {
            stale =
                    webhooks(
                                    registrations
                                            .readValidatingWebhookConfiguration(configuration)
                                            .execute())
                            .filter(webhook -> isOurs(webhook, service))
                            .filter(webhook ->
                                    !Arrays.equals(webhook.getClientConfig().getCaBundle(), wanted))
                            .map(V1ValidatingWebhook::getName)
                            .toList();
        } catch (ApiException e) {
            throw failure("get", what, e);
        }
        if (!stale.isEmpty()) {
            patch(configuration, stale, wanted);
        }
        return stale;
    }

    private static Stream<V1ValidatingWebhook> webhooks(V1ValidatingWebhookConfiguration found) {
        return found.getWebhooks() == null ? Stream.empty() : found.getWebhooks().stream();
    }

    private static boolean isOurs(V1ValidatingWebhook webhook, NamespacedName service) {
        var called = webhook.getClientConfig().getService();
        return called != null
                && service.name().equals(called.getName())
                && service.namespace().equals(called.getNamespace());
    }

    /// By name, so that who adds or removes webhooks meanwhile is not disturbed.
    private void patch(String configuration, List<String> names, byte[] bundle) throws IOException {
        JsonArray webhooks = new JsonArray();
        for (String name : names) {
            JsonObject clientConfig = new JsonObject();
            clientConfig.addProperty("caBundle", Base64.getEncoder().encodeToString(bundle));
            JsonObject webhook = new JsonObject();
            webhook.addProperty("name", name);
            webhook.add("clientConfig", clientConfig);
            webhooks.add(webhook);
        }
        JsonObject patch = new JsonObject();
        patch.add("webhooks", webhooks);
        try {
            PatchUtils.patch(
                    V1ValidatingWebhookConfiguration.class,
                    () ->
                            registrations
                                    .patchValidatingWebhookConfiguration(
                                            configuration, new V1Patch(patch.toString()))
                                    .buildCall(null),
                    V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
                    client);
        } catch (ApiException e) {
            throw failure("patch", "validatingwebhookconfigurations " + configuration, e);
        }
    }

    /// Tells no body: that of a Secret would be in it.
    private static IOException failure(String verb, String what, ApiException e) {
        String why =
                switch (e.getCode()) {
                    case 0 ->
                            e.getCause() == null
                                    ? "no answer"
                                    : String.valueOf(e.getCause().getMessage());
                    case 401 -> "the API server does not know this account";
                    case 403 -> "the account may not " + verb + " it; grant that in its Role";
                    case 404 -> "there is none";
                    default -> "the API server answered " + e.getCode();
                };
        return new IOException("cannot " + verb + " " + what + ": " + why);
    }
}
