package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.health.HealthServer;
import dev.brama.health.HealthServer.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InquiryTest {
    private static final Account ACCOUNT =
            new Account(
                    "n2",
                    false,
                    List.of(new Account.Held("192.168.1.70", 4, 1_000)),
                    new TreeMap<>(),
                    new TreeMap<>());

    @Test
    void speakersTellWhatTheyHold() throws Exception {
        assertThat(askedOf(Page.json(SpeakerPages.account(ACCOUNT)))).containsExactly(ACCOUNT);
    }

    @Test
    void whatIsNoAccountOfThatNodeIsLeftOut() throws Exception {
        Account other = new Account("n3", false, List.of(), new TreeMap<>(), new TreeMap<>());
        assertThat(askedOf(Page.json(SpeakerPages.account(other)))).isEmpty();
        assertThat(askedOf(Page.json("{}"))).isEmpty();
        assertThat(askedOf(Page.text(404, "there is no such page"))).isEmpty();
        assertThat(askedOf(Page.text(503, "starting"))).isEmpty();
    }

    @Test
    void whoSaysNothingIsNotWaitedForLong() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long before = System.nanoTime();
            assertThat(new Inquiry(deaf.getLocalPort()).ask(List.of(peer()))).isEmpty();
            assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
        }
    }

    private static List<Account> askedOf(Page page) throws Exception {
        try (HealthServer server =
                HealthServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        "--status-port",
                        Executors.newSingleThreadExecutor(),
                        Map.of(Inquiry.PAGE, _ -> page))) {
            return new Inquiry(server.port()).ask(List.of(peer()));
        }
    }

    private static Peer peer() {
        return new Peer("n2", new InetSocketAddress(InetAddress.getLoopbackAddress(), 7948));
    }
}
