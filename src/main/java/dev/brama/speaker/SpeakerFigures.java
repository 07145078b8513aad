package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.address.PoolUsage;
import dev.brama.health.HealthServer.Page;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.metrics.Exposition;
import dev.brama.metrics.SpeakerMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Turns what a speaker is doing into what Prometheus scrapes.
final class SpeakerFigures {
    private final SpeakerMetrics metrics = new SpeakerMetrics();
    private final String node;

    SpeakerFigures(String node) {
        this.node = node;
    }

    /// The page at this moment.
    ///
    /// @param unanswered for how many addresses nobody answers, where that is known
    Page page(
            Grants.Standing standing,
            Planning planning,
            Map<IpAddress, Counted> counted,
            AllocationFigures figures,
            OptionalInt unanswered) {
        List<SpeakerMetrics.Announcement> announcements = new ArrayList<>();
        for (Announced service : planning.plan().services()) {
            for (IpAddress address : service.addresses()) {
                if (standing.held().containsKey(address)) {
                    announcements.add(
                            new SpeakerMetrics.Announcement(
                                    service.service().id().toString(), address.toString()));
                }
            }
        }
        Map<String, SpeakerMetrics.AddressCounts> counts = new HashMap<>();
        counted.forEach((address, one) ->
                counts.put(
                        address.toString(),
                        new SpeakerMetrics.AddressCounts(
                                one.requests(),
                                one.responses(),
                                one.gratuitous(),
                                one.conflicts())));
        metrics.announcing(node, standing.mode(), announcements, counts);
        metrics.allocating(
                new SpeakerMetrics.Allocation(
                        figures.pools().stream().map(SpeakerFigures::pool).toList(),
                        figures.plans(),
                        figures.failures(),
                        planning.isPlanned(),
                        figures.isStale() || planning.isMistaken()));
        metrics.unanswered(unanswered);
        Exposition exposition = metrics.scrape();
        return new Page(200, exposition.contentType(), exposition.text());
    }

    private static SpeakerMetrics.Pool pool(PoolUsage pool) {
        return new SpeakerMetrics.Pool(
                pool.pool(),
                Map.of("ipv4", pool.v4().total(), "ipv6", pool.v6().total()),
                Map.of("ipv4", pool.v4().inUse(), "ipv6", pool.v6().inUse()));
    }
}
