package dev.brama.controller;

import dev.brama.health.HealthServer.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// How the process stands, for those who look after it. For use by several threads.
final class Standing {
    private final Supplier<List<String>> troubles;
    private volatile Stage stage = Stage.STARTING;

    private enum Stage {
        /// There is no configuration yet with which nginx could start.
        STARTING,
        /// nginx can start.
        STARTED,
        /// nginx has served a configuration of this run.
        READY,
        /// The end has begun.
        STOPPING
    }

    /// @param troubles what keeps objects from being up to date now
    Standing(Supplier<List<String>> troubles) {
        this.troubles = troubles;
    }

    synchronized void started() {
        if (stage == Stage.STARTING) {
            stage = Stage.STARTED;
        }
    }

    synchronized void ready() {
        if (stage != Stage.STOPPING) {
            stage = Stage.READY;
        }
    }

    synchronized void stopping() {
        stage = Stage.STOPPING;
    }

    /// Whether it is not ready yet, and is to become so.
    boolean isStarting() {
        return stage == Stage.STARTING || stage == Stage.STARTED;
    }

    /// Whether the process is sound.
    Page health() {
        return stage == Stage.STOPPING ? Page.text(500, "stopping\n") : Page.text(200, "ok\n");
    }

    /// Whether nginx can start.
    Page startup() {
        return stage == Stage.STARTING
                ? Page.text(503, "no configuration yet" + details())
                : Page.text(200, "started\n");
    }

    /// Whether nginx serves what the cluster wants. What is out of date is told, but does not
    /// count: nginx goes on serving what was known.
    Page readiness() {
        return switch (stage) {
            case READY -> Page.text(200, "ready" + details());
            case STARTING -> Page.text(503, "no configuration yet" + details());
            case STARTED ->
                    Page.text(503, "nginx does not serve the configuration yet" + details());
            case STOPPING -> Page.text(503, "stopping\n");
        };
    }

    private String details() {
        List<String> lines = new ArrayList<>(List.of(""));
        troubles.get().forEach(trouble -> lines.add("- " + trouble));
        return String.join("\n", lines) + "\n";
    }
}
