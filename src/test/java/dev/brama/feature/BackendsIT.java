package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which backend gets a request where no path says so, and how nginx keeps in touch with it.
class BackendsIT extends Feature {
    private Backend web;
    private Backend slow;
    private CountDownLatch release;

    @Override
    Served serve(Path nginx) {
        web = echo("web");
        CountDownLatch gate = new CountDownLatch(1);
        release = gate;
        slow =
                keep(
                        Backend.running((_, _, out) -> {
                            try {
                                gate.await();
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            Wire.write(out, Backend.reply(200, "", "at last"));
                        }));
        return Served.by(
                nginx,
                Yaml.service("web", web),
                Yaml.service("other", echo("other")),
                Yaml.service("errors", echo("errors")),
                Yaml.service("slow", slow),
                Yaml.service("empty"),
                Yaml.service("dead", List.of(Backend.deadPort())),
                Yaml.tls("tls", Issued.of("tls", "tls.test")),
                Yaml.ingress("rest").defaultBackend("other").prefix("rest.test", "/web", "web"),
                Yaml.ingress("part").prefix("part.test", "/web", "web"),
                Yaml.ingress("slow").prefix("slow.test", "/", "slow"),
                Yaml.ingress("no-service")
                        .with("default-backend", "errors")
                        .prefix("no-service.test", "/", "no-such-service"),
                Yaml.ingress("no-default")
                        .with("default-backend", "no-such-service")
                        .prefix("no-default.test", "/", "empty"),
                Yaml.ingress("dead-pages")
                        .with("default-backend", "dead")
                        .with("custom-http-errors", "404,503")
                        .prefix("dead-pages.test", "/", "empty"),
                Yaml.ingress("tls")
                        .with("server-alias", "alias.test")
                        .tls("tls", "tls.test")
                        .prefix("tls.test", "/", "web"));
    }

    @ParameterizedTest
    @CsvSource({
        "rest.test, /web/x, web",
        "rest.test, /x, other",
        "rest.test, /webx, other",
        "part.test, /web, web",
        "no-service.test, /, errors"
    })
    void itIsAnsweredBy(String host, String target, String backend) {
        assertThat(get(host, target).backend()).isEqualTo(backend);
    }

    @ParameterizedTest
    @CsvSource({
        "part.test, /x, 404",
        "nobody.test, /x, 404",
        "nobody.test, /healthz, 200",
        "nobody.test, /nginx_status, 200",
        "part.test, /healthz, 404",
        "no-default.test, /, 503",
        "dead-pages.test, /, 502",
        "alias.test, /, 308"
    })
    void nginxAnswersItself(String host, String target, int status) {
        assertThat(get(host, target).status()).isEqualTo(status);
    }

    @Test
    void anAliasIsRedirectedToItself() {
        assertThat(get("alias.test", "/a").header("Location")).isEqualTo("https://alias.test/a");
    }

    @Test
    void connectionsToBackendsAreKept() {
        int before = web.connections();
        for (int i = 0; i < 40; i++) {
            assertThat(get("part.test", "/web").status()).isEqualTo(200);
        }
        // One a worker, and now and then one that was busy.
        assertThat(web.connections() - before).isLessThan(15);
    }

    @Test
    void aRequestUnderWayOutlivesAReload() throws IOException {
        try (Socket socket = served.client().plain()) {
            Wire.write(socket.getOutputStream(), "GET / HTTP/1.1\r\nHost: slow.test\r\n\r\n");
            Served.await("the request", () -> !slow.requests().isEmpty());
            served.settle();
            served.settle();
            release.countDown();
            assertThat(Wire.answer("GET", socket.getInputStream()).body()).isEqualTo("at last");
        }
    }

    @Test
    void chunkedBodiesAreSentOn() {
        Answer answer =
                served.client()
                        .raw(
                                "POST /web HTTP/1.1\r\nHost: part.test\r\nConnection: close\r\n"
                                        + "Transfer-Encoding: chunked\r\n\r\n"
                                        + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
        assertThat(answer.body()).endsWith("\n\nhello world");
    }

    @Test
    void clientsOfHttp10AreServed() {
        assertThat(served.client().raw("GET /web HTTP/1.0\r\nHost: part.test\r\n\r\n").backend())
                .isEqualTo("web");
        assertThat(served.client().raw("GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400",
        "'GET /web HTTP/1.1\r\nHost: part.test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400",
        "'NONSENSE\r\n\r\n', 400"
    })
    void whatIsNoHttpIsRefused(String request, int status) {
        int before = web.requests().size();
        assertThat(served.client().raw(request).status()).isEqualTo(status);
        assertThat(web.requests()).hasSize(before);
    }

    @Test
    void manyClientsAtOnceAreServed() {
        List<Integer> statuses =
                IntStream.range(0, 200)
                        .parallel()
                        .mapToObj(i -> get("part.test", "/web/" + i).status())
                        .toList();
        assertThat(statuses).containsOnly(200);
    }
}
