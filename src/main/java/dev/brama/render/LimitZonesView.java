package dev.brama.render;

import dev.brama.proxy.Limits;
import dev.brama.proxy.Origin;
import dev.brama.syntax.Cidr;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The zones in which the clients of one Ingress are counted, as the template prints them.
record LimitZonesView(
        CommentText ingress,
        List<Cidr> exempt,
        Word exemptName,
        Word keyName,
        @Nullable Zone perSecond,
        @Nullable Zone perMinute,
        @Nullable Word connections) {
    /// @param rate requests in the unit of time
    record Zone(Word name, int rate) {}

    static LimitZonesView of(Limits limits, Origin origin) {
        return new LimitZonesView(
                new CommentText(origin.ingress().qualifiedName()),
                limits.exempt(),
                LimitZones.exempt(limits),
                LimitZones.keyName(limits),
                limits.perSecond() > 0
                        ? new Zone(LimitZones.perSecond(limits), limits.perSecond())
                        : null,
                limits.perMinute() > 0
                        ? new Zone(LimitZones.perMinute(limits), limits.perMinute())
                        : null,
                limits.connections() > 0 ? LimitZones.connections(limits) : null);
    }
}
