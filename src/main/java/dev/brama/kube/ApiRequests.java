package dev.brama.kube;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Single requests to the API server, each bounded in time.
///
/// Objects stay the JSON that they are: what is read and not understood is written back unchanged,
/// and client-java's thousand model classes stay unloaded.
final class ApiRequests {
    private static final String[] CREDENTIALS = {"BearerToken"};
    private static final String JSON = "application/json";

    private final ApiClient client;
    private final Duration limit;

    /// @param limit how long a request may take
    ApiRequests(ApiClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    JsonObject get(String path) throws ApiFailureException {
        return send(reading(client, path, Map.of()));
    }

    JsonObject list(String path, Map<String, String> query) throws ApiFailureException {
        return send(reading(client, path, query));
    }

    JsonObject post(String path, JsonObject object) throws ApiFailureException {
        return send(writing("POST", path, JSON, object));
    }

    JsonObject put(String path, JsonObject object) throws ApiFailureException {
        return send(writing("PUT", path, JSON, object));
    }

    /// Changes the fields that the patch names, whatever version the object has.
    JsonObject patch(String path, JsonObject patch) throws ApiFailureException {
        return send(writing("PATCH", path, "application/merge-patch+json", patch));
    }

    /// A request that reads; nothing is sent yet.
    static Call reading(ApiClient client, String path, Map<String, String> query)
            throws ApiFailureException {
        return call(client, "GET", path, query, Map.of(), null);
    }

    private Call writing(String method, String path, String type, JsonObject body)
            throws ApiFailureException {
        return call(
                client,
                method,
                path,
                Map.of(),
                Map.of("Content-Type", type),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Call call(
            ApiClient client,
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> headers,
            byte @Nullable [] body)
            throws ApiFailureException {
        List<Pair> pairs = new ArrayList<>();
        query.forEach((key, value) -> pairs.add(new Pair(key, value)));
        try {
            return client.buildCall(
                    client.getBasePath(),
                    path,
                    method,
                    pairs,
                    List.of(),
                    body,
                    headers(headers),
                    new HashMap<>(),
                    new HashMap<>(),
                    CREDENTIALS,
                    null);
        } catch (ApiException e) {
            throw new ApiFailureException(ApiFailure.of(e), e);
        }
    }

    /// A map of its own each time: client-java adds the token to it.
    private static Map<String, String> headers(Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Accept", JSON);
        return headers;
    }

    private JsonObject send(Call call) throws ApiFailureException {
        call.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        try (Response response = call.execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new ApiFailureException(ApiFailure.of(response.code(), body));
            }
            return JsonParser.parseString(body).getAsJsonObject();
        } catch (IOException e) {
            throw new ApiFailureException(ApiFailure.of(e), e);
        } catch (JsonParseException | IllegalStateException e) {
            throw new ApiFailureException(
                    ApiFailure.of(new IOException("what came is no JSON object", e)), e);
        }
    }
}
