package dev.brama.metrics;

import dev.brama.proxy.Location;
import dev.brama.proxy.ProxyConfig;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Requests by their labels.
///
/// Lines are taken by one thread ([#take]); what is served is told by another ([#expect],
/// [#retain]); any may collect.
public final class RequestMetrics {
    private static final String PREFIX = "nginx_ingress_controller_";

    /// How many series there may be, at about a kilobyte each.
    static final int MOST_SERIES = 100_000;

    /// How many hosts there may be that no Ingress names.
    static final int MOST_UNDEFINED_HOSTS = 1000;

    private final MetricsOptions options;
    private final Labels constant;
    private final Histograms histograms;
    private final ConcurrentHashMap<RequestLabels, RequestSeries> series =
            new ConcurrentHashMap<>();
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable Set<String> served;
    private final AtomicInteger removals = new AtomicInteger();

    // What follows is the taking thread's own.
    private final AccessLine line = new AccessLine();
    private final SeriesTable table = new SeriesTable();
    private final Set<String> undefinedHosts = new HashSet<>();
    private int seenRemovals;

    // Counting is plain writing, for it happens fifteen times a request; this makes it seen.
    private final AtomicInteger published = new AtomicInteger();

    RequestMetrics(ControllerIdentity identity, MetricsOptions options) {
        this.options = options;
        this.constant = identity.labels();
        this.histograms = new Histograms(options);
    }

    /// Takes a line of nginx: the bytes of a block from here to there.
    void take(byte[] block, int from, int to) {
        if (!line.read(block, from, to)) {
            malformed.incrementAndGet();
            return;
        }
        boolean undefined = line.isAbsent(AccessLine.INGRESS_HOST);
        if (undefined && options.perHost() && !options.perUndefinedHost()) {
            return;
        }
        long requestLength = line.number(AccessLine.REQUEST_LENGTH);
        long requestTime = line.millis(AccessLine.REQUEST_TIME);
        long bytesSent = line.number(AccessLine.BYTES_SENT);
        long connect = line.millis(AccessLine.CONNECT_TIME);
        long header = line.millis(AccessLine.HEADER_TIME);
        long response = line.millis(AccessLine.RESPONSE_TIME);
        long worst =
                Math.min(
                        Math.min(Math.min(requestLength, requestTime), bytesSent),
                        Math.min(Math.min(connect, header), response));
        if (worst == AccessLine.MALFORMED) {
            malformed.incrementAndGet();
            return;
        }
        RequestSeries found = find(block, undefined && options.perHost());
        if (found == null) {
            return;
        }
        found.count();
        found.observe(histograms.requestTime(), requestTime);
        found.observe(histograms.responseTime(), response);
        found.observe(histograms.headerTime(), header);
        found.observe(histograms.connectTime(), connect);
        found.observe(histograms.requestSize(), requestLength);
        found.observe(histograms.responseSize(), bytesSent);
        found.observe(histograms.bytesSent(), bytesSent);
    }

    /// Lets others see what has been taken.
    void publish() {
        published.incrementAndGet();
    }

    private @Nullable RequestSeries find(byte[] block, boolean hostOfClient) {
        int now = removals.get();
        if (now != seenRemovals) {
            table.clear();
            seenRemovals = now;
        }
        if (hostOfClient) {
            return enlisted(labels(true));
        }
        int from = line.keyStart();
        int to = line.keyEnd();
        int hash = line.keyHash();
        RequestSeries known = table.find(hash, block, from, to);
        if (known != null) {
            return known;
        }
        RequestLabels labels = labels(false);
        RequestSeries made = enlisted(labels);
        // What clients make up is not remembered: it would drive out what is asked for every day.
        if (made != null && !labels.method().equals(RequestLabels.OTHER)) {
            table.put(hash, Arrays.copyOfRange(block, from, to), made);
        }
        return made;
    }

    private RequestLabels labels(boolean hostOfClient) {
        String status = line.text(AccessLine.STATUS);
        if (options.statusClasses() && !status.isEmpty()) {
            status = status.charAt(0) + "xx";
        }
        return new RequestLabels(
                status,
                RequestLabels.method(line.text(AccessLine.METHOD)),
                line.text(AccessLine.PATH),
                line.text(AccessLine.NAMESPACE),
                line.text(AccessLine.INGRESS),
                line.text(AccessLine.SERVICE),
                line.text(AccessLine.CANARY),
                options.perHost() ? Optional.of(host(hostOfClient)) : Optional.empty());
    }

    private String host(boolean ofClient) {
        if (!ofClient) {
            return line.text(AccessLine.INGRESS_HOST);
        }
        String host = line.text(AccessLine.HOST);
        if (undefinedHosts.contains(host)) {
            return host;
        }
        return undefinedHosts.size() < MOST_UNDEFINED_HOSTS && undefinedHosts.add(host)
                ? host
                : RequestLabels.OTHER;
    }

    private @Nullable RequestSeries enlisted(RequestLabels labels) {
        RequestSeries known = series.get(labels);
        if (known != null) {
            return known;
        }
        Set<String> allowed = served;
        // Old workers still end requests of an Ingress that is gone.
        if (allowed != null
                && !labels.ingress().isEmpty()
                && !allowed.contains(labels.qualifiedIngress())) {
            return null;
        }
        if (series.size() >= MOST_SERIES) {
            refused.incrementAndGet();
            return null;
        }
        RequestSeries made = new RequestSeries(labels, constant, histograms.size());
        series.put(labels, made);
        return made;
    }

    /// Tells what nginx is about to serve; call it before a configuration is applied.
    public void expect(ProxyConfig config) {
        Set<String> before = served;
        if (before != null) {
            Set<String> both = ingresses(config);
            both.addAll(before);
            served = both;
        }
    }

    /// Tells what nginx serves, so that the series of Ingresses that are gone go away; call it
    /// after a configuration has been applied.
    public void retain(ProxyConfig config) {
        Set<String> now = ingresses(config);
        served = now;
        boolean removed =
                series.keySet()
                        .removeIf(labels ->
                                !labels.ingress().isEmpty()
                                        && !now.contains(labels.qualifiedIngress()));
        if (removed) {
            // Only the taking thread may touch its table; this tells it to forget.
            removals.incrementAndGet();
        }
    }

    private static Set<String> ingresses(ProxyConfig config) {
        return Stream.concat(Stream.of(config.fallback()), config.virtualHosts().stream())
                .flatMap(host -> host.locations().stream())
                .map(Location::origin)
                .filter(origin -> !origin.isBuiltIn())
                .map(origin -> origin.ingress().namespace() + "/" + origin.ingress().name())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /// Lines that could not be read.
    long malformed() {
        return malformed.get();
    }

    /// Lines that would have needed more series than there may be.
    long refused() {
        return refused.get();
    }

    MetricSnapshots collect() {
        if (published.get() == 0) {
            return new MetricSnapshots();
        }
        List<RequestSeries> all = List.copyOf(series.values());
        List<MetricSnapshot> snapshots = new ArrayList<>();
        if (!all.isEmpty() && !options.excluded().contains("requests")) {
            UnknownSnapshot.Builder requests =
                    UnknownSnapshot.builder()
                            .name(PREFIX + "requests")
                            .help("Requests of clients.");
            all.forEach(one -> requests.dataPoint(one.requests()));
            snapshots.add(requests.build());
        }
        for (Figure figure : histograms.all()) {
            if (options.excluded().contains(figure.title())) {
                continue;
            }
            var points = all.stream().flatMap(one -> one.histogram(figure).stream()).toList();
            if (!points.isEmpty()) {
                HistogramSnapshot.Builder histogram =
                        HistogramSnapshot.builder()
                                .name(PREFIX + figure.title())
                                .help(figure.help());
                points.forEach(histogram::dataPoint);
                snapshots.add(histogram.build());
            }
        }
        return new MetricSnapshots(snapshots);
    }
}
