package dev.brama.controller;

import dev.brama.ingress.IngressOptions;
import dev.brama.render.RenderOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How to serve from folders of manifests.
///
/// @param folders folders and files with manifests
/// @param ingress the flags
/// @param render what the text depends on
/// @param nginx the binary
/// @param mode who starts nginx
/// @param grace how long requests may take to end when serving stops
public record ServeOptions(
        List<Path> folders,
        IngressOptions ingress,
        RenderOptions render,
        Path nginx,
        Mode mode,
        Duration grace) {
    /// Who starts nginx.
    public enum Mode {
        /// Brama does, and keeps it running.
        MANAGED,
        /// Something else does; Brama signals the master that the pid file names.
        EXTERNAL,
        /// Something else does, in a container of its own; Brama asks for reloads by a named pipe.
        SIDECAR
    }

    public ServeOptions {
        folders = List.copyOf(folders);
    }

    /// What this shares with serving a cluster.
    NginxSetup setup() {
        return new NginxSetup(ingress, render, nginx, mode);
    }
}
