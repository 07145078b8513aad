package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// What a speaker tells Prometheus: MetalLB's names and labels where it has them, so that
/// dashboards go on working, and `brama_speaker_*` for the rest.
public final class SpeakerMetrics {
    private final Families families = new Families("", Labels.EMPTY);
    private final Family announced =
            families.gauge(
                    "metallb_speaker_announced",
                    "Services announced from this node.",
                    "service",
                    "protocol",
                    "node",
                    "ip");
    private final Family requests =
            families.counter(
                    "metallb_layer2_requests_received",
                    "Questions for addresses of Services.",
                    "ip");
    private final Family responses =
            families.counter("metallb_layer2_responses_sent", "Answers to them.", "ip");
    private final Family gratuitous =
            families.counter(
                    "metallb_layer2_gratuitous_sent", "Announcements that nobody asked for.", "ip");
    private final Family conflicts =
            families.counter(
                    "brama_speaker_conflicts_total",
                    "Claims of others to an announced address.",
                    "ip");
    private final Family holding =
            families.gauge("brama_speaker_addresses_held", "Addresses that this node answers for.");
    private final Family quorum =
            families.gauge(
                    "brama_speaker_authority",
                    "1 for what grants this node its addresses: quorum, lease or none.",
                    "by");
    private final Family unanswered =
            families.gauge(
                    "brama_speaker_addresses_unanswered",
                    "Addresses of Services with a ready endpoint for which nobody answers.");
    private final Map<String, Family> pools = new HashMap<>();
    private final Family updates =
            families.counter("metallb_k8s_client_updates_total", "Plans of addresses made.");
    private final Family updateErrors =
            families.counter(
                    "metallb_k8s_client_update_errors_total", "Writes of addresses that failed.");
    private final Family loaded =
            families.gauge(
                    "metallb_k8s_client_config_loaded_bool", "Whether a configuration is read.");
    private final Family stale =
            families.gauge(
                    "metallb_k8s_client_config_stale_bool",
                    "Whether a mistake keeps a part of the configuration from taking effect.");

    /// Makes the metrics, without numbers yet.
    public SpeakerMetrics() {
        for (String name :
                List.of(
                        "addresses",
                        "addresses_in_use",
                        "ipv4_addresses",
                        "ipv4_addresses_in_use",
                        "ipv6_addresses",
                        "ipv6_addresses_in_use")) {
            pools.put(
                    name,
                    new Family(
                            "metallb_allocator_" + name + "_total",
                            "Of a pool: " + name.replace('_', ' ') + ".",
                            Family.Kind.GAUGE,
                            "pool"));
        }
    }

    /// A Service that this node answers for.
    ///
    /// @param service `namespace/name`
    /// @param ip its address
    public record Announcement(String service, String ip) {}

    /// What was counted of an address.
    public record AddressCounts(long requests, long responses, long gratuitous, long conflicts) {}

    /// How much of a pool is in use.
    ///
    /// @param name of the pool
    /// @param total its addresses, by `ipv4` and `ipv6`
    /// @param inUse those that Services have
    public record Pool(String name, Map<String, Long> total, Map<String, Long> inUse) {}

    /// What the one that gives addresses out tells of itself.
    public record Allocation(
            List<Pool> pools, long plans, long failures, boolean isLoaded, boolean isStale) {
        public Allocation {
            pools = List.copyOf(pools);
        }
    }

    /// Takes what this node does on the LAN.
    ///
    /// @param node this node
    /// @param by what grants it addresses
    public void announcing(
            String node,
            String by,
            List<Announcement> announcements,
            Map<String, AddressCounts> counts) {
        Map<List<String>, Double> now = new HashMap<>();
        announcements.forEach(
                one -> now.put(List.of(one.service(), "layer2", node, one.ip()), 1.0));
        announced.replace(now);
        holding.set(announcements.stream().map(Announcement::ip).distinct().count());
        quorum.replace(Map.of(List.of(by), 1.0));
        requests.replace(each(counts, AddressCounts::requests));
        responses.replace(each(counts, AddressCounts::responses));
        gratuitous.replace(each(counts, AddressCounts::gratuitous));
        conflicts.replace(each(counts, AddressCounts::conflicts));
    }

    private static Map<List<String>, Double> each(
            Map<String, AddressCounts> counts, ToLongFunction<AddressCounts> of) {
        Map<List<String>, Double> values = new HashMap<>();
        counts.forEach((ip, count) -> values.put(List.of(ip), (double) of.applyAsLong(count)));
        return values;
    }

    /// Takes for how many addresses nobody answers; absent where that is not known.
    public void unanswered(OptionalInt addresses) {
        unanswered.replace(
                addresses.isPresent()
                        ? Map.of(List.of(), (double) addresses.getAsInt())
                        : Map.of());
    }

    /// Takes what is known of the pools; nothing is told of them by a node that does not allocate.
    public void allocating(Allocation allocation) {
        updates.set(allocation.plans());
        updateErrors.set(allocation.failures());
        loaded.set(allocation.isLoaded() ? 1 : 0);
        stale.set(allocation.isStale() ? 1 : 0);
        for (String family : List.of("", "ipv4", "ipv6")) {
            put(family, "addresses", allocation, Pool::total);
            put(family, "addresses_in_use", allocation, Pool::inUse);
        }
    }

    private void put(
            String family,
            String name,
            Allocation allocation,
            Function<Pool, Map<String, Long>> figures) {
        Map<List<String>, Double> values = new HashMap<>();
        for (Pool pool : allocation.pools()) {
            Map<String, Long> both = figures.apply(pool);
            double value =
                    family.isEmpty()
                            ? both.values().stream().mapToDouble(Long::doubleValue).sum()
                            : both.getOrDefault(family, 0L);
            values.put(List.of(pool.name()), value);
        }
        Family series = pools.get(family.isEmpty() ? name : family + "_" + name);
        if (series != null) {
            series.replace(values);
        }
    }

    /// The text that Prometheus scrapes.
    public Exposition scrape() {
        List<MetricSnapshot> all = new ArrayList<>();
        families.collect().forEach(all::add);
        // MetalLB's gauges of pools end in `_total`, which the library keeps for counters.
        pools.values().stream()
                .filter(family -> !family.isEmpty())
                .forEach(family -> all.add(family.snapshot(Labels.EMPTY)));
        OwnProcess.collect().forEach(all::add);
        return Exposition.of(new MetricSnapshots(all), Optional.empty());
    }
}
