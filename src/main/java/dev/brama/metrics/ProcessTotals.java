package dev.brama.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What processes used, those included that have ended: a reload replaces all workers, and a
/// counter must not fall.
final class ProcessTotals {
    private record Key(long pid, long startTicks) {}

    private Map<Key, ProcessStat> last = Map.of();
    private long cpuTicks;
    private long readBytes;
    private long writtenBytes;

    /// Takes what is known of the processes that run now.
    void take(List<ProcessStat> now) {
        Map<Key, ProcessStat> next = new HashMap<>();
        for (ProcessStat process : now) {
            Key key = new Key(process.pid(), process.startTicks());
            ProcessStat before = last.get(key);
            cpuTicks += more(process.cpuTicks(), before == null ? 0 : before.cpuTicks());
            readBytes += more(process.readBytes(), before == null ? 0 : before.readBytes());
            writtenBytes +=
                    more(process.writtenBytes(), before == null ? 0 : before.writtenBytes());
            next.put(key, process);
        }
        last = next;
    }

    private static long more(long now, long before) {
        return Math.max(0, now - before);
    }

    double cpuSeconds() {
        return cpuTicks / ProcessStat.TICKS;
    }

    long readBytes() {
        return readBytes;
    }

    long writtenBytes() {
        return writtenBytes;
    }
}
