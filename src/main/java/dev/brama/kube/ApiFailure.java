package dev.brama.kube;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.brama.problem.Excerpt;
import io.kubernetes.client.openapi.ApiException;

/// Why the API server did not do what it was asked, in one sentence.
///
/// @param code the status of HTTP; 0 where there was no answer
/// @param message what to tell people
record ApiFailure(int code, String message) {
    static ApiFailure of(ApiException e) {
        String body = e.getResponseBody();
        String said = body == null ? "" : statusMessage(body);
        if (e.getCode() == 0) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().toString();
            return new ApiFailure(0, "the API server does not answer: " + Excerpt.line("" + cause));
        }
        return new ApiFailure(
                e.getCode(),
                "the API server answers "
                        + e.getCode()
                        + (said.isEmpty() ? "" : ": " + Excerpt.line(said)));
    }

    private static String statusMessage(String body) {
        try {
            JsonObject status = JsonParser.parseString(body).getAsJsonObject();
            return status.has("message") ? status.get("message").getAsString() : body;
        } catch (JsonParseException | IllegalStateException _) {
            return body;
        }
    }
}
