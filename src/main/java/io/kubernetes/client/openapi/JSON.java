package io.kubernetes.client.openapi;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.text.DateFormat;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/// Stands before the class of this name in client-java, by coming first on the class path.
///
/// That one loads a model and a factory for each of 769 kinds as soon as a client is made, some 20
/// MB of classes and half a second of a core, of which Brama reads and writes three kinds. This one
/// lets Gson find out what a model looks like when one is used. It has the methods that client-java
/// calls, no more: a test holds them against the library.
public final class JSON {
    private static volatile Gson gson = createGson().create();

    /// How models are read and written.
    public static GsonBuilder createGson() {
        return new GsonBuilder()
                .disableHtmlEscaping()
                .registerTypeAdapter(OffsetDateTime.class, new Time().nullSafe())
                .registerTypeAdapter(byte[].class, new Bytes().nullSafe());
    }

    /// What reads and writes.
    public static Gson getGson() {
        return gson;
    }

    /// Takes another one from now on.
    public static void setGson(Gson other) {
        gson = other;
    }

    /// Writes an object.
    public static String serialize(Object object) {
        return gson.toJson(object);
    }

    /// Reads an object.
    ///
    /// @throws JsonParseException where the text is none, unless a text is what is wanted
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public static <T> T deserialize(String body, Type type) {
        try {
            return gson.fromJson(body, type);
        } catch (JsonParseException e) {
            if (type.equals(String.class)) {
                return (T) body;
            }
            throw e;
        }
    }

    /// Reads an object from a stream, which it closes.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public static <T> T deserialize(InputStream stream, Type type) throws IOException {
        try (InputStreamReader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            return gson.fromJson(reader, type);
        }
    }

    /// Gson is lenient where it reads whole texts.
    public static void setLenientOnJson(boolean lenient) {}

    /// Times of Kubernetes have one form.
    public static void setOffsetDateTimeFormat(DateTimeFormatter form) {}

    /// No model has a date.
    public static void setLocalDateFormat(DateTimeFormatter form) {}

    /// No model has a date.
    public static void setDateFormat(DateFormat form) {}

    /// No model has a date.
    public static void setSqlDateFormat(DateFormat form) {}

    /// RFC 3339.
    private static final class Time extends TypeAdapter<OffsetDateTime> {
        @Override
        public void write(JsonWriter out, OffsetDateTime time) throws IOException {
            out.value(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        }

        @Override
        public OffsetDateTime read(JsonReader in) throws IOException {
            return OffsetDateTime.parse(in.nextString());
        }
    }

    /// Base64.
    private static final class Bytes extends TypeAdapter<byte[]> {
        @Override
        public void write(JsonWriter out, byte[] bytes) throws IOException {
            out.value(Base64.getEncoder().encodeToString(bytes));
        }

        @Override
        public byte[] read(JsonReader in) throws IOException {
            return Base64.getDecoder().decode(in.nextString());
        }
    }
}
