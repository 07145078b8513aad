package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What nginx and its processes do, asked for when somebody wants to know.
final class NginxMetrics {
    private final ControllerIdentity identity;
    private final ProcessTotals totals = new ProcessTotals();
    private volatile @Nullable NginxSource source;

    NginxMetrics(ControllerIdentity identity) {
        this.identity = identity;
    }

    void from(NginxSource nginx) {
        source = nginx;
    }

    MetricSnapshots collect() {
        NginxSource from = source;
        if (from == null) {
            return new MetricSnapshots();
        }
        Families families =
                new Families("nginx_ingress_controller_nginx_process_", identity.labels());
        from.status().ifPresent(status -> connections(status, families));
        List<ProcessStat> processes = from.processes();
        if (!processes.isEmpty()) {
            processes(processes, families);
        }
        return families.collect();
    }

    private static void connections(NginxStatus status, Families families) {
        Family now =
                families.gauge("connections", "Connections of clients by what they do.", "state");
        now.set(status.reading(), "reading");
        now.set(status.writing(), "writing");
        now.set(status.waiting(), "waiting");
        Family ever =
                families.counter("connections_total", "Connections of clients so far.", "state");
        ever.set(status.active(), "active");
        ever.set(status.accepted(), "accepted");
        ever.set(status.handled(), "handled");
        families.counter("requests_total", "Requests so far.").set(status.requests());
    }

    private synchronized void processes(List<ProcessStat> now, Families families) {
        totals.take(now);
        families.gauge("num_procs", "Processes of nginx.").set(now.size());
        families.counter("cpu_seconds_total", "Seconds of processor time.")
                .set(totals.cpuSeconds());
        families.counter("read_bytes_total", "Bytes read from disks.").set(totals.readBytes());
        families.counter("write_bytes_total", "Bytes written to disks.").set(totals.writtenBytes());
        families.gauge("resident_memory_bytes", "Memory in use.")
                .set(now.stream().mapToLong(ProcessStat::residentBytes).sum());
        families.gauge("virtual_memory_bytes", "Address space in use.")
                .set(now.stream().mapToLong(ProcessStat::virtualBytes).sum());
        Optional<Double> oldest =
                now.stream()
                        .map(process -> process.startTicks() / ProcessStat.TICKS)
                        .min(Double::compare);
        oldest.ifPresent(ticks ->
                families.gauge(
                                "oldest_start_time_seconds",
                                "When the oldest process began, in seconds since 1970.")
                        .set(NginxSource.bootSeconds() + ticks));
    }
}
