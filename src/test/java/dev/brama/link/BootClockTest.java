package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BootClockTest {
    @Test
    void itTellsTheTimeSinceTheStartAndNeverGoesBack() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
        long before = (long) (Double.parseDouble(uptime) * 1e9);
        long last = BootClock.now();
        assertThat(last).isBetween(before - 1_000_000_000L, before + 10_000_000_000L);
        for (int i = 0; i < 10_000; i++) {
            long next = BootClock.now();
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
        }
    }
}
