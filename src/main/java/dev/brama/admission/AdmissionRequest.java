package dev.brama.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the API server asks about.
///
/// @param uid names the request; a UUID
/// @param kind the object's kind as `GROUP/VERSION KIND`
/// @param operation such as `CREATE`
/// @param namespace the object's namespace
/// @param object the object as it would be stored, without what nobody reads; absent for `DELETE`
record AdmissionRequest(
        String uid, String kind, String operation, String namespace, Optional<JsonObject> object) {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final String VERSION = "admission.k8s.io/v1";
    // Far more than an Ingress can hold that etcd takes, and little enough memory.
    private static final int MOST_VALUES = 200_000;
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 30;

    /// Only these are read; a review is mostly made of others.
    private static final Set<String> METADATA =
            Set.of(
                    "name",
                    "generateName",
                    "namespace",
                    "annotations",
                    "creationTimestamp",
                    "deletionTimestamp");

    /// That a body is no AdmissionReview, told to who sent it.
    static final class UnreadableReviewException extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableReviewException(String message) {
            super(message);
        }
    }

    /// Reads an AdmissionReview.
    static AdmissionRequest read(byte[] body) throws UnreadableReviewException {
        // A byte that is no UTF-8 becomes a mark that no name or value of ours holds.
        try (JsonReader in =
                new JsonReader(
                        new InputStreamReader(
                                new ByteArrayInputStream(body), StandardCharsets.UTF_8))) {
            in.setStrictness(Strictness.STRICT);
            in.setNestingLimit(DEEPEST);
            JsonObject review = new Reading(in).review();
            if (in.peek() != JsonToken.END_DOCUMENT) {
                throw new UnreadableReviewException("there is more than one JSON value");
            }
            return of(review);
        } catch (EOFException _) {
            throw new UnreadableReviewException("the JSON ends too early");
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException _) {
            // The parser's message quotes the body.
            throw new UnreadableReviewException("the body is not an AdmissionReview in JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private static AdmissionRequest of(JsonObject review) throws UnreadableReviewException {
        if (!text(review, "kind").equals("AdmissionReview")
                || !text(review, "apiVersion").equals(VERSION)) {
            throw new UnreadableReviewException(
                    "the body must be an AdmissionReview of " + VERSION);
        }
        if (!(review.get("request") instanceof JsonObject request)) {
            throw new UnreadableReviewException("the AdmissionReview has no request");
        }
        String uid = text(request, "uid");
        if (!UUID.matcher(uid).matches()) {
            throw new UnreadableReviewException("request.uid is not a UUID");
        }
        JsonObject kind =
                request.get("kind") instanceof JsonObject object ? object : new JsonObject();
        return new AdmissionRequest(
                uid,
                text(kind, "group") + "/" + text(kind, "version") + " " + text(kind, "kind"),
                text(request, "operation"),
                text(request, "namespace"),
                request.get("object") instanceof JsonObject object
                        ? Optional.of(object)
                        : Optional.empty());
    }

    /// The text in a field; empty where there is none.
    static String text(JsonObject object, String key) {
        return object.get(key) instanceof JsonPrimitive primitive && primitive.isString()
                ? primitive.getAsString()
                : "";
    }

    /// Reads what is needed of a review, and passes over the rest without keeping it.
    private static final class Reading {
        private final JsonReader in;
        private int values;

        Reading(JsonReader in) {
            this.in = in;
        }

        JsonObject review() throws IOException, UnreadableReviewException {
            return chosen(
                    Set.of("apiVersion", "kind", "request"),
                    key -> key.equals("request") ? request() : any());
        }

        private JsonElement request() throws IOException, UnreadableReviewException {
            return orNull(() ->
                    chosen(
                            Set.of("uid", "kind", "operation", "namespace", "object"),
                            key -> key.equals("object") ? object() : any()));
        }

        private JsonElement object() throws IOException, UnreadableReviewException {
            return orNull(() ->
                    chosen(
                            Set.of("apiVersion", "kind", "metadata", "spec"),
                            key -> key.equals("metadata") ? metadata() : any()));
        }

        private JsonElement metadata() throws IOException, UnreadableReviewException {
            return orNull(() -> chosen(METADATA, _ -> any()));
        }

        private JsonElement orNull(Part part) throws IOException, UnreadableReviewException {
            return in.peek() == JsonToken.BEGIN_OBJECT ? part.read() : any();
        }

        private JsonObject chosen(Set<String> keys, Field field)
                throws IOException, UnreadableReviewException {
            JsonObject object = new JsonObject();
            in.beginObject();
            while (in.hasNext()) {
                String key = in.nextName();
                if (keys.contains(key)) {
                    object.add(key, field.read(key));
                } else {
                    in.skipValue();
                }
            }
            in.endObject();
            return object;
        }

        private JsonElement any() throws IOException, UnreadableReviewException {
            values++;
            if (values > MOST_VALUES) {
                throw new UnreadableReviewException("the object holds too many values");
            }
            return switch (in.peek()) {
                case BEGIN_OBJECT -> {
                    JsonObject object = new JsonObject();
                    in.beginObject();
                    while (in.hasNext()) {
                        object.add(in.nextName(), any());
                    }
                    in.endObject();
                    yield object;
                }
                case BEGIN_ARRAY -> {
                    JsonArray array = new JsonArray();
                    in.beginArray();
                    while (in.hasNext()) {
                        array.add(any());
                    }
                    in.endArray();
                    yield array;
                }
                case STRING -> new JsonPrimitive(in.nextString());
                case NUMBER -> number(in.nextString());
                case BOOLEAN -> new JsonPrimitive(in.nextBoolean());
                case NULL -> {
                    in.nextNull();
                    yield JsonNull.INSTANCE;
                }
                case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT ->
                        throw new IllegalStateException("no value");
            };
        }
    }

    /// A number; one of many digits, which would take long to read, as text that no field takes.
    private static JsonPrimitive number(String written) {
        return written.length() <= LONGEST_NUMBER
                ? new JsonPrimitive(new BigDecimal(written))
                : new JsonPrimitive(written);
    }

    @FunctionalInterface
    private interface Part {
        JsonElement read() throws IOException, UnreadableReviewException;
    }

    @FunctionalInterface
    private interface Field {
        JsonElement read(String key) throws IOException, UnreadableReviewException;
    }
}
