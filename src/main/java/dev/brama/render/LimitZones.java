package dev.brama.render;

import dev.brama.proxy.Limits;
import dev.brama.syntax.Word;

/// Names of the zones in which clients are counted.
final class LimitZones {
    private LimitZones() {}

    static Word connections(Limits limits) {
        return new Word("limit_connections_" + limits.zone().value());
    }

    static Word perSecond(Limits limits) {
        return new Word("limit_rps_" + limits.zone().value());
    }

    static Word perMinute(Limits limits) {
        return new Word("limit_rpm_" + limits.zone().value());
    }

    /// Name of the variable that is 1 for clients without limits.
    static Word exempt(Limits limits) {
        return new Word("limit_exempt_" + limits.zone().value());
    }

    /// Name of the variable by which clients are told apart.
    static Word keyName(Limits limits) {
        return new Word("limit_key_" + limits.zone().value());
    }
}
