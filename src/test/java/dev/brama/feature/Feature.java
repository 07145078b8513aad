package dev.brama.feature;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A feature as clients see it, once with each nginx: an old one as distributions have it, and the
/// newest. The tests of a class share one nginx and use hosts of their own.
@ParameterizedClass(name = "{0}")
@MethodSource("dev.brama.feature.Served#binaries")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class Feature {
    private final List<AutoCloseable> running = new ArrayList<>();

    @Parameter private Path binary;

    /// What is served at the start.
    protected Served served;

    /// Starts to serve what all tests of the class share.
    abstract Served serve(Path nginx) throws Exception;

    @BeforeParameterizedClassInvocation
    void start() throws Exception {
        served = serve(binary);
    }

    @AfterParameterizedClassInvocation
    void stop() throws Exception {
        try {
            if (served != null) {
                served.close();
            }
        } finally {
            served = null;
            for (AutoCloseable server : running) {
                server.close();
            }
            running.clear();
        }
    }

    /// Sees to it that something does not outlive the nginx at hand.
    <T extends AutoCloseable> T keep(T server) {
        running.add(server);
        return server;
    }

    /// A backend that tells its name and what it got.
    Backend echo(String name) {
        return keep(Backend.echo(name));
    }

    Answer get(String host, String target, String... headers) {
        return served.get(host, target, headers);
    }

    Answer getTls(String host, String target, String... headers) {
        return served.getTls(host, target, headers);
    }
}
