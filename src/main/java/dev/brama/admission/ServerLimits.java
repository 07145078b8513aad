package dev.brama.admission;

import java.time.Duration;

/// How much of the process the webhook may take.
///
/// @param body a body of this size or more is refused
/// @param allBodies the sum of all bodies held at once
/// @param connections how many connections are served at once; more wait
/// @param verdicts how many verdicts are made at once
/// @param patience how long a client may take for one request
public record ServerLimits(
        int body, int allBodies, int connections, int verdicts, Duration patience) {
    private static final int MEGABYTE = 1_000_000;

    /// An object of the API server is at most 3 MB, and an update carries two.
    public static final ServerLimits DEFAULT =
            new ServerLimits(9 * MEGABYTE, 48 * MEGABYTE, 256, 4, Duration.ofSeconds(10));
}
