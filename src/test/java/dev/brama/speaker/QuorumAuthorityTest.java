package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.layer2.Authority;
import dev.brama.layer2.Charter;
import dev.brama.layer2.Charter.Mode;
import dev.brama.layer2.Charter.Phase;
import dev.brama.layer2.PeerId;
import dev.brama.layer2.Seat;
import dev.brama.speaker.QuorumAuthority.Listener;
import dev.brama.speaker.QuorumAuthority.Secret;
import dev.brama.speaker.QuorumAuthority.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several speakers in one process, with real sockets on loopback.
class QuorumAuthorityTest {
    private static final Secret SECRET = secret("the key of all these speakers");
    private static final List<IpAddress> ADDRESSES =
            List.of(
                    IpAddress.parse("192.168.1.70").orElseThrow(),
                    IpAddress.parse("192.168.1.71").orElseThrow(),
                    IpAddress.parse("2001:db8::70").orElseThrow());
    private static final List<String> NODES = List.of("n1", "n2", "n3");

    private final Map<String, QuorumAuthority> speakers = new TreeMap<>();
    private final Map<String, InetSocketAddress> places = new TreeMap<>();
    private final AtomicLong incarnations = new AtomicLong();
    private final AtomicLong overlaps = new AtomicLong();
    private final AtomicReference<Runnable> silenced = new AtomicReference<>(() -> {});
    private volatile boolean watching = true;
    private final Thread watch = Thread.ofPlatform().daemon().start(this::watch);

    private static Secret secret(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Looks for two that may answer; each look is at one moment, as deadlines only end later.
    private void watch() {
        while (watching) {
            List<QuorumAuthority> all;
            synchronized (speakers) {
                all = List.copyOf(speakers.values());
            }
            for (IpAddress address : ADDRESSES) {
                int may = 0;
                for (QuorumAuthority each : all) {
                    // The second is asked after the first, so only what overlaps now counts.
                    may += answers(each, address) ? 1 : 0;
                }
                if (may > 1 && all.stream().filter(each -> answers(each, address)).count() > 1) {
                    overlaps.incrementAndGet();
                }
            }
            LockSupport.parkNanos(20_000);
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        watching = false;
        watch.join();
        List.copyOf(speakers.values()).forEach(QuorumAuthority::close);
        assertThat(overlaps).hasValue(0);
    }

    private static boolean answers(Authority authority, IpAddress address) {
        long deadline = authority.deadline(address);
        return deadline != Authority.NEVER && deadline - System.nanoTime() > 0;
    }

    private QuorumAuthority start(String node, Secret key) throws IOException {
        QuorumAuthority speaker = opened(node, key);
        places.put(node, speaker.address());
        synchronized (speakers) {
            speakers.put(node, speaker);
        }
        speaker.seats(seats());
        return speaker;
    }

    /// A port that the kernel gives for datagrams may be taken for connections.
    private QuorumAuthority opened(String node, Secret key) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return open(node, key);
            } catch (IOException e) {
                if (tries == 5 || places.containsKey(node)) {
                    throw e;
                }
            }
        }
    }

    private QuorumAuthority open(String node, Secret key) throws IOException {
        return QuorumAuthority.start(
                new Settings(
                        new PeerId(node, incarnations.incrementAndGet()),
                        places.getOrDefault(
                                node, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        key,
                        System::nanoTime,
                        System::currentTimeMillis),
                new Listener(_ -> {}, node.equals("n1") ? () -> silenced.get().run() : () -> {}));
    }

    private static List<Seat> seats() {
        return ADDRESSES.stream().map(each -> new Seat(List.of(each), NODES)).toList();
    }

    private void startAll() throws Exception {
        for (String node : NODES) {
            start(node, SECRET);
        }
        introduce();
        awaitAll(Duration.ofSeconds(5));
    }

    private void introduce() {
        List<Peer> peers = new ArrayList<>();
        places.forEach((node, address) -> peers.add(new Peer(node, address)));
        for (QuorumAuthority speaker : speakers.values()) {
            speaker.peers(peers);
            speaker.charter(new Charter(1, Phase.ACTIVE, Mode.QUORUM, NODES));
        }
    }

    private void kill(String node) {
        QuorumAuthority speaker;
        synchronized (speakers) {
            speaker = speakers.remove(node);
        }
        speaker.close();
    }

    /// How long it takes until all addresses have a node.
    private Duration awaitAll(Duration limit) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < limit.toNanos()) {
            if (ADDRESSES.stream().allMatch(each -> holder(each).isPresent())) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
            LockSupport.parkNanos(50_000);
        }
        throw new AssertionError("not held within " + limit);
    }

    private Optional<String> holder(IpAddress address) {
        return speakers.entrySet().stream()
                .filter(entry -> answers(entry.getValue(), address))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Test
    void endOfAProcessIsFollowedAtOnceAndItTakesNothingBack() throws Exception {
        startAll();
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String node = holder(ADDRESSES.getFirst()).orElseThrow();
            kill(node);
            gaps.add(awaitAll(Duration.ofSeconds(5)).toNanos() / 1000);
            String next = holder(ADDRESSES.getFirst()).orElseThrow();
            start(node, SECRET);
            introduce();
            // Its vote counts again after the quarantine.
            TimeUnit.MILLISECONDS.sleep(1200);
            assertThat(holder(ADDRESSES.getFirst())).contains(next);
        }
        System.out.println("taken over after the end of a process, us: " + gaps);
        assertThat(gaps).allMatch(gap -> gap < 300_000);
    }

    @Test
    void plannedMoveTakesMilliseconds() throws Exception {
        startAll();
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String node = holder(ADDRESSES.getFirst()).orElseThrow();
            speakers.get(node).leave().get(1, TimeUnit.SECONDS);
            gaps.add(awaitAll(Duration.ofSeconds(5)).toNanos() / 1000);
            assertThat(holder(ADDRESSES.getFirst())).isNotEqualTo(Optional.of(node));
            speakers.get(node).seats(seats());
            // So that no claim of this round is on its way in the next.
            TimeUnit.MILLISECONDS.sleep(50);
        }
        System.out.println("moved as planned, us: " + gaps);
        assertThat(gaps).allMatch(gap -> gap < 50_000);
    }

    @Test
    void threadThatStandsStillIsSilentBeforeAnotherAnswers() throws Exception {
        startAll();
        for (IpAddress address : ADDRESSES) {
            assertThat(holder(address)).contains("n1");
        }
        silenced.set(() -> LockSupport.parkNanos(2_000_000_000L));
        speakers.get("n1").rest(Set.of(ADDRESSES.getFirst()), Duration.ofSeconds(1));
        TimeUnit.MILLISECONDS.sleep(600);
        assertThat(ADDRESSES).noneMatch(each -> answers(speakers.get("n1"), each));
        Duration rest = awaitAll(Duration.ofSeconds(2));
        System.out.println(
                "taken over from one that stands still after ms: " + (600 + rest.toMillis()));
        assertThat(rest).isLessThan(Duration.ofMillis(450));
        silenced.set(() -> {});
    }

    @Test
    void minorityHoldsNothing() throws Exception {
        startAll();
        kill("n2");
        awaitAll(Duration.ofSeconds(2));
        kill("n3");
        TimeUnit.MILLISECONDS.sleep(650);
        assertThat(ADDRESSES).noneMatch(each -> answers(speakers.get("n1"), each));
    }

    @Test
    void speakerWithAnotherKeyIsRefusedAndTheOthersGoOn() throws Exception {
        start("n1", SECRET);
        start("n2", SECRET);
        QuorumAuthority stranger = start("n3", secret("quite another key than theirs"));
        introduce();
        awaitAll(Duration.ofSeconds(5));
        assertThat(stranger.met()).isEmpty();
        assertThat(ADDRESSES).noneMatch(each -> answers(stranger, each));
        assertThat(speakers.get("n1").refused().get("wrong-key")).isPositive();
        assertThat(speakers.get("n1").met()).hasSize(1);
    }

    @Test
    void settlingSilencesEverybodyAndTheNextCharterGivesToTheSame() throws Exception {
        startAll();
        Map<IpAddress, Optional<String>> before = new TreeMap<>();
        ADDRESSES.forEach(each -> before.put(each, holder(each)));
        for (QuorumAuthority speaker : speakers.values()) {
            speaker.charter(new Charter(2, Phase.SETTLING, Mode.QUORUM, NODES)).get();
        }
        assertThat(ADDRESSES).allMatch(each -> holder(each).isEmpty());
        for (QuorumAuthority speaker : speakers.values()) {
            speaker.charter(new Charter(3, Phase.ACTIVE, Mode.QUORUM, NODES));
        }
        awaitAll(Duration.ofSeconds(1));
        ADDRESSES.forEach(each -> assertThat(holder(each)).isEqualTo(before.get(each)));
    }

    /// Stands between two speakers, hears all and says it again.
    @Test
    void whatIsRepeatedOrMadeUpIsRefused() throws Exception {
        start("n1", SECRET);
        start("n2", SECRET);
        start("n3", SECRET);
        InetSocketAddress real = places.get("n2");
        try (DatagramSocket tap = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            // n1 reaches n2's datagrams by the tap; connections go to n2 itself by its own dial.
            List<byte[]> heard = new ArrayList<>();
            Thread.ofPlatform().daemon().start(() -> forward(tap, real, heard));
            introduce();
            awaitAll(Duration.ofSeconds(5));
            Map<IpAddress, Optional<String>> holders = new TreeMap<>();
            ADDRESSES.forEach(each -> holders.put(each, holder(each)));
            flood(tap, real);
            long before = speakers.get("n2").refused().get("malformed");
            assertThat(before).isPositive();
            TimeUnit.MILLISECONDS.sleep(700);
            assertThat(ADDRESSES).allMatch(each -> holder(each).isPresent());
            assertThat(ADDRESSES).allMatch(each -> holder(each).equals(holders.get(each)));
        }
    }

    private static void forward(DatagramSocket tap, InetSocketAddress to, List<byte[]> heard) {
        byte[] buffer = new byte[9000];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                tap.receive(packet);
                heard.add(java.util.Arrays.copyOf(buffer, packet.getLength()));
                tap.send(new DatagramPacket(buffer, packet.getLength(), to));
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static void flood(DatagramSocket from, InetSocketAddress to) throws IOException {
        SplittableRandom lots = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[lots.nextInt(300)];
            lots.nextBytes(noise);
            from.send(new DatagramPacket(noise, noise.length, to));
        }
    }

    @Test
    void idleSpeakersTakeLittleTime() throws Exception {
        watching = false;
        watch.join();
        startAll();
        TimeUnit.SECONDS.sleep(3);
        var threads = ManagementFactory.getThreadMXBean();
        long[] ids = threads.getAllThreadIds();
        Map<Long, Long> before = new TreeMap<>();
        for (long id : ids) {
            if (threads.getThreadInfo(id).getThreadName().equals("speaker-quorum")) {
                before.put(id, threads.getThreadCpuTime(id));
            }
        }
        TimeUnit.SECONDS.sleep(5);
        before.forEach((id, used) ->
                System.out.printf(
                        "idle thread of a speaker with two peers: %.3f %% of a core%n",
                        (threads.getThreadCpuTime(id) - used) / 5e7));
        before.forEach((id, used) ->
                assertThat(threads.getThreadCpuTime(id) - used).isLessThan(100_000_000L));
    }
}
