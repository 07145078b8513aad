package dev.brama.kube;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Scalar;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Watch.Response;
import io.kubernetes.client.util.Watchable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import okhttp3.ResponseBody;

/// The changes of a resource, one after another as the API server tells them.
final class ResourceWatch implements Watchable<Cached> {
    private final ResponseBody body;
    private final CachedReader reader;
    private final JsonValues values;
    private final WatchHealth health;
    private final JsonReader json;

    ResourceWatch(ResponseBody body, CachedReader reader, JsonValues values, WatchHealth health) {
        this.body = body;
        this.reader = reader;
        this.values = values;
        this.health = health;
        this.json = new JsonReader(body.charStream());
        // One object after another, without a list around them.
        json.setStrictness(Strictness.LENIENT);
    }

    /// Waits for the next change; false where the server has ended the watch.
    @Override
    public boolean hasNext() {
        try {
            return json.peek() != JsonToken.END_DOCUMENT;
        } catch (IOException | IllegalStateException e) {
            // Watches end now and then, in the middle of a line too; the next one tells the rest.
            return false;
        }
    }

    @Override
    public Response<Cached> next() {
        try {
            Map<String, Value> event = values.object(json).values();
            String type = event.get("type") instanceof Scalar scalar ? scalar.text() : "";
            if (!(event.get("object") instanceof Fields object)) {
                throw new NoSuchElementException("a watch event without an object");
            }
            if (type.equals("ERROR")) {
                int code = code(object);
                String message = message(object);
                health.failed(new ApiException(code, message));
                return new Response<>(type, new V1Status().code(code).message(message));
            }
            return new Response<>(type, reader.read(object));
        } catch (IOException | JsonParseException | IllegalStateException e) {
            NoSuchElementException cut = new NoSuchElementException("the watch was cut");
            cut.initCause(e);
            throw cut;
        }
    }

    private static int code(Fields status) {
        return status.values().get("code") instanceof Scalar scalar
                        && scalar.text().matches("\\d{1,4}")
                ? Integer.parseInt(scalar.text())
                : 500;
    }

    private static String message(Fields status) {
        return status.values().get("message") instanceof Scalar scalar ? scalar.text() : "";
    }

    @Override
    public Iterator<Response<Cached>> iterator() {
        return this;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
