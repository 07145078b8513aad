package dev.brama.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.PeerNames;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.syntax.HostPort;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointDnsTest {
    private static final BackendRef WEB = new BackendRef("shop", "web", "80");
    private static final HostPort STAND_IN = new HostPort("127.0.0.1", 8181);

    private EndpointDns dns;
    private DatagramSocket worker;
    private int number = 1;

    @BeforeEach
    void start() throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        dns = EndpointDns.start(new InetSocketAddress(loopback, 0), STAND_IN);
        worker = new DatagramSocket(0, loopback);
    }

    @AfterEach
    void stop() throws IOException {
        worker.close();
        dns.close();
    }

    private static ByteBuffer query(int id, String name, int type) {
        byte[] wire = WireName.bytes(WireName.of(name));
        return ByteBuffer.allocate(16 + wire.length)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .put(wire)
                .putShort((short) type)
                .putShort((short) 1)
                .flip();
    }

    private void send(int id, String name, int type) throws IOException {
        byte[] bytes = query(id, name, type).array();
        worker.send(new DatagramPacket(bytes, bytes.length, dns.address()));
    }

    private Optional<ByteBuffer> receive(int millis) throws IOException {
        worker.setSoTimeout(millis);
        DatagramPacket packet = new DatagramPacket(new byte[5000], 5000);
        try {
            worker.receive(packet);
            return Optional.of(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
    }

    private ByteBuffer ask(String name, int type) throws IOException {
        send(++number, name, type);
        ByteBuffer answer = receive(5000).orElseThrow();
        assertThat(answer.getShort(0)).isEqualTo((short) number);
        return answer;
    }

    private ByteBuffer askPeers() throws IOException {
        return ask(PeerNames.question(WEB), DnsAnswers.SRV);
    }

    private static int count(ByteBuffer answer) {
        return answer.getShort(6);
    }

    private static int code(ByteBuffer answer) {
        return answer.get(3) & 15;
    }

    /// The ports in an SRV answer.
    private static List<Integer> ports(ByteBuffer answer) {
        List<Integer> ports = new java.util.ArrayList<>();
        int at = 12;
        while (answer.get(at) != 0) {
            at += 1 + answer.get(at);
        }
        at += 5;
        for (int i = 0; i < count(answer); i++) {
            ports.add(answer.getShort(at + 16) & 0xffff);
            at += 12 + answer.getShort(at + 10);
        }
        return ports;
    }

    private static List<HostPort> peers(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new HostPort("10.0." + i / 250 + "." + (1 + i % 250), 8080 + i))
                .toList();
    }

    @Test
    void everyPeerIsToldWithItsPort() throws IOException {
        dns.update(WEB, List.of(new HostPort("10.0.0.1", 8080), new HostPort("fd00::1", 9090)));
        assertThat(ports(askPeers())).containsExactly(8080, 9090);
    }

    @Test
    void addressesAreReadFromTheNamesAlone() throws IOException {
        ByteBuffer v4 = ask("10-1-2-3-80.brama.internal", DnsAnswers.A);
        assertThat(count(v4)).isEqualTo(1);
        assertThat(v4.getInt(v4.limit() - 4)).isEqualTo(0x0a010203);
        ByteBuffer v6 = ask("fd000000000000000000000000000001-80.brama.internal", DnsAnswers.AAAA);
        assertThat(count(v6)).isEqualTo(1);
        assertThat(v6.get(v6.limit() - 1)).isEqualTo((byte) 1);
        ByteBuffer other = ask("10-1-2-3-80.brama.internal", DnsAnswers.AAAA);
        assertThat(count(other)).isZero();
        assertThat(code(other)).isZero();
    }

    @Test
    void noNameIsEverDenied() throws IOException {
        assertThat(code(ask("none.brama.internal", DnsAnswers.A)))
                .isEqualTo(DnsAnswers.SERVER_FAILURE);
        assertThat(code(ask("example.com", DnsAnswers.A))).isEqualTo(DnsQuery.REFUSED);
        assertThat(code(ask("_http._tcp.example.com", DnsAnswers.SRV))).isEqualTo(DnsQuery.REFUSED);
    }

    @Test
    void withoutEndpointsThePeerIsTheStandIn() throws IOException {
        dns.update(WEB, List.of());
        assertThat(ports(askPeers())).containsExactly(STAND_IN.port());
    }

    @Test
    void questionIsHeldUntilThePeersAreKnown() throws IOException {
        send(7, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(300)).isEmpty();
        dns.update(WEB, peers(2));
        assertThat(count(receive(5000).orElseThrow())).isEqualTo(2);
    }

    @Test
    void workerThatKnowsThePeersIsToldOfAChangeAtOnce() throws Exception {
        dns.update(WEB, peers(1));
        assertThat(count(askPeers())).isEqualTo(1);
        Thread.sleep(1000);
        send(500, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(300)).isEmpty();
        // The same question again: nothing new.
        send(500, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(300)).isEmpty();
        dns.update(WEB, peers(3));
        ByteBuffer told = receive(5000).orElseThrow();
        assertThat(told.getShort(0)).isEqualTo((short) 500);
        assertThat(count(told)).isEqualTo(3);
        assertThat(receive(100)).isEmpty();
    }

    @Test
    void numberOfAHeldQuestionIsFreeForAnotherWorkerAndAnotherName() throws Exception {
        BackendRef other = new BackendRef("shop", "web2", "80");
        dns.update(WEB, peers(1));
        dns.update(other, peers(2));
        askPeers();
        Thread.sleep(1000);
        send(500, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(100)).isEmpty();
        send(500, PeerNames.question(other), DnsAnswers.SRV);
        assertThat(count(receive(5000).orElseThrow())).isEqualTo(2);
        try (DatagramSocket second = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            byte[] bytes = query(500, PeerNames.question(WEB), DnsAnswers.SRV).array();
            second.setSoTimeout(5000);
            second.send(new DatagramPacket(bytes, bytes.length, dns.address()));
            DatagramPacket packet = new DatagramPacket(new byte[5000], 5000);
            second.receive(packet);
            assertThat(count(ByteBuffer.wrap(packet.getData()))).isEqualTo(1);
        }
        assertThat(receive(100)).isEmpty();
        dns.update(WEB, peers(3));
        assertThat(count(receive(5000).orElseThrow())).isEqualTo(3);
    }

    @Test
    void changeIsToldWhileTheQuestionIsRepeatedWithoutPause() throws Exception {
        dns.update(WEB, peers(1));
        askPeers();
        Thread.sleep(1000);
        for (int i = 0; i < 300; i++) {
            send(500, PeerNames.question(WEB), DnsAnswers.SRV);
            assertThat(receive(1)).isEmpty();
        }
        dns.update(WEB, peers(2));
        assertThat(count(receive(1000).orElseThrow())).isEqualTo(2);
        // Addresses are asked for next.
        send(501, "10-0-0-1-8080.brama.internal", DnsAnswers.A);
        assertThat(receive(1000)).isPresent();
    }

    @Test
    void changeOfOneUpstreamDoesNotKeepQuestionsForAnotherHeld() throws Exception {
        BackendRef other = new BackendRef("shop", "other", "80");
        dns.close();
        dns =
                EndpointDns.start(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                        STAND_IN,
                        Duration.ofMillis(1500));
        dns.update(WEB, peers(1));
        dns.update(other, peers(1));
        askPeers();
        ask(PeerNames.question(other), DnsAnswers.SRV);
        Thread.sleep(1000);
        send(700, PeerNames.question(WEB), DnsAnswers.SRV);
        send(701, PeerNames.question(other), DnsAnswers.SRV);
        assertThat(receive(200)).isEmpty();
        dns.update(WEB, peers(2));
        assertThat(receive(5000).orElseThrow().getShort(0)).isEqualTo((short) 700);
        Thread.sleep(950);
        send(702, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(5000).orElseThrow().getShort(0)).isEqualTo((short) 701);
        assertThat(receive(5000).orElseThrow().getShort(0)).isEqualTo((short) 702);
    }

    @Test
    void answerThatWasLostIsGivenAgain() throws IOException {
        dns.update(WEB, peers(1));
        askPeers();
        send(number, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(5000)).isPresent();
    }

    @Test
    void anotherWorkerAtTheSamePortIsAnsweredAtOnce() throws Exception {
        dns.update(WEB, peers(1));
        askPeers();
        // Sooner than nginx asks again.
        askPeers();
        Thread.sleep(1000);
        send(600, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(200)).isEmpty();
        // A new number while a question is held.
        send(601, PeerNames.question(WEB), DnsAnswers.SRV);
        assertThat(receive(5000)).isPresent();
    }

    @Test
    void longAnswerIsToBeAskedForByTcp() throws IOException {
        dns.update(WEB, peers(1000));
        ByteBuffer brief = askPeers();
        assertThat(brief.get(2) & 2).as("truncated").isNotZero();
        assertThat(count(brief)).isZero();
        try (Socket socket = new Socket()) {
            socket.connect(dns.address());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int id = 1; id <= 3; id++) {
                byte[] query = query(id, PeerNames.question(WEB), DnsAnswers.SRV).array();
                out.writeShort(query.length);
                out.write(query);
            }
            for (int id = 1; id <= 3; id++) {
                ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
                assertThat(answer.getShort(0)).isEqualTo((short) id);
                assertThat(ports(answer)).isEqualTo(IntStream.range(8080, 9080).boxed().toList());
            }
        }
    }

    @Test
    void noAnswerByUdpIsLongerThanNginxReads() throws IOException {
        for (int number = 80; number < 130; number++) {
            dns.update(WEB, peers(number));
            ByteBuffer answer = askPeers();
            assertThat(answer.limit()).isLessThanOrEqualTo(4096);
            assertThat(count(answer)).isIn(0, number);
        }
    }

    @Test
    void morePeersThanAMessageHoldsAreCut() throws IOException {
        dns.update(WEB, peers(5000));
        assertThat(askPeers().get(2) & 2).isNotZero();
        Roster roster = Roster.of(WireName.of(PeerNames.question(WEB)), peers(5000));
        assertThat(roster.isCut()).isTrue();
        assertThat(roster.count()).isGreaterThan(1400);
    }

    @Test
    void upstreamThatIsGoneIsStillToldToWorkersThatEnd() throws IOException {
        dns.publish(
                List.of(
                        new Upstream(
                                WEB,
                                new Peers.Resolved(peers(2)),
                                new Upstream.Balancing.RoundRobin())));
        dns.publish(List.of());
        assertThat(count(askPeers())).isEqualTo(2);
    }

    @Test
    void askedIsWhatHasBeenAnswered() throws Exception {
        dns.update(WEB, peers(1));
        assertThat(dns.awaitAsked(List.of(WEB), Duration.ofMillis(50))).isFalse();
        askPeers();
        assertThat(dns.awaitAsked(List.of(WEB), Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void burstOfQuestionsIsAnsweredWhole() throws IOException {
        dns.update(WEB, peers(1));
        int questions = 200;
        for (int i = 0; i < questions; i++) {
            send(i, "10-0-0-" + i + "-80.brama.internal", DnsAnswers.A);
        }
        for (int i = 0; i < questions; i++) {
            assertThat(receive(5000)).isPresent();
        }
    }
}
