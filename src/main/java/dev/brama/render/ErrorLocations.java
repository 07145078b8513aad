package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.syntax.Word;

/// Names of the locations that fetch error pages.
final class ErrorLocations {
    private ErrorLocations() {}

    static Word name(BackendRef backend, int status) {
        return new Word("@error_" + UpstreamNames.of(backend).value() + "_" + status);
    }
}
