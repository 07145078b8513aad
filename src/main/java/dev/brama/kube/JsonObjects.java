package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.brama.kube.ParsedFile.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads objects that come as JSON, as the API server sends them.
public final class JsonObjects {
    private JsonObjects() {}

    /// The object, or what is wrong with it, as [ManifestReader] reads it from a file.
    ///
    /// @param source what problems call the place it comes from, where it has no name of its own
    public static Manifests read(JsonObject object, String source) {
        ObjectReader reader = new ObjectReader(source);
        reader.read(value(object));
        return Assembly.of(
                List.of(
                        new ParsedFile(
                                source,
                                0,
                                reader.entries(),
                                reader.findings(),
                                List.of(),
                                Standing.CURRENT)));
    }

    private static Value value(JsonElement element) {
        return switch (element) {
            case JsonObject object -> fields(object);
            case JsonArray array -> {
                List<Value> items = new ArrayList<>(array.size());
                array.forEach(item -> items.add(value(item)));
                yield new Value.Items(items, 1);
            }
            case JsonPrimitive primitive ->
                    new Value.Scalar(type(primitive), primitive.getAsString(), 1);
            default -> new Value.Scalar(ScalarType.NOTHING, "null", 1);
        };
    }

    private static Value fields(JsonObject object) {
        Map<String, Value> values = new LinkedHashMap<>();
        object.entrySet().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
        return new Value.Fields(values, List.of(), 1);
    }

    private static ScalarType type(JsonPrimitive primitive) {
        if (primitive.isString()) {
            return ScalarType.TEXT;
        }
        return primitive.isNumber() ? ScalarType.NUMBER : ScalarType.TRUTH;
    }
}
