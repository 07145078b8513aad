package dev.brama.nginx;

import java.time.Duration;

/// How long nginx may take before an apply gives up.
///
/// nginx needs about a millisecond a host on two cores, at 10,000 hosts 9 s for a test and 14 s for
/// a reload. So some time is added for each file.
///
/// @param test for `nginx -t` on an empty configuration
/// @param reload for a reload, or a start, of an empty configuration
public record ApplyLimits(Duration test, Duration reload) {
    /// 30 s for each.
    public static final ApplyLimits DEFAULT =
            new ApplyLimits(Duration.ofSeconds(30), Duration.ofSeconds(30));

    private static final Duration TEST_PER_FILE = Duration.ofMillis(3);
    private static final Duration RELOAD_PER_FILE = Duration.ofMillis(5);

    Duration testOf(int files) {
        return test.plus(TEST_PER_FILE.multipliedBy(files));
    }

    Duration reloadOf(int files) {
        return reload.plus(RELOAD_PER_FILE.multipliedBy(files));
    }
}
