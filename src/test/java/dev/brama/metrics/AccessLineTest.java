package dev.brama.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading a line of nginx.
class AccessLineTest {
    private final AccessLine line = new AccessLine();

    private boolean read(byte[] text) {
        return line.read(text, 0, text.length);
    }

    @Test
    void fieldsAreReadByTheirPlace() {
        assertThat(read(Lines.with())).isTrue();
        assertThat(line.text(AccessLine.INGRESS_HOST)).isEqualTo("shop.test");
        assertThat(line.text(AccessLine.STATUS)).isEqualTo("200");
        assertThat(line.text(AccessLine.PATH)).isEqualTo("/cart");
        assertThat(line.text(AccessLine.SERVICE)).isEqualTo("cart-svc");
        assertThat(line.text(AccessLine.CANARY)).isEmpty();
        assertThat(line.number(AccessLine.REQUEST_LENGTH)).isEqualTo(97);
        assertThat(line.number(AccessLine.BYTES_SENT)).isEqualTo(1200);
        assertThat(line.millis(AccessLine.REQUEST_TIME)).isEqualTo(12);
        assertThat(line.millis(AccessLine.RESPONSE_TIME)).isEqualTo(12);
    }

    @Test
    void onlyItsOwnPartOfABlockIsRead() {
        byte[] text = Lines.with();
        byte[] block = new byte[65536];
        Arrays.fill(block, (byte) '9');
        System.arraycopy(text, 0, block, 100, text.length);
        assertThat(line.read(block, 100, 100 + text.length)).isTrue();
        assertThat(line.text(AccessLine.INGRESS_HOST)).isEqualTo("shop.test");
        assertThat(line.millis(AccessLine.RESPONSE_TIME)).isEqualTo(12);
        int hash = line.keyHash();
        assertThat(read(text)).isTrue();
        assertThat(line.keyHash()).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.000|0",
                "12.345|12345",
                "-|-1",
                "-, -|-1",
                "0.100, 0.200 : 0.300|600",
                "0.100, -|100",
                "-, 0.005|5",
                ".100|-2",
                "1|-2",
                "0.1|-2",
                "1.2.345|-2",
                "x|-2",
                "0.100x|-2",
                "99999999999999999999.000|-2"
            })
    void timesOfSeveralTriesAreAdded(String text, long millis) {
        assertThat(read(Lines.with(AccessLine.CONNECT_TIME, text))).isTrue();
        assertThat(line.millis(AccessLine.CONNECT_TIME)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4294967296,4294967296", "-,-1", "-5,-2", "1x,-2", "'',-1"})
    void numbersAreDigitsOnly(String text, long number) {
        assertThat(read(Lines.with(AccessLine.BYTES_SENT, text))).isTrue();
        assertThat(line.number(AccessLine.BYTES_SENT)).isEqualTo(number);
    }

    @Test
    void escapesAreUndone() {
        assertThat(read(Lines.with(AccessLine.PATH, "/k\\xC3\\xA4se\\x22\\xZZ\\x4"))).isTrue();
        assertThat(line.text(AccessLine.PATH)).isEqualTo("/käse\"\\xZZ\\x4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "a\tb",
                "1\t2\t3\t4\t5\t6\t7\t8",
                "1\t2\t3\t4\t5\t6\t7\t8\t9\t1\t2\t3\t4\t5",
                "1\t2\t3\t4\t5\t6\t7\t8\t9\t1\t2\t3\t4\t5\t6\t7"
            })
    void anythingElseIsRefused(String text) {
        assertThat(read(text.getBytes(StandardCharsets.US_ASCII))).isFalse();
    }

    @Test
    void noBytesBreakTheReader() {
        Random random = new Random(1);
        RequestMetrics metrics = Requests.counting(MetricsOptions.DEFAULTS);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = Lines.with();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            int from = random.nextInt(text.length + 1);
            metrics.take(
                    text, random.nextInt(from + 1), random.nextInt(2) == 0 ? text.length : from);
        }
        metrics.publish();
        assertThat(metrics.malformed()).isPositive();
        assertThat(metrics.collect().size()).isPositive();
    }
}
