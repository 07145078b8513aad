package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What nginx and Linux tell of nginx.
class NginxFiguresTest {
    private static final String MASTER =
            "4711 (nginx) S 4700 4711 4711 0 -1 4194560 771 3204 0 1 3 7 2 4 20 0 1 0 1234567"
                    + " 11259904 1850 18446744073709551615 1 1 0 0 0 0 0 1073745920 402745863 0 0 0"
                    + " 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    private static final String WORKER =
            "4712 (nginx) S 4711 4711 4711 0 -1 4194624 228 0 0 0 50 25 0 0 20 0 1 0 1234600"
                    + " 11665408 1024 18446744073709551615 1 1 0 0 0 0 0 1073741824 402745863 0 0 0"
                    + " 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
    private static final String IO =
            """
            rchar: 3980
            wchar: 5
            syscr: 12
            syscw: 1
            read_bytes: 4096
            write_bytes: 8192
            cancelled_write_bytes: 0
            """;

    @Test
    void statusPageIsRead() {
        String text =
                """
                HTTP/1.1 200 OK
                Content-Type: text/plain

                Active connections: 3\s
                server accepts handled requests
                 17 16 123\s
                Reading: 0 Writing: 1 Waiting: 2\s
                """;
        assertThat(NginxStatus.parse(text)).contains(new NginxStatus(3, 17, 16, 123, 0, 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 404 Not Found\r\n\r\n", "Active connections: many"})
    void anythingElseIsNoStatusPage(String text) {
        assertThat(NginxStatus.parse(text)).isEmpty();
    }

    @Test
    void linesOfProcessesAreRead() {
        List<ProcessStat> processes = ProcessStat.parse(MASTER + WORKER, IO + IO);
        assertThat(processes)
                .containsExactly(
                        new ProcessStat(
                                4711, "nginx", 10, 1234567, 11259904, 1850 * 4096L, 4096, 8192),
                        new ProcessStat(
                                4712, "nginx", 75, 1234600, 11665408, 1024 * 4096L, 4096, 8192));
    }

    @Test
    void diskFiguresOfOtherProcessesAreNotUsed() {
        assertThat(ProcessStat.parse(MASTER + WORKER, IO))
                .extracting(ProcessStat::readBytes)
                .containsExactly(0L, 0L);
    }

    @Test
    void brokenLinesArePassedOver() {
        assertThat(ProcessStat.parse("x\n4711 (nginx) S\n(nginx) 1\n\n" + WORKER, ""))
                .extracting(ProcessStat::pid)
                .containsExactly(4712L);
        assertThat(ProcessStat.parse(WORKER.replace("(nginx)", "(a) b (c)"), ""))
                .extracting(ProcessStat::command)
                .containsExactly("a) b (c");
    }

    @Test
    void countersDoNotFallWhenWorkersAreReplaced() {
        ProcessTotals totals = new ProcessTotals();
        totals.take(ProcessStat.parse(MASTER + WORKER, IO + IO));
        assertThat(totals.cpuSeconds()).isEqualTo(0.85);
        String next = WORKER.replace("4712 ", "4713 ").replace(" 50 25 ", " 5 0 ");
        totals.take(ProcessStat.parse(MASTER + next, IO + IO));
        assertThat(totals.cpuSeconds()).isEqualTo(0.90);
        assertThat(totals.readBytes()).isEqualTo(3 * 4096);
        totals.take(ProcessStat.parse(MASTER + next, IO + IO));
        assertThat(totals.cpuSeconds()).isEqualTo(0.90);
    }
}
