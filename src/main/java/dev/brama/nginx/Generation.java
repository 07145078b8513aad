package dev.brama.nginx;

import java.nio.file.Path;

/// One configuration on disk.
///
/// @param number grows with each, also over restarts
/// @param folder where its files are
/// @param manifest what they are
record Generation(long number, Path folder, Manifest manifest) {
    /// What nginx is tested with.
    Path mainFile() {
        return folder.resolve("nginx.conf");
    }
}
