package dev.brama.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.endpoints.DnsQuery.Noise;
import dev.brama.endpoints.DnsQuery.Question;
import dev.brama.endpoints.DnsQuery.Refusal;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsQueryTest {
    private static ByteBuffer query(String wireName) {
        byte[] name = WireName.bytes(wireName);
        return ByteBuffer.allocate(DnsQuery.HEADER + name.length + 4)
                .putShort((short) 0xbeef)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put(name)
                .putShort((short) DnsAnswers.SRV)
                .putShort((short) 1)
                .flip();
    }

    @Test
    void questionIsReadInLowerCase() {
        assertThat(DnsQuery.read(query(WireName.of("_Http._tcp.Web.brama.internal"))))
                .isEqualTo(
                        new Question(
                                0xbeef,
                                WireName.of("_http._tcp.web.brama.internal"),
                                DnsAnswers.SRV));
    }

    @Test
    void messageCutAtAnyByteIsNoQuestion() {
        ByteBuffer whole = query(WireName.of("web.brama.internal"));
        for (int length = 0; length < whole.limit(); length++) {
            DnsQuery read = DnsQuery.read(whole.slice(0, length));
            assertThat(read)
                    .isEqualTo(
                            length < DnsQuery.HEADER
                                    ? new Noise()
                                    : new Refusal(0xbeef, DnsQuery.FORMAT_ERROR));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00c0\u000c", "\u0001a\u00c0\u000c", "@a\0", "\u0080a\0"})
    void pointersAndUnknownLabelsAreRefused(String name) {
        assertThat(DnsQuery.read(query(name)))
                .isEqualTo(new Refusal(0xbeef, DnsQuery.FORMAT_ERROR));
    }

    @Test
    void nameOfMoreThan255BytesIsRefused() {
        String label = "?" + "a".repeat(63);
        assertThat(DnsQuery.read(query(label.repeat(4) + "\0"))).isInstanceOf(Refusal.class);
        assertThat(DnsQuery.read(query(label.repeat(3) + "=" + "a".repeat(61) + "\0")))
                .isInstanceOf(Question.class);
    }

    @Test
    void answersAndOtherOperationsAreNotAnswered() {
        ByteBuffer answer = query("\0").put(2, (byte) 0x80);
        assertThat(DnsQuery.read(answer)).isEqualTo(new Noise());
        ByteBuffer update = query("\0").put(2, (byte) 0x28);
        assertThat(DnsQuery.read(update)).isEqualTo(new Refusal(0xbeef, DnsQuery.NOT_IMPLEMENTED));
        ByteBuffer chaos = query("\0");
        chaos.putShort(chaos.limit() - 2, (short) 3);
        assertThat(DnsQuery.read(chaos)).isEqualTo(new Refusal(0xbeef, DnsQuery.REFUSED));
        ByteBuffer two = query("\0").putShort(4, (short) 2);
        assertThat(DnsQuery.read(two)).isEqualTo(new Refusal(0xbeef, DnsQuery.FORMAT_ERROR));
    }

    @Test
    void noMessageThrows() {
        Random random = new Random(7);
        byte[] good = query(WireName.of("_http._tcp.80.web.shop.brama.internal")).array();
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = good.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int length = random.nextInt(bytes.length + 1);
            assertThat(DnsQuery.read(ByteBuffer.wrap(bytes, 0, length))).isNotNull();
        }
    }
}
