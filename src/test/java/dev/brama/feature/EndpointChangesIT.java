package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Traffic;
import dev.brama.syntax.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
