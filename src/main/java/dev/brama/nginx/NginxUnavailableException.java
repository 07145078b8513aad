package dev.brama.nginx;

import java.io.IOException;

/// There is no nginx to drive: the binary is missing, cannot be run, or is something else.
///
/// The message names the path and says how to mend it.
public final class NginxUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    NginxUnavailableException(String message) {
        super(message);
    }

    NginxUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
