package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// TCP and UDP services.
class StreamsIT extends Feature {
    private static final String FROM_BALANCER = "PROXY TCP4 203.0.113.7 192.0.2.1 51000 80\r\n";

    private final int plain = Backend.deadPort();
    private final int sent = Backend.deadPort();
    private final int expected = Backend.deadPort();
    private final int both = Backend.deadPort();
    private Echo db;

    @Override
    Served serve(Path nginx) {
        db = keep(Echo.tcp("db"));
        Echo names = keep(Echo.udp("names", 2));
        Served started =
                Served.streaming(
                        nginx,
                        Yaml.settings(
                                "enable-real-ip",
                                "true",
                                "proxy-stream-responses",
                                "2",
                                "log-format-stream",
                                "$protocol $proxy_upstream_name $status"),
                        Yaml.service("web", echo("web")),
                        Yaml.ingress("web").prefix("web.test", "/", "web"),
                        Yaml.service("db", List.of(db.port())),
                        Yaml.udpService("names", List.of(names.port())),
                        Yaml.streams("udp", plain, "shop/names:80"));
        started.put("tcp.yaml", tcp());
        return started;
    }

    /// The TCP services of all tests, and more.
    private String tcp(Object... more) {
        return Yaml.streams(
                "tcp",
                Stream.concat(
                                Stream.of(
                                        plain,
                                        "shop/db:80",
                                        sent,
                                        "shop/db:http::PROXY",
                                        expected,
                                        "shop/db:80:PROXY",
                                        both,
                                        "shop/db:80:PROXY:PROXY"),
                                Stream.of(more))
                        .toArray());
    }

    @AfterEach
    void othersAreServed() throws IOException {
        served.put("tcp.yaml", tcp());
        assertThat(Echo.ask(plain, "hello")).isEqualTo("db:hello");
        assertThat(get("web.test", "/").backend()).isEqualTo("web");
    }

    @Test
    void bytesOfAConnectionComeThroughBothWays() throws IOException {
        assertThat(Echo.ask(plain, "hello")).isEqualTo("db:hello");
        byte[] much = new byte[1_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (32 + i % 91);
        }
        byte[] got = Echo.ask(plain, much);
        assertThat(Arrays.copyOfRange(got, 3, got.length)).isEqualTo(much);
    }

    @Test
    void datagramsAndTheirAnswersComeThroughOnTheSamePort() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(Echo.askByUdp(plain, "q" + i, 2)).isEqualTo("names:q" + i + "names:q" + i);
        }
    }

    @Test
    void backendIsToldTheClientByTheProxyProtocol() throws IOException {
        assertThat(Echo.ask(sent, "hello"))
                .matches(
                        "db:PROXY TCP4 127\\.0\\.0\\.1 127\\.0\\.0\\.1 \\d+ " + sent + "\r\nhello");
    }

    @Test
    void proxyProtocolOfTheClientIsTakenOff() throws IOException {
        assertThat(Echo.ask(expected, FROM_BALANCER + "hello")).isEqualTo("db:hello");
    }

    @Test
    void clientWithoutTheProxyProtocolDoesNotReachTheBackend() {
        int before = db.connections();
        assertThat(Echo.tryToAsk(expected, "no header\r\n")).isEmpty();
        assertThat(db.connections()).isEqualTo(before);
    }

    @Test
    void whatABalancerSaysOfTheClientIsToldOn() throws IOException {
        assertThat(Echo.ask(both, FROM_BALANCER + "hello"))
                .startsWith("db:PROXY TCP4 203.0.113.7 ")
                .endsWith("\r\nhello");
    }

    @Test
    void badEntriesHarmNobodyElse() throws IOException {
        int good = Backend.deadPort();
        int missing = Backend.deadPort();
        served.put(
                "tcp.yaml",
                tcp(
                        good,
                        "shop/db:80",
                        missing,
                        "shop/nobody:80",
                        Backend.deadPort(),
                        "{ } ; $",
                        "no-port",
                        "shop/db:80",
                        "70000",
                        "shop/db:80"));
        assertThat(Echo.ask(good, "hello")).isEqualTo("db:hello");
        assertThat(Echo.tryToAsk(missing, "hello")).isEmpty();
    }

    @Test
    void portThatIsRemovedIsClosed() throws IOException {
        int port = Backend.deadPort();
        served.put("tcp.yaml", tcp(port, "shop/db:80"));
        assertThat(Echo.ask(port, "hello")).isEqualTo("db:hello");
        served.put("tcp.yaml", tcp());
        assertThat(Echo.tryToAsk(port, "hello")).isEmpty();
    }

    @Test
    void endpointsComeAndGo() throws Exception {
        int port = Backend.deadPort();
        Echo one = keep(Echo.tcp("one"));
        Echo two = keep(Echo.tcp("two"));
        served.put("tcp.yaml", tcp(port, "shop/many:80"));
        assertThat(Echo.tryToAsk(port, "")).isEmpty();
        served.put("many.yaml", Yaml.service("many", List.of(one.port(), two.port())));
        assertThat(answering(port)).containsExactlyInAnyOrder("one:", "two:");
        served.put("many.yaml", Yaml.service("many", List.of(two.port())));
        assertThat(answering(port)).containsExactly("two:");
        served.put("many.yaml", Yaml.service("many", List.of()));
        assertThat(Echo.tryToAsk(port, "")).isEmpty();
        served.remove("many.yaml");
    }

    @Test
    void endpointThatIsDeadIsPassedOver() throws Exception {
        int port = Backend.deadPort();
        Echo one = keep(Echo.tcp("one"));
        served.put("half.yaml", Yaml.service("half", List.of(one.port(), Backend.deadPort())));
        served.put("tcp.yaml", tcp(port, "shop/half:80"));
        assertThat(answering(port)).containsExactly("one:");
        served.remove("half.yaml");
    }

    @Test
    void externalNameIsReached() throws Exception {
        InetAddress here = ErrorsIT.addressOfThisMachine();
        Echo outside = keep(Echo.tcpAt(here, "outside"));
        int port = Backend.deadPort();
        served.put(
                "outside.yaml",
                Yaml.externalName("outside", here.getHostAddress(), outside.port()));
        served.put("tcp.yaml", tcp(port, "shop/outside:http"));
        assertThat(Echo.ask(port, "hello")).isEqualTo("outside:hello");
        served.remove("outside.yaml");
    }

    @Test
    void portOfAnotherProgramIsLeftOutAlone() throws Exception {
        int good = Backend.deadPort();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            served.put("tcp.yaml", tcp(other.getLocalPort(), "shop/db:80", good, "shop/db:80"));
            assertThat(Echo.ask(good, "hello")).isEqualTo("db:hello");
            served.put("more.yaml", Yaml.ingress("more").prefix("more.test", "/", "web"));
            assertThat(get("more.test", "/").backend()).isEqualTo("web");
            served.remove("more.yaml");
        }
    }

    @Test
    void portThatIsTakenAtTheStartStopsNothing() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Served second =
                        Served.streaming(
                                served.nginx(),
                                Yaml.service("db", List.of(db.port())),
                                Yaml.streams("tcp", other.getLocalPort(), "shop/db:80"),
                                Yaml.ingress("db").prefix("db.test", "/", "none"))) {
            assertThat(second.get("db.test", "/").status()).isEqualTo(503);
            int freed = other.getLocalPort();
            other.close();
            second.put("more.yaml", Yaml.ingress("more").prefix("more.test", "/", "none"));
            assertThat(Echo.tryToAsk(freed, "hello")).isEmpty();
        }
    }

    @Test
    void streamsAreLoggedWithTheirUpstream() throws IOException {
        Echo.ask(plain, "hello");
        Echo.askByUdp(plain, "hello", 2);
        Path log = served.state().resolve("access.log");
        Served.await(
                "the line of the connection", () -> lines(log).contains("TCP tcp-shop-db-80 200"));
        Served.await(
                "the line of the datagram", () -> lines(log).contains("UDP udp-shop-names-80 200"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> answering(int port) {
        return IntStream.range(0, 12)
                .mapToObj(_ -> Echo.tryToAsk(port, ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
