package dev.brama.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Which speaker is asked: the one of this node.
final class StatusPageFlags {
    // The speaker itself waits for the others, for 1.5 s, and for the API server, for some more.
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;

    @Option(
            names = "--status-port",
            paramLabel = "PORT",
            defaultValue = "7472",
            description =
                    "Where the speaker of this node tells of itself (default: ${DEFAULT-VALUE}).")
    private int port;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /// What it says at a path.
    ///
    /// @throws IOException saying what to do, where there is no speaker
    String read(String path) throws IOException, InterruptedException {
        UsageMistake.port(spec, "--status-port", port);
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> answer;
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            answer =
                    client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException(
                    "no speaker answers on 127.0.0.1 port "
                            + port
                            + ". Ask on a node that has one: kubectl exec -n NAMESPACE"
                            + " daemonset/brama-speaker -- brama speaker status",
                    e);
        }
        if (answer.statusCode() != OK) {
            throw new IOException("the speaker of this node says: " + answer.body().strip());
        }
        return answer.body();
    }
}
