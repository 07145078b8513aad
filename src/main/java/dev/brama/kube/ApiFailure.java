package dev.brama.kube;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Sentence;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why the API server did not do what it was asked, told so that an administrator can mend it.
///
/// @param code the HTTP status; 0 where no answer came
/// @param reason the API's token, such as `Forbidden`; empty where no answer came
/// @param message what went wrong
/// @param fix what to do about it
public record ApiFailure(int code, String reason, String message, String fix) {
    private static final Pattern RESOURCE =
            Pattern.compile(
                    "User \"([^\"]*)\" cannot (\\S+) resource \"([^\"]*)\""
                            + " in API group \"([^\"]*)\"(?: in the namespace \"([^\"]*)\")?");
    private static final Pattern PATH =
            Pattern.compile("User \"([^\"]*)\" cannot (\\S+) path \"([^\"]*)\"");
    private static final String TERMINATING = "NamespaceTerminating";

    /// What client-java throws; its own message holds neither the server's words nor the cause.
    public static ApiFailure of(ApiException failure) {
        if (failure.getCode() != 0) {
            return of(failure.getCode(), failure.getResponseBody());
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof IOException io
                ? of(io)
                : unanswered(String.valueOf(cause.getMessage()), "check the client's settings");
    }

    /// An answer that is no success.
    ///
    /// @param body a `Status` object, or whatever came in its place
    public static ApiFailure of(int code, @Nullable String body) {
        JsonObject status = status(body);
        String reason = text(status, "reason").orElseGet(() -> name(code));
        String message =
                text(status, "message").orElseGet(() -> body == null ? "" : Excerpt.line(body));
        if (code == 403 && isTerminating(status)) {
            return new ApiFailure(
                    code,
                    TERMINATING,
                    message,
                    "nothing needs to be done: the namespace goes away");
        }
        if (code == 403) {
            return forbidden(reason, message);
        }
        if (code == 401) {
            return new ApiFailure(
                    code,
                    reason,
                    "the API server does not accept the credentials",
                    "renew the token or certificate, and check that this API server issued it");
        }
        return new ApiFailure(
                code,
                reason,
                message.isEmpty() ? "the API server gave no reason" : message,
                fixOf(code));
    }

    /// No answer.
    public static ApiFailure of(IOException failure) {
        String cause = String.valueOf(failure.getMessage());
        if (failure instanceof TokenFile.Unusable) {
            return unanswered(cause, "write a token there; the file is read at each request");
        }
        if (failure instanceof SSLException) {
            return unanswered(
                    "no trusted connection to the API server: " + cause,
                    "check the certificate authority and the server's name in the kubeconfig");
        }
        if (failure instanceof UnknownHostException) {
            return unanswered(
                    "the API server's name is not known: " + cause,
                    "check the server in the kubeconfig, and the name server");
        }
        return unanswered(
                "the API server does not answer: " + cause,
                "check that it runs and that the network lets this host reach it");
    }

    private static ApiFailure unanswered(String message, String fix) {
        return new ApiFailure(0, "", Excerpt.line(message), fix);
    }

    private static ApiFailure forbidden(String reason, String message) {
        Matcher resource = RESOURCE.matcher(message);
        if (resource.find()) {
            String group = resource.group(4);
            String namespace = resource.group(5);
            return new ApiFailure(
                    403,
                    reason,
                    "user %s may not %s %s%s%s"
                            .formatted(
                                    resource.group(1),
                                    resource.group(2),
                                    resource.group(3),
                                    group.isEmpty() ? "" : " of " + group,
                                    namespace == null
                                            ? " in the whole cluster"
                                            : " in namespace " + namespace),
                    "add to %s bound to this user: - {apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]}"
                            .formatted(
                                    namespace == null
                                            ? "a ClusterRole"
                                            : "a Role of that namespace or a ClusterRole",
                                    group,
                                    resource.group(3),
                                    resource.group(2)));
        }
        Matcher path = PATH.matcher(message);
        if (path.find()) {
            return new ApiFailure(
                    403,
                    reason,
                    "user %s may not %s %s".formatted(path.group(1), path.group(2), path.group(3)),
                    "add to a ClusterRole bound to this user:"
                            + " - {nonResourceURLs: [\"%s\"], verbs: [\"%s\"]}"
                                    .formatted(path.group(3), path.group(2)));
        }
        return new ApiFailure(
                403,
                reason,
                message.isEmpty() ? "the API server forbids it" : message,
                "ask whoever runs the policy that refused it");
    }

    private static String fixOf(int code) {
        return switch (code) {
            case 404 -> "check that the object, its namespace and its API exist";
            case 409 -> "nothing needs to be done: it is tried again with the newest version";
            case 422 -> "correct the value that the API server refuses";
            case 429, 500, 502, 503, 504 -> "look at the API server's health; it is tried again";
            default -> "look at the API server's log";
        };
    }

    private static String name(int code) {
        return switch (code) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 409 -> "Conflict";
            case 429 -> "TooManyRequests";
            default -> "Unknown";
        };
    }

    /// The `Status` object; an empty one where the body is none, as proxies in between answer HTML.
    private static JsonObject status(@Nullable String body) {
        try {
            JsonElement parsed = JsonParser.parseString(body == null ? "" : body);
            return parsed.isJsonObject() ? parsed.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException _) {
            return new JsonObject();
        }
    }

    private static Optional<String> text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        return value != null && value.isJsonPrimitive() && !value.getAsString().isEmpty()
                ? Optional.of(Excerpt.line(value.getAsString()))
                : Optional.empty();
    }

    private static boolean isTerminating(JsonObject status) {
        return status.get("details") instanceof JsonObject details
                && details.get("causes") instanceof JsonArray causes
                && causes.asList().stream()
                        .anyMatch(cause ->
                                cause instanceof JsonObject object
                                        && text(object, "reason").equals(Optional.of(TERMINATING)));
    }

    /// Whether the object, or its namespace, is not there or about to go.
    public boolean isGone() {
        return code == 404 || reason.equals(TERMINATING);
    }

    /// Whether an object of that name is there already.
    public boolean isAlreadyThere() {
        return code == 409 && reason.equals("AlreadyExists");
    }

    /// Whether somebody else wrote in between.
    public boolean isConflict() {
        return code == 409 && !reason.equals("AlreadyExists");
    }

    /// Whether the same request may succeed later with nobody changing anything about it; also with
    /// a token that is renewed in a file.
    public boolean isPassing() {
        return code == 0 || code == 401 || code == 409 || code == 429 || code >= 500;
    }

    /// Whether this is the same trouble with the same words, but for what differs from one try to
    /// the next where no answer came.
    boolean isSameAs(ApiFailure other) {
        return code == other.code && (code == 0 || message.equals(other.message));
    }

    /// All of it, for a log.
    public String sentence() {
        String status = code == 0 ? "" : " (" + code + " " + reason + ")";
        return Sentence.of(message + status) + " Fix: " + Sentence.of(fix);
    }
}
