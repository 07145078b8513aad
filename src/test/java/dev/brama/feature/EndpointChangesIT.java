package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Traffic;
import dev.brama.syntax.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes of endpoints that nginx learns while it runs.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EndpointChangesIT {
    private Resolving served;
    private Backend one;
    private Backend two;

    @BeforeEach
    void start() throws Exception {
        served = new Resolving(Path.of(System.getProperty("brama.nginx.newest", "")));
        one = Backend.echo("one");
        two = Backend.echo("two");
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        one.close();
        two.close();
    }

    private void serveWeb(Backend... backends) throws Exception {
        served.apply(
                Yaml.service("web", backends), Yaml.ingress("web").prefix("web.test", "/", "web"));
    }

    private void becomes(String host, String... names) {
        Served.await(
                List.of(names) + " answering at " + host,
                () -> served.answering(host).equals(List.of(names)));
    }

    @Test
    void streamFollowsWithoutReload() throws Exception {
        int port = Backend.deadPort();
        try (Echo first = Echo.tcp("first");
                Echo second = Echo.tcp("second")) {
            served.apply(
                    Yaml.service("db", List.of(first.port())),
                    Yaml.streams("tcp", port, "shop/db:80"));
            assertThat(Echo.ask(port, "hello")).isEqualTo("first:hello");
            List<ProcessHandle> workers = served.master().children().toList();
            served.dns()
                    .update(
                            new BackendRef("shop", "db", "80", Traffic.TCP),
                            List.of(new HostPort("127.0.0.1", second.port())));
            Served.await(
                    "the second endpoint",
                    () -> Echo.tryToAsk(port, "hello").equals("second:hello"));
            assertThat(served.master().children().toList()).isEqualTo(workers);
            ApplyOutcome outcome =
                    served.apply(
                            Yaml.service("db", List.of(second.port())),
                            Yaml.streams("tcp", port, "shop/db:80"));
            assertThat(outcome).isInstanceOf(ApplyOutcome.Unchanged.class);
        }
    }

    @Test
    void datagramsFollowWithoutReload() throws Exception {
        int port = Backend.deadPort();
        try (Echo first = Echo.udp("first", 1);
                Echo second = Echo.udp("second", 1)) {
            served.apply(
                    Yaml.udpService("names", List.of(first.port())),
                    Yaml.streams("udp", port, "shop/names:80"));
            assertThat(Echo.askByUdp(port, "q", 1)).isEqualTo("first:q");
            served.dns()
                    .update(
                            new BackendRef("shop", "names", "80", Traffic.UDP),
                            List.of(new HostPort("127.0.0.1", second.port())));
            Served.await(
                    "the second endpoint",
                    () -> {
                        try {
                            return Echo.askByUdp(port, "q", 1).equals("second:q");
                        } catch (IOException _) {
                            return false;
                        }
                    });
        }
    }

    @Test
    void changeServesWithoutReload() throws Exception {
        serveWeb(one);
        assertThat(served.answering("web.test")).containsExactly("one");
        List<ProcessHandle> workers = served.master().children().toList();
        served.change("web", one, two);
        becomes("web.test", "one", "two");
        served.change("web", two);
        becomes("web.test", "two");
        assertThat(served.master().children().toList()).isEqualTo(workers);
        ApplyOutcome outcome =
                served.apply(
                        Yaml.service("web", two),
                        Yaml.ingress("web").prefix("web.test", "/", "web"));
        assertThat(outcome).isInstanceOf(ApplyOutcome.Unchanged.class);
    }

    @Test
    void withoutEndpointsItAnswers503UntilThereAreSome() throws Exception {
        served.apply(
                Yaml.service("web", one),
                Yaml.service("calls", one),
                Yaml.ingress("web").prefix("web.test", "/", "web"),
                Yaml.ingress("calls")
                        .with("backend-protocol", "GRPC")
                        .prefix("calls.test", "/", "calls"));
        served.change("web", List.of());
        served.change("calls", List.of());
        becomes("web.test", "503");
        becomes("calls.test", "503");
        assertThat(served.client().send("POST", "web.test", "/", "body").status()).isEqualTo(503);
        served.change("web", one);
        becomes("web.test", "one");
    }

    @Test
    void pageFor503IsMadeForAServiceWithoutEndpointsToo() throws Exception {
        Backend pages =
                Backend.answering(
                        request -> Backend.reply(418, "", Backend.echoed("pages", request)));
        Object[] objects = {
            Yaml.service("web"),
            Yaml.service("secure"),
            Yaml.service("errors", pages),
            Yaml.ingress("web")
                    .with("custom-http-errors", "503")
                    .with("default-backend", "errors")
                    .prefix("web.test", "/", "web"),
            Yaml.ingress("secure")
                    .with("backend-protocol", "HTTPS")
                    .prefix("secure.test", "/", "secure")
        };
        served.apply(objects);
        Answer answer = served.get("web.test");
        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.sentOn("X-Code")).containsExactly("503");
        assertThat(served.get("secure.test").status()).isEqualTo(503);
        pages.close();
    }

    @Test
    void thousandEndpointsOfOneServiceAllGetRequests() throws Exception {
        Backend everywhere = Backend.echoAt(InetAddress.ofLiteral("0.0.0.0"), "everywhere");
        serveWeb(one);
        List<HostPort> addresses =
                IntStream.range(0, 1000)
                        .mapToObj(i ->
                                new HostPort(
                                        "127.1." + i / 250 + "." + (1 + i % 250),
                                        everywhere.port()))
                        .sorted()
                        .toList();
        served.dns().update(new BackendRef("shop", "web", "80"), addresses);
        becomes("web.test", "everywhere");
        Path log = served.accessLog();
        long before = Files.size(log);
        for (int i = 0; i < 1000; i++) {
            assertThat(served.get("web.test").backend()).isEqualTo("everywhere");
        }
        // nginx logs a request after it has answered.
        Served.await("a thousand peers in the log", () -> asked(log, before).size() == 1000);
        everywhere.close();
    }

    private static Set<String> asked(Path log, long from) {
        try {
            return Pattern.compile("127\\.1\\.\\d+\\.\\d+:")
                    .matcher(Files.readString(log).substring((int) from))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void equalKeysGoToOnePeerAndStayThereWhenPeersCome() throws Exception {
        served.apply(
                Yaml.service("web", one, two),
                Yaml.ingress("web")
                        .with("upstream-hash-by", "$arg_user")
                        .prefix("web.test", "/", "web"));
        List<String> first = byUser();
        assertThat(first).contains("one", "two");
        assertThat(byUser()).isEqualTo(first);
        Backend three = Backend.echo("three");
        served.change("web", one, two, three);
        Served.await("requests at the new peer", () -> byUser().contains("three"));
        List<String> then = byUser();
        for (int user = 0; user < first.size(); user++) {
            assertThat(then.get(user)).isIn(first.get(user), "three");
        }
        three.close();
    }

    private List<String> byUser() {
        return IntStream.range(0, 40)
                .mapToObj(user -> served.client().get("web.test", "/?user=" + user).backend())
                .toList();
    }

    @Test
    void peersStayWhileTheNameServerIsAwayAndOverReloads() throws Exception {
        serveWeb(one, two);
        served.stopDns();
        for (int reload = 0; reload < 3; reload++) {
            ApplyOutcome outcome =
                    served.apply(
                            Yaml.service("web", one, two),
                            Yaml.ingress("web").prefix("web.test", "/", "web"),
                            Yaml.ingress("more" + reload)
                                    .prefix("more" + reload + ".test", "/", "web"));
            assertThat(outcome).isInstanceOf(ApplyOutcome.Applied.class);
            assertThat(served.answering("web.test")).containsExactly("one", "two");
        }
        served.startDns();
        served.publish();
        served.change("web", two);
        becomes("web.test", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "POST"})
    void requestWhosePeerGoesWhilePeersChangeIsPassedOnOnceMore(String method) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        Backend leaving =
                Backend.running((request, _, out) -> {
                    if (!request.target().equals("/slow")) {
                        Wire.write(out, Backend.reply(200, "", "leaving"));
                        return;
                    }
                    arrived.countDown();
                    await(gone);
                    throw new IOException("as wanted");
                });
        serveWeb(leaving);
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> status =
                    clients.submit(
                            () -> served.client().send(method, "web.test", "/slow", "").status());
            arrived.await();
            served.change("web", one);
            becomes("web.test", "one");
            gone.countDown();
            assertThat(status.get()).isEqualTo(method.equals("POST") ? 502 : 200);
        }
        leaving.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void peersThatAreAllDeadAnswer502() throws Exception {
        serveWeb(one);
        served.change("web", List.of(Backend.deadPort()));
        becomes("web.test", "502");
        assertThat(served.client().send("POST", "web.test", "/", "body").status()).isEqualTo(502);
    }

    @Test
    void requestsInPlentySeeNoChangeOfPeersAndNoReload() throws Exception {
        serveWeb(one, two);
        AtomicBoolean ended = new AtomicBoolean();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> statuses =
                    IntStream.range(0, 4)
                            .mapToObj(i -> clients.submit(() -> statuses(i, ended)))
                            .toList();
            for (int i = 0; i < 10; i++) {
                served.change("web", i % 2 == 0 ? one : two);
                Thread.sleep(200);
            }
            for (int i = 0; i < 3; i++) {
                served.apply(
                        Yaml.service("web", one, two),
                        Yaml.ingress("web").prefix("web.test", "/", "web"),
                        Yaml.ingress("more" + i).prefix("more" + i + ".test", "/", "web"));
            }
            ended.set(true);
            for (Future<List<Integer>> seen : statuses) {
                assertThat(seen.get()).containsOnly(200);
            }
        }
    }

    private List<Integer> statuses(int client, AtomicBoolean ended) {
        List<Integer> seen = new ArrayList<>();
        while (!ended.get()) {
            String method = client % 2 == 0 ? "GET" : "POST";
            seen.add(served.client().send(method, "web.test", "/", "x").status());
        }
        return seen;
    }

    @Test
    void pathsInUseAreLedToANewUpstreamWithoutLoss() throws Exception {
        serveWeb(one);
        AtomicBoolean ended = new AtomicBoolean();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> statuses =
                    IntStream.range(0, 4)
                            .mapToObj(i -> clients.submit(() -> statuses(i, ended)))
                            .toList();
            for (int i = 0; i < 4; i++) {
                served.apply(
                        Yaml.service("web", one),
                        Yaml.service("next" + i, two),
                        Yaml.ingress("web").prefix("web.test", "/", "next" + i));
            }
            ended.set(true);
            for (Future<List<Integer>> seen : statuses) {
                assertThat(seen.get()).containsOnly(200);
            }
        }
        assertThat(served.answering("web.test")).containsExactly("two");
    }
}
