package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Frame.Advertisement;
import dev.brama.layer2.Frame.Arp;
import dev.brama.layer2.Frame.Fault;
import dev.brama.layer2.Frame.Flag;
import dev.brama.layer2.Frame.Junk;
import dev.brama.layer2.Frame.Operation;
import dev.brama.layer2.Frame.Solicitation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameReaderTest {
    private static final MacAddress NODE = MacAddress.parse("02:00:00:00:00:01").orElseThrow();
    private static final MacAddress CLIENT = MacAddress.parse("02:00:00:00:00:99").orElseThrow();
    private static final IpAddress V4 = IpAddress.parse("192.168.1.70").orElseThrow();
    private static final IpAddress V4_CLIENT = IpAddress.parse("192.168.1.1").orElseThrow();
    private static final IpAddress V6 = IpAddress.parse("fd00::70").orElseThrow();
    private static final IpAddress V6_CLIENT = IpAddress.parse("fe80::99").orElseThrow();
    private static final int CHECKSUM_AT = FrameReader.ICMP_AT + 2;

    /// A request as Linux sends it: unpadded.
    private static final String REQUEST =
            "ffffffffffff 020000000099 0806 0001 0800 06 04 0001"
                    + "020000000099 c0a80101 000000000000 c0a80146";

    /// A solicitation as Linux sends it, its checksum left out.
    private static final String SOLICITATION =
            "3333ff000070 020000000099 86dd 60000000 0020 3a ff"
                    + "fe800000000000000000000000000099 ff0200000000000000000001ff000070"
                    + "8700 0000 00000000 fd000000000000000000000000000070 0101 020000000099";

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static ByteBuffer written(Frame frame) {
        ByteBuffer buffer = ByteBuffer.allocate(200);
        FrameWriter.write(frame, buffer);
        return buffer;
    }

    private static ByteBuffer summed(ByteBuffer frame) {
        frame.putShort(CHECKSUM_AT, (short) 0);
        int length = frame.getShort(18) & 0xffff;
        return frame.putShort(CHECKSUM_AT, (short) FrameReader.checksum(frame, length));
    }

    private static Fault fault(ByteBuffer frame) {
        return FrameReader.read(frame) instanceof Junk junk ? junk.fault() : null;
    }

    @Test
    void requestIsReadFieldByField() {
        assertThat(FrameReader.read(bytes(REQUEST)))
                .isEqualTo(
                        new Arp(
                                MacAddress.BROADCAST,
                                CLIENT,
                                Operation.REQUEST,
                                CLIENT,
                                V4_CLIENT,
                                MacAddress.NONE,
                                V4));
    }

    @Test
    void paddingChangesNothing() {
        assertThat(FrameReader.read(bytes(REQUEST + "00".repeat(18))))
                .isEqualTo(FrameReader.read(bytes(REQUEST)));
        ByteBuffer solicitation = summed(bytes(SOLICITATION + "ff".repeat(7)));
        assertThat(FrameReader.read(solicitation))
                .isEqualTo(FrameReader.read(summed(bytes(SOLICITATION))));
    }

    @Test
    void solicitationIsReadFieldByField() {
        IpAddress group = Groups.solicitedNode(V6);
        assertThat(FrameReader.read(summed(bytes(SOLICITATION))))
                .isEqualTo(
                        new Solicitation(
                                MacAddress.ofGroup(group),
                                CLIENT,
                                V6_CLIENT,
                                group,
                                V6,
                                Optional.of(CLIENT)));
    }

    static List<Frame> frames() {
        return List.of(
                Arp.probe(NODE, V4),
                Arp.announcement(NODE, V4),
                Arp.announcementAsReply(NODE, V4),
                Arp.question(NODE, V4_CLIENT, V4, CLIENT),
                Solicitation.probe(NODE, V6),
                Solicitation.question(NODE, V6_CLIENT, V6),
                Solicitation.question(NODE, V6_CLIENT, V6, CLIENT),
                Advertisement.unsolicited(NODE, V6),
                Advertisement.answer(NODE, V6, CLIENT, V6_CLIENT),
                new Advertisement(NODE, CLIENT, V6, V6, V6, Set.of(Flag.ROUTER), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsWrittenIsReadTheSame(Frame frame) {
        ByteBuffer written = written(frame);
        assertThat(FrameReader.read(written)).isEqualTo(frame);
        assertThat(written.limit()).isGreaterThanOrEqualTo(60);
    }

    @Test
    void advertisementHasTheBytesOfTheStandard() {
        ByteBuffer frame = written(Advertisement.answer(NODE, V6, CLIENT, V6_CLIENT));
        String hex = HexFormat.of().formatHex(frame.array(), 0, frame.limit());
        assertThat(hex)
                .startsWith("020000000099" + "020000000001" + "86dd" + "60000000" + "0020" + "3aff")
                // Type, code; after the checksum the flags S and O without R.
                .contains("8800")
                .matches(".{116}60000000fd0{28}70" + "0201020000000001");
        assertThat(FrameReader.checksum(frame, 32)).isZero();
    }

    @Test
    void orderOfTheBuffersBytesDoesNotMatter() {
        ByteBuffer other = bytes(REQUEST).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(FrameReader.read(other)).isInstanceOf(Arp.class);
    }

    static List<Arguments> brokenRequests() {
        return List.of(
                arp("Ethernet source of a group", Fault.MAC, f -> f.put(6, (byte) 1)),
                arp("no Ethernet source", Fault.MAC, f -> zero(f, 6, 6)),
                arp("hardware type", Fault.ARP_FIELDS, f -> f.putShort(14, (short) 6)),
                arp("protocol type", Fault.ARP_FIELDS, f -> f.putShort(16, (short) 0x86dd)),
                arp("hardware length", Fault.ARP_FIELDS, f -> f.put(18, (byte) 20)),
                arp("protocol length", Fault.ARP_FIELDS, f -> f.put(19, (byte) 16)),
                arp("operation 0", Fault.ARP_FIELDS, f -> f.putShort(20, (short) 0)),
                arp("operation of RARP", Fault.ARP_FIELDS, f -> f.putShort(20, (short) 3)),
                arp("no sender's MAC", Fault.MAC, f -> zero(f, 22, 6)),
                arp("all as sender", Fault.MAC, f -> f.putLong(22, -1)),
                arp("group as sender", Fault.ADDRESS, f -> f.putInt(28, 0xe0000001)),
                arp("all as sender's address", Fault.ADDRESS, f -> f.putInt(28, -1)),
                arp("loopback as sender", Fault.ADDRESS, f -> f.putInt(28, 0x7f000001)),
                arp("loopback as target", Fault.ADDRESS, f -> f.putInt(38, 0x7f000001)),
                arp("a VLAN's tag", Fault.OTHER_KIND, f -> f.putShort(12, (short) 0x8100)),
                arp("one byte short", Fault.TOO_SHORT, f -> f.limit(41)));
    }

    private static Arguments arp(String name, Fault fault, Consumer<ByteBuffer> change) {
        return Arguments.of(name, fault, change);
    }

    private static void zero(ByteBuffer frame, int at, int length) {
        for (int i = 0; i < length; i++) {
            frame.put(at + i, (byte) 0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRequests")
    void brokenRequestIsJunk(String name, Fault expected, Consumer<ByteBuffer> change) {
        ByteBuffer frame = bytes(REQUEST);
        change.accept(frame);
        assertThat(fault(frame)).isEqualTo(expected);
    }

    static List<Arguments> brokenSolicitations() {
        return List.of(
                arp("version 4", Fault.OTHER_KIND, f -> f.put(14, (byte) 0x45)),
                arp("hop limit 254", Fault.HOP_LIMIT, f -> f.put(21, (byte) 254)),
                arp("code 1", Fault.OTHER_KIND, f -> f.put(55, (byte) 1)),
                arp("router solicitation", Fault.OTHER_KIND, f -> f.put(54, (byte) 133)),
                arp("payload over the end", Fault.TOO_SHORT, f -> f.putShort(18, (short) 33)),
                arp("payload without target", Fault.TOO_SHORT, f -> f.putShort(18, (short) 23)),
                arp("target of a group", Fault.ADDRESS, f -> f.put(62, (byte) 0xff)),
                arp("target ::", Fault.ADDRESS, f -> zero(f, 62, 16)),
                arp("from a group", Fault.ADDRESS, f -> f.put(22, (byte) 0xff)),
                arp("from :: with its MAC", Fault.ADDRESS, f -> zero(f, 22, 16)),
                arp("option of length 0", Fault.OPTION, f -> f.put(79, (byte) 0)),
                arp("option over the end", Fault.OPTION, f -> f.put(79, (byte) 2)),
                arp("asker's MAC of a group", Fault.MAC, f -> f.put(80, (byte) 1)),
                arp("no asker's MAC", Fault.MAC, f -> zero(f, 80, 6)),
                arp("half an option", Fault.OPTION, f -> f.putShort(18, (short) 25)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenSolicitations")
    void brokenSolicitationIsJunk(String name, Fault expected, Consumer<ByteBuffer> change) {
        ByteBuffer frame = bytes(SOLICITATION);
        change.accept(frame);
        int length = frame.getShort(18) & 0xffff;
        assertThat(fault(length <= 32 ? summed(frame) : frame)).isEqualTo(expected);
    }

    @Test
    void wrongChecksumIsJunk() {
        ByteBuffer frame = summed(bytes(SOLICITATION));
        frame.put(70, (byte) 1);
        assertThat(fault(frame)).isEqualTo(Fault.CHECKSUM);
    }

    @Test
    void probeToOneNodeIsJunk() {
        Solicitation probe = Solicitation.probe(NODE, V6);
        Frame other =
                new Solicitation(probe.destination(), NODE, probe.from(), V6, V6, Optional.empty());
        assertThat(fault(written(other))).isEqualTo(Fault.ADDRESS);
    }

    @Test
    void advertisementToAllIsNotSolicited() {
        Frame frame =
                new Advertisement(
                        MacAddress.ofGroup(Groups.ALL_NODES),
                        NODE,
                        V6,
                        Groups.ALL_NODES,
                        V6,
                        Set.of(Flag.SOLICITED),
                        Optional.of(NODE));
        assertThat(fault(written(frame))).isEqualTo(Fault.ADDRESS);
    }

    @Test
    void optionOfAnotherKindIsPassedOver() {
        ByteBuffer frame =
                bytes(
                        SOLICITATION.replace(
                                "0101 020000000099", "0e01 000000000000" + "0101 020000000099"));
        frame.putShort(18, (short) 40);
        assertThat(FrameReader.read(summed(frame)))
                .isInstanceOfSatisfying(
                        Solicitation.class, read -> assertThat(read.told()).contains(CLIENT));
    }

    @Test
    void everyBeginningOfAFrameIsReadWithoutHarm() {
        for (Frame frame : frames()) {
            ByteBuffer whole = written(frame);
            for (int length = 0; length < whole.limit(); length++) {
                FrameReader.read(whole.duplicate().limit(length));
            }
        }
    }

    // What is read must not depend on what lies around the frame in memory.
    @Test
    void noByteStringThrowsOrIsReadPastItsEnd() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        List<Frame> seeds = frames();
        int understood = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] frame = hostile(random, seeds);
            Frame quiet = FrameReader.read(surrounded(frame, (byte) 0));
            Frame loud = FrameReader.read(surrounded(frame, (byte) 0xff));
            assertThat(quiet).isEqualTo(loud);
            if (!(quiet instanceof Junk)) {
                understood++;
                Reactions reactions =
                        new Reactions(NODE, NODE::equals, address -> address.low() % 2 == 0);
                reactions.to(quiet);
                assertThat(FrameReader.read(written(quiet))).isEqualTo(quiet);
            }
        }
        // Guards against a fuzzer that only ever makes noise.
        assertThat(understood).isGreaterThan(10_000);
    }

    private static byte[] hostile(SplittableRandom random, List<Frame> seeds) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            return noise;
        }
        ByteBuffer seed = written(seeds.get(random.nextInt(seeds.size())));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            seed.put(random.nextInt(seed.limit()), (byte) random.nextInt(256));
        }
        int length = seed.getShort(18) & 0xffff;
        if (random.nextBoolean() && length <= seed.limit() - FrameReader.ICMP_AT) {
            summed(seed);
        }
        int end = random.nextInt(3) == 0 ? random.nextInt(seed.limit() + 1) : seed.limit();
        byte[] frame = new byte[end];
        seed.get(0, frame);
        return frame;
    }

    private static ByteBuffer surrounded(byte[] frame, byte around) {
        byte[] memory = new byte[frame.length + 200];
        java.util.Arrays.fill(memory, around);
        System.arraycopy(frame, 0, memory, 100, frame.length);
        return ByteBuffer.wrap(memory, 100, frame.length);
    }
}
