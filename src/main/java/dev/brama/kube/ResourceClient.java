package dev.brama.kube;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Scalar;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Response;
import okhttp3.ResponseBody;

/// Lists and watches the objects of a resource, and strips each as it comes in.
final class ResourceClient implements ListerWatcher<Cached, CachedList> {
    private final ApiServer server;
    private final Resource resource;
    private final CachedReader reader;
    private final JsonValues values;
    private final WatchHealth health;

    ResourceClient(
            ApiServer server,
            Resource resource,
            CachedReader reader,
            JsonValues values,
            WatchHealth health) {
        this.server = server;
        this.resource = resource;
        this.reader = reader;
        this.values = values;
        this.health = health;
    }

    @Override
    public CachedList list(CallGeneratorParams params) throws ApiException {
        Map<String, String> query = resource.query();
        if (params.resourceVersion != null && !params.resourceVersion.isEmpty()) {
            query.put("resourceVersion", params.resourceVersion);
        }
        try (Response response = ApiServer.get(server.client(), resource.path(), query);
                Reader text = body(response).charStream()) {
            CachedList list = list(new JsonReader(text));
            health.well();
            return list;
        } catch (ApiException e) {
            health.failed(e);
            throw e;
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw unanswered(e);
        }
    }

    private CachedList list(JsonReader json) throws IOException {
        String version = "";
        List<Cached> items = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "metadata" -> {
                    Fields metadata = values.object(json);
                    if (metadata.values().get("resourceVersion") instanceof Scalar scalar) {
                        version = scalar.text();
                    }
                }
                case "items" -> {
                    json.beginArray();
                    while (json.hasNext()) {
                        items.add(reader.read(values.object(json)));
                    }
                    json.endArray();
                }
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new CachedList(version, items);
    }

    @Override
    public Watchable<Cached> watch(CallGeneratorParams params) throws ApiException {
        Map<String, String> query = resource.query();
        query.put("watch", "true");
        query.put("allowWatchBookmarks", "true");
        if (params.resourceVersion != null && !params.resourceVersion.isEmpty()) {
            query.put("resourceVersion", params.resourceVersion);
        }
        if (params.timeoutSeconds != null) {
            query.put("timeoutSeconds", params.timeoutSeconds.toString());
        }
        try {
            Response response = ApiServer.get(server.watching(), resource.path(), query);
            health.well();
            return new ResourceWatch(body(response), reader, values, health);
        } catch (ApiException e) {
            health.failed(e);
            throw e;
        } catch (IOException e) {
            throw unanswered(e);
        }
    }

    private ApiException unanswered(Exception e) {
        ApiException failure = new ApiException(e);
        health.failed(failure);
        return failure;
    }

    private static ResponseBody body(Response response) throws IOException {
        ResponseBody body = response.body();
        if (body == null) {
            throw new IOException("an answer without a body");
        }
        return body;
    }

    /// Asks for one object of the resource.
    Cached get(String namespace, String name) throws ApiException, IOException {
        String path = resource.in(java.util.Optional.of(namespace)).path() + "/" + name;
        try (Response response = ApiServer.get(server.client(), path, Map.of());
                Reader text = body(response).charStream()) {
            return reader.read(values.object(new JsonReader(text)));
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("the API server does not answer in JSON", e);
        }
    }
}
