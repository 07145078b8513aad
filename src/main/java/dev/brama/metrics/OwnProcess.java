package dev.brama.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.file.Path;

/// What the controller itself uses.
final class OwnProcess {
    private static final Path STAT = Path.of("/proc/self/stat");

    private OwnProcess() {}

    static MetricSnapshots collect() {
        Families families = new Families("", Labels.EMPTY);
        ProcessStat.parse(NginxSource.text(STAT), "").stream()
                .findFirst()
                .ifPresent(own -> {
                    families.counter("process_cpu_seconds_total", "Seconds of processor time.")
                            .set(own.cpuTicks() / ProcessStat.TICKS);
                    families.gauge("process_resident_memory_bytes", "Memory in use.")
                            .set(own.residentBytes());
                    families.gauge("process_virtual_memory_bytes", "Address space in use.")
                            .set(own.virtualBytes());
                    families.gauge(
                                    "process_start_time_seconds",
                                    "When the process began, in seconds since 1970.")
                            .set(NginxSource.bootSeconds() + own.startTicks() / ProcessStat.TICKS);
                });
        Runtime runtime = Runtime.getRuntime();
        families.gauge("jvm_memory_used_bytes", "Memory of Java in use.", "area")
                .set(runtime.totalMemory() - runtime.freeMemory(), "heap");
        families.gauge("jvm_memory_max_bytes", "Memory that Java may use.", "area")
                .set(runtime.maxMemory(), "heap");
        return families.collect();
    }
}
