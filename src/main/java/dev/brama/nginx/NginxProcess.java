package dev.brama.nginx;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/// The nginx that serves: Brama's own child, or one that something else starts, in reach or not.
public sealed interface NginxProcess permits ManagedNginx, ExternalNginx, SidecarNginx {
    /// Makes nginx read the configuration in force: reloads it where it runs, starts it where that
    /// is ours to do. Does not wait until the configuration serves.
    ///
    /// @param timeout how long a start may take until nginx has read its files
    Refresh refresh(Duration timeout) throws IOException, InterruptedException;

    /// What came of [#refresh].
    sealed interface Refresh {
        /// The master has been told to reload.
        ///
        /// @param workers its processes of before, which the new ones will replace
        record Reloading(Set<Long> workers) implements Refresh {
            public Reloading {
                workers = Set.copyOf(workers);
            }
        }

        /// nginx has been asked to reload; its processes cannot be seen from here.
        record Requested() implements Refresh {}

        /// nginx was not running and has been started.
        record Started() implements Refresh {}

        /// nginx was not running and did not start.
        ///
        /// @param message why, in nginx's words
        record NotStarted(String message) implements Refresh {}

        /// There is no nginx, and it is not ours to start one.
        ///
        /// @param message what was looked for and what to do
        record Absent(String message) implements Refresh {}
    }
}
