package dev.brama.kube;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Scalar;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The changes of a resource, one after another as the API server tells them.
final class ResourceWatch implements AutoCloseable {
    private static final int UNKNOWN_CODE = 500;

    private final ApiStream stream;
    private final CachedReader reader;
    private final JsonValues values;
    private final JsonReader json;

    ResourceWatch(ApiStream stream, CachedReader reader, JsonValues values) {
        this.stream = stream;
        this.reader = reader;
        this.values = values;
        this.json = new JsonReader(stream.text());
        // One object after another, without a list around them.
        json.setStrictness(Strictness.LENIENT);
    }

    /// Waits for the next event.
    ///
    /// @return empty where the watch has ended. They end now and then, in the middle of a line too;
    ///   the next one tells the rest
    Optional<WatchEvent> next() {
        try {
            return json.peek() == JsonToken.END_DOCUMENT ? Optional.empty() : event();
        } catch (IOException | JsonParseException | IllegalStateException _) {
            return Optional.empty();
        }
    }

    private Optional<WatchEvent> event() throws IOException {
        Map<String, Value> event = values.object(json).values();
        String type = event.get("type") instanceof Scalar scalar ? scalar.text() : "";
        if (!(event.get("object") instanceof Fields object)) {
            return Optional.empty();
        }
        return switch (type) {
            case "ADDED", "MODIFIED" -> Optional.of(new WatchEvent.Changed(reader.read(object)));
            case "DELETED" -> Optional.of(new WatchEvent.Deleted(reader.read(object)));
            case "BOOKMARK" ->
                    Optional.of(
                            new WatchEvent.Bookmark(
                                    CachedReader.version(object).resourceVersion()));
            default -> Optional.of(new WatchEvent.Failed(failure(object)));
        };
    }

    private static ApiFailure failure(Fields status) {
        int code =
                status.values().get("code") instanceof Scalar scalar
                                && scalar.text().matches("\\d{1,4}")
                        ? Integer.parseInt(scalar.text())
                        : UNKNOWN_CODE;
        String message =
                status.values().get("message") instanceof Scalar scalar ? scalar.text() : "";
        return ApiFailure.of(code, message);
    }

    /// Makes whoever waits for the next event see the end; any thread may call it.
    void cancel() {
        stream.cancel();
    }

    @Override
    public void close() {
        stream.close();
    }
}
