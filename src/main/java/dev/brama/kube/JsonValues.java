package dev.brama.kube;

import com.google.gson.stream.JsonReader;
import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Reads objects as the API server sends them, value by value, and passes over what nobody asks
/// for, so that it never takes memory.
///
/// Names and short texts that come again are kept once: ten thousand objects say much the same. For
/// use by several threads.
final class JsonValues {
    private static final int MAX_SHARED = 20_000;
    private static final int MAX_SHARED_LENGTH = 60;
    // Fits no line of a file.
    private static final int NO_LINE = 0;
    // Both are copies of the rest of the object.
    private static final Set<String> BOOKKEEPING =
            Set.of("managedFields", "kubectl.kubernetes.io/last-applied-configuration");

    private final Map<String, String> shared = new ConcurrentHashMap<>();

    /// The next value, which must be an object.
    Fields object(JsonReader json) throws IOException {
        Map<String, Value> values = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = share(json.nextName());
            if (BOOKKEEPING.contains(name)) {
                json.skipValue();
            } else {
                values.put(name, value(json));
            }
        }
        json.endObject();
        return new Fields(values, List.of(), NO_LINE);
    }

    private Value value(JsonReader json) throws IOException {
        return switch (json.peek()) {
            case BEGIN_OBJECT -> object(json);
            case BEGIN_ARRAY -> list(json);
            case STRING -> new Scalar(ScalarType.TEXT, share(json.nextString()), NO_LINE);
            case NUMBER -> new Scalar(ScalarType.NUMBER, share(json.nextString()), NO_LINE);
            case BOOLEAN ->
                    new Scalar(ScalarType.TRUTH, Boolean.toString(json.nextBoolean()), NO_LINE);
            case NULL -> {
                json.nextNull();
                yield new Scalar(ScalarType.NOTHING, "", NO_LINE);
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
                    throw new IOException("no value where one belongs");
        };
    }

    private Items list(JsonReader json) throws IOException {
        List<Value> values = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            values.add(value(json));
        }
        json.endArray();
        return new Items(values, NO_LINE);
    }

    private String share(String text) {
        if (text.length() > MAX_SHARED_LENGTH) {
            return text;
        }
        String known = shared.get(text);
        if (known != null) {
            return known;
        }
        if (shared.size() < MAX_SHARED) {
            shared.put(text, text);
        }
        return text;
    }
}
