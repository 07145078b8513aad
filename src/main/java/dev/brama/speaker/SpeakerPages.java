package dev.brama.speaker;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Severity;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a speaker's status and findings are written, and read again by the command line.
public final class SpeakerPages {
    private static final Gson GSON =
            new GsonBuilder()
                    // Of this very type: the raw one is not asked for.
                    .registerTypeAdapter(
                            new TypeToken<Optional<String>>() {}.getType(), new OptionalText())
                    // A text left out would be read as null, and not as missing.
                    .serializeNulls()
                    .disableHtmlEscaping()
                    .setPrettyPrinting()
                    .create();

    private SpeakerPages() {}

    /// A problem as JSON.
    private record Finding(
            String kind,
            String namespace,
            String name,
            String field,
            String severity,
            String reason,
            String message,
            String fix) {}

    static String status(SpeakerStatus status) {
        return GSON.toJson(status);
    }

    static String findings(List<Problem> problems) {
        return GSON.toJson(
                problems.stream()
                        .map(problem ->
                                new Finding(
                                        problem.object().kind(),
                                        problem.object().namespace(),
                                        problem.object().name(),
                                        problem.field(),
                                        problem.severity().name().toLowerCase(Locale.ROOT),
                                        problem.reason().token(),
                                        problem.message(),
                                        problem.fix()))
                        .toList());
    }

    static String account(Account account) {
        return GSON.toJson(account);
    }

    /// What another speaker told of itself.
    ///
    /// @throws JsonParseException where it is something else, perhaps that of another version
    static Account readAccount(String json) {
        try {
            Account account = GSON.fromJson(json, Account.class);
            if (account == null || account.node() == null) {
                throw new JsonParseException("nothing is said");
            }
            return account;
        } catch (JsonParseException e) {
            throw e;
        } catch (RuntimeException e) {
            // A part is missing, and the constructor of a record wants to copy it.
            throw new JsonParseException("a part is missing", e);
        }
    }

    /// The status that a speaker told.
    public static SpeakerStatus readStatus(String json) {
        return GSON.fromJson(json, SpeakerStatus.class);
    }

    /// The problems that a speaker told.
    public static List<Problem> readFindings(String json) {
        return Arrays.stream(GSON.fromJson(json, Finding[].class))
                .map(one ->
                        new Problem(
                                new ObjectRef(one.kind(), one.namespace(), one.name()),
                                one.field(),
                                Severity.valueOf(one.severity().toUpperCase(Locale.ROOT)),
                                reason(one.reason()),
                                one.message(),
                                one.fix()))
                .toList();
    }

    private static Reason reason(String token) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.token().equals(token))
                .findFirst()
                .orElse(Reason.INVALID_FIELD);
    }

    /// A text that may be missing.
    private static final class OptionalText extends TypeAdapter<Optional<String>> {
        @Override
        public void write(JsonWriter out, Optional<String> value) throws IOException {
            if (value.isPresent()) {
                out.value(value.get());
            } else {
                out.nullValue();
            }
        }

        @Override
        public Optional<String> read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return Optional.empty();
            }
            return Optional.of(in.nextString());
        }
    }
}
