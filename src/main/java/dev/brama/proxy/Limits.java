package dev.brama.proxy;

import dev.brama.syntax.Cidr;
import java.util.List;

/// How much one client address may ask.
///
/// @param zone names the counters; locations of one Ingress share them
/// @param perSecond requests a second, 0 for no limit
/// @param perMinute requests a minute, 0 for no limit
/// @param connections at a time, 0 for no limit
/// @param burstMultiplier how many times the rate a burst may be
/// @param exempt addresses without limits
public record Limits(
        FileId zone,
        int perSecond,
        int perMinute,
        int connections,
        int burstMultiplier,
        List<Cidr> exempt) {
    public Limits {
        exempt = List.copyOf(exempt);
    }
}
