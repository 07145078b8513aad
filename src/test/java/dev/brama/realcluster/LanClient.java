package dev.brama.realcluster;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// The client in the LAN: one process in its network namespace for all requests.
final class LanClient implements AutoCloseable {
    private static final Gson GSON = new Gson();

    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;

    private LanClient(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static LanClient start(String network) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = origin(LanClientMain.class) + ":" + origin(Gson.class);
        return new LanClient(
                new ProcessBuilder(
                                List.of(
                                        "nsenter",
                                        "--net=/run/netns/" + network,
                                        java,
                                        "-Xmx64m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        classes,
                                        LanClientMain.class.getName()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    private static String origin(Class<?> type) throws IOException {
        URL place = type.getProtectionDomain().getCodeSource().getLocation();
        try {
            return Path.of(place.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IOException(place + " is no path", e);
        }
    }

    synchronized Answer send(Request request) throws IOException {
        requests.write(GSON.toJson(request));
        requests.write('\n');
        requests.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the client in the LAN has ended");
        }
        return GSON.fromJson(line, Answer.class);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
