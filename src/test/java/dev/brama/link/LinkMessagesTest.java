package dev.brama.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.link.Link.Trait;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkMessagesTest {
    private static final int UP = 0x1;
    private static final int BROADCAST = 0x2;
    private static final int RUNNING = 0x40;
    private static final int LOWER_UP = 0x10000;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETED_ADDRESS = 21;

    private final LinkMessages messages = new LinkMessages();

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer finished(ByteBuffer message) {
        return message.putInt(0, message.position()).flip();
    }

    private static ByteBuffer link(int type, int family, int index, int flags) {
        return buffer().putInt(0)
                .putShort((short) type)
                .position(LinkMessages.HEADER)
                .put((byte) family)
                .put((byte) 0)
                .putShort((short) 1)
                .putInt(index)
                .putInt(flags)
                .putInt(0);
    }

    private static ByteBuffer attribute(ByteBuffer message, int type, byte... value) {
        message.putShort((short) (value.length + 4)).putShort((short) type).put(value);
        return message.position((message.position() + 3) & ~3);
    }

    private static ByteBuffer eth0(int flags, int lastByte) {
        ByteBuffer message = link(LinkMessages.NEW_LINK, 0, 2, flags);
        attribute(message, 3, "eth0\0".getBytes(StandardCharsets.UTF_8));
        attribute(message, 1, (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) lastByte);
        return message;
    }

    private static ByteBuffer address(int type, int prefixLength) {
        ByteBuffer message =
                buffer().putInt(0)
                        .putShort((short) type)
                        .position(LinkMessages.HEADER)
                        .put((byte) 2)
                        .put((byte) prefixLength)
                        .putShort((short) 0)
                        .putInt(2);
        return attribute(message, 2, (byte) 192, (byte) 168, (byte) 1, (byte) 11);
    }

    private Link only() {
        assertThat(messages.links()).hasSize(1);
        return messages.links().getFirst();
    }

    @Test
    void linkIsTakenInWithItsTraits() {
        int flags = UP | BROADCAST | RUNNING | LOWER_UP;
        assertThat(messages.take(finished(eth0(flags, 1))).changed()).isTrue();
        assertThat(only().name()).isEqualTo("eth0");
        assertThat(only().mac()).isEqualTo(0x0200_0000_0001L);
        assertThat(only().traits())
                .containsExactlyInAnyOrder(
                        Trait.UP, Trait.BROADCAST, Trait.CARRIER, Trait.ETHERNET);
        assertThat(messages.take(finished(eth0(flags, 1))).changed()).isFalse();
        assertThat(only().changes()).isZero();
    }

    @Test
    void linkThatIsNotRunningHasNoCarrierYet() {
        messages.take(finished(eth0(UP | LOWER_UP, 1)));
        assertThat(only().is(Trait.CARRIER)).isFalse();
    }

    @Test
    void masterIsSeen() {
        ByteBuffer port = attribute(eth0(UP, 1), 10, (byte) 5, (byte) 0, (byte) 0, (byte) 5);
        messages.take(finished(port));
        assertThat(only().is(Trait.HAS_MASTER)).isTrue();
    }

    @Test
    void flapBetweenTwoLooksIsCounted() {
        messages.take(finished(eth0(UP, 1)));
        messages.take(finished(eth0(0, 1)));
        messages.take(finished(eth0(UP, 1)));
        assertThat(only().changes()).isEqualTo(2);
        messages.take(finished(eth0(UP, 9)));
        assertThat(only().changes()).isEqualTo(3);
    }

    @Test
    void linksThatAreToldAgainAfterALossCountAsChanged() {
        messages.take(finished(eth0(UP, 1)));
        long before = only().changes();
        messages.clear();
        messages.take(finished(eth0(UP, 1)));
        assertThat(only().changes()).isNotEqualTo(before);
    }

    @Test
    void bridgeThatLosesAPortDoesNotLoseTheLink() {
        messages.take(finished(eth0(UP, 1)));
        assertThat(messages.take(finished(link(17, 7, 2, 0))).changed()).isFalse();
        assertThat(messages.take(finished(link(17, 0, 2, 0))).changed()).isTrue();
        assertThat(messages.links()).isEmpty();
    }

    @Test
    void wordsOfWirelessDriversTellNothing() {
        messages.take(finished(eth0(UP, 1)));
        ByteBuffer event = attribute(link(LinkMessages.NEW_LINK, 0, 2, 0), 11, new byte[8]);
        assertThat(messages.take(finished(event)).changed()).isFalse();
        assertThat(only().is(Trait.UP)).isTrue();
    }

    @Test
    void addressesComeAndGoWithTheLinkKept() {
        messages.take(finished(eth0(UP, 1)));
        assertThat(messages.take(finished(address(NEW_ADDRESS, 24))).changed()).isTrue();
        assertThat(messages.take(finished(address(NEW_ADDRESS, 24))).changed()).isFalse();
        messages.take(finished(eth0(0, 1)));
        assertThat(only().addresses()).hasSize(1);
        assertThat(only().addresses().getFirst().prefixLength()).isEqualTo(24);
        assertThat(messages.take(finished(address(DELETED_ADDRESS, 24))).changed()).isTrue();
        assertThat(only().addresses()).isEmpty();
    }

    @Test
    void noBytesThrow() {
        SplittableRandom random = new SplittableRandom(3);
        ByteBuffer whole = finished(eth0(UP, 1));
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(whole.limit() + 1)];
            whole.get(0, bytes);
            for (int changes = random.nextInt(5); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            messages.take(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
        }
    }
}
