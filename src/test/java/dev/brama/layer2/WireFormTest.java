package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Message.Cause;
import dev.brama.layer2.Message.Verdict;
import dev.brama.layer2.Message.Wish;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireFormTest {
    private static final IpAddress V4 = IpAddress.parse("192.168.1.70").orElseThrow();
    private static final IpAddress V6 = IpAddress.parse("2001:db8::70").orElseThrow();
    private static final PeerId PEER = new PeerId("node-1.example", -5);
    private static final List<Wish> WISHES = List.of(new Wish(V4, 1, 1L << 40), new Wish(V6, 2, 3));

    private static final List<Message> ALL =
            List.of(
                    new Message.Beat(1, 2),
                    new Message.BeatAck(1, 2, 3, 4),
                    new Message.Claim(9, WISHES),
                    new Message.ClaimAnswer(
                            1,
                            2,
                            List.of(
                                    new Verdict(V4, 1, 2, Optional.of(PEER)),
                                    new Verdict(V6, 3, 4, Optional.empty()))),
                    new Message.Release(1, WISHES, Optional.of("node-2")),
                    new Message.Release(1, WISHES, Optional.empty()),
                    new Message.ReleaseAck(1, WISHES),
                    new Message.Vacant(1, 2, PEER, Cause.GONE));

    @Test
    void everyMessageIsReadAsItWasWritten() {
        for (Message message : ALL) {
            assertThat(WireForm.read(ByteBuffer.wrap(bytes(message)))).contains(message);
        }
    }

    @Test
    void nothingCutOffOrFollowedByMoreIsAMessage() {
        for (Message message : ALL) {
            byte[] bytes = bytes(message);
            for (int length = 0; length < bytes.length; length++) {
                assertThat(WireForm.read(ByteBuffer.wrap(bytes, 0, length))).isEmpty();
            }
            assertThat(WireForm.read(ByteBuffer.wrap(Arrays.copyOf(bytes, bytes.length + 1))))
                    .isEmpty();
        }
    }

    @Test
    void longestMessageFitsIntoOneFrame() {
        List<Verdict> verdicts =
                Collections.nCopies(
                        Message.MOST_ADDRESSES, new Verdict(V6, 1, 2, Optional.of(PEER)));
        assertThat(bytes(new Message.ClaimAnswer(1, 2, verdicts))).hasSizeLessThan(1100);
    }

    @Test
    void moreAddressesThanAllowedAreRefused() {
        List<Wish> wishes = Collections.nCopies(Message.MOST_ADDRESSES + 1, WISHES.getFirst());
        assertThat(WireForm.read(ByteBuffer.wrap(bytes(new Message.Claim(1, wishes))))).isEmpty();
    }

    @Test
    void garbageNeverThrowsAndWhatIsReadCanBeWrittenAgain() {
        SplittableRandom lots = new SplittableRandom(42);
        int understood = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = damaged(lots);
            Optional<Message> read = WireForm.read(ByteBuffer.wrap(bytes));
            if (read.isPresent()) {
                understood++;
                assertThat(bytes(read.get())).hasSameSizeAs(bytes);
            }
        }
        assertThat(understood).isBetween(1000, 199_000);
    }

    private static byte[] damaged(SplittableRandom lots) {
        if (lots.nextInt(4) == 0) {
            byte[] noise = new byte[lots.nextInt(200)];
            lots.nextBytes(noise);
            return noise;
        }
        byte[] bytes = bytes(ALL.get(lots.nextInt(ALL.size())));
        for (int i = lots.nextInt(4); i > 0; i--) {
            bytes[lots.nextInt(bytes.length)] = (byte) lots.nextInt(256);
        }
        return lots.nextInt(5) == 0 ? Arrays.copyOf(bytes, lots.nextInt(bytes.length + 20)) : bytes;
    }

    private static byte[] bytes(Message message) {
        ByteBuffer out = ByteBuffer.allocate(WireForm.LONGEST);
        WireForm.write(message, out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @Test
    void nodeNamesOfOtherAlphabetsAreRefused() {
        List<byte[]> refused = new ArrayList<>();
        byte[] bytes = bytes(new Message.Release(1, List.of(), Optional.of("node")));
        for (int each : new int[] {0, ' ', 'A', '/', 0x80}) {
            byte[] other = bytes.clone();
            other[other.length - 1] = (byte) each;
            refused.add(other);
        }
        assertThat(refused).allMatch(each -> WireForm.read(ByteBuffer.wrap(each)).isEmpty());
    }
}
