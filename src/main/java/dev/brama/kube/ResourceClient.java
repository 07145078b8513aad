package dev.brama.kube;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Scalar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lists and watches the objects of a resource, and strips each as it comes in.
final class ResourceClient {
    private final ApiServer server;
    private final Resource resource;
    private final CachedReader reader;
    private final JsonValues values;

    ResourceClient(ApiServer server, Resource resource, CachedReader reader, JsonValues values) {
        this.server = server;
        this.resource = resource;
        this.reader = reader;
        this.values = values;
    }

    /// All objects.
    ///
    /// @param version how new they must be at the least: `0` for anything, empty for as new as if
    ///   there were but one API server
    CachedList list(String version) throws ApiFailureException {
        Map<String, String> query = query(version);
        try (ApiStream stream = ApiStream.open(server.client(), resource.path(), query)) {
            return list(new JsonReader(stream.text()));
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw unreadable(e);
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

    /// Everything that happens after a version.
    ///
    /// @param limit after which the server ends the watch
    ResourceWatch watch(String version, Duration limit) throws ApiFailureException {
        Map<String, String> query = query(version);
        query.put("watch", "true");
        query.put("allowWatchBookmarks", "true");
        query.put("timeoutSeconds", Long.toString(limit.toSeconds()));
        return new ResourceWatch(
                ApiStream.open(server.watching(), resource.path(), query), reader, values);
    }

    private Map<String, String> query(String version) {
        Map<String, String> query = resource.query();
        if (!version.isEmpty()) {
            query.put("resourceVersion", version);
        }
        return query;
    }

    /// Asks for one object of the resource.
    Cached get(String namespace, String name) throws ApiFailureException {
        String path = resource.in(Optional.of(namespace)).path() + "/" + name;
        try (ApiStream stream = ApiStream.open(server.client(), path, Map.of())) {
            return reader.read(values.object(new JsonReader(stream.text())));
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw unreadable(e);
        }
    }

    private static ApiFailureException unreadable(Exception e) {
        IOException cause =
                e instanceof IOException io
                        ? io
                        : new IOException("the API server does not answer in JSON", e);
        return new ApiFailureException(ApiFailure.of(cause), e);
    }
}
