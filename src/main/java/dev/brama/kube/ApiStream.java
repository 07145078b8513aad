package dev.brama.kube;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.Reader;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Response;

/// An answer of the API server that is read as it comes: a long list, or a watch, which stays open.
final class ApiStream implements AutoCloseable {
    private final Call call;
    private final Response response;
    private final Reader text;

    private ApiStream(Call call, Response response) {
        this.call = call;
        this.response = response;
        this.text = response.body().charStream();
    }

    /// Asks for a path.
    static ApiStream open(ApiClient client, String path, Map<String, String> query)
            throws ApiFailureException {
        Call call = ApiRequests.reading(client, path, query);
        try {
            Response response = head(call);
            if (!response.isSuccessful()) {
                try (response) {
                    throw new ApiFailureException(
                            ApiFailure.of(response.code(), response.body().string()));
                }
            }
            return new ApiStream(call, response);
        } catch (IOException e) {
            throw new ApiFailureException(ApiFailure.of(e), e);
        }
    }

    /// Waits for the head of an answer, not for ever: watches have no limit on reading, and so
    /// would not have one while they make a connection to somebody who is silent.
    private static Response head(Call call) throws IOException {
        Thread guard =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Thread.sleep(ApiServer.TIMEOUT);
                                call.cancel();
                            } catch (InterruptedException _) {
                                // It came.
                            }
                        });
        try {
            return call.execute();
        } catch (IOException e) {
            if (call.isCanceled()) {
                throw new IOException(
                        "no answer within " + ApiServer.TIMEOUT.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            guard.interrupt();
        }
    }

    /// What comes.
    Reader text() {
        return text;
    }

    /// Makes whoever waits in [#text] go on; any thread may call it.
    void cancel() {
        call.cancel();
    }

    /// For the thread that reads.
    @Override
    public void close() {
        // What has not come yet need not come: a watch has no end to wait for.
        call.cancel();
        response.close();
    }
}
