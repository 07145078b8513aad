package dev.brama.admission;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brama.fixture.ClusterBuilder;
import dev.brama.ingress.IngressOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionServerTest {
    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    private static final ServerLimits IMPATIENT =
            new ServerLimits(9_000_000, 48_000_000, 32, 2, Duration.ofSeconds(1));

    private final WebhookIdentity made =
            WebhookIdentity.make(List.of(), List.of("x.y.svc"), ClusterBuilder.NOW);
    private final ServingIdentity identity = new ServingIdentity();
    private final ReviewDesk desk =
            new ReviewDesk(
                    AdmissionOptions.of(IngressOptions.DEFAULTS, ClusterBuilder.capabilities()),
                    InstantSource.fixed(ClusterBuilder.NOW));
    private final List<Reviewed> heard = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : open.reversed()) {
            resource.close();
        }
    }

    private AdmissionServer start(ServerLimits limits) throws IOException {
        identity.use(List.of(made.certificate()), made.key());
        desk.know(cluster().state());
        AdmissionServer server =
                AdmissionServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        identity,
                        desk,
                        limits,
                        heard::add);
        open.add(server);
        return server;
    }

    private TlsClient connect(AdmissionServer server) throws IOException {
        TlsClient client = new TlsClient(server.address(), made.authorities());
        open.add(client);
        return client;
    }

    private static String review() {
        return """
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
         "uid": "%s", "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"},
         "operation": "DELETE", "namespace": "shop", "object": null}}\
        """
                .formatted(ReviewDeskTest.UID);
    }

    @Test
    void reviewIsAnsweredAtAnyPathAndHeardOf() throws IOException {
        AdmissionServer server = start(ServerLimits.DEFAULT);

        String answer = connect(server).post(review());

        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"allowed\":true");
        assertThat(heard).hasSize(1);
        assertThat(heard.getFirst().result()).isEqualTo(Reviewed.Result.ALLOWED);
        assertThat(heard.getFirst().roundtrip()).isGreaterThanOrEqualTo(heard.getFirst().testing());
    }

    @Test
    void connectionServesManyReviews() throws IOException {
        TlsClient client = connect(start(ServerLimits.DEFAULT));
        String one =
                HEAD.replace("Connection: close\r\n", "")
                        + "Content-Length: %d\r\n\r\n%s".formatted(review().length(), review());

        client.send(one + one + HEAD + "Content-Length: 0\r\n\r\n");

        assertThat(client.rest().split("HTTP/1.1 200", -1)).hasSize(3);
    }

    @Test
    void garbageIsABadRequest() throws IOException {
        AdmissionServer server = start(ServerLimits.DEFAULT);

        assertThat(connect(server).post("garbage")).startsWith("HTTP/1.1 400");
        assertThat(connect(server).post("")).startsWith("HTTP/1.1 400");
        assertThat(connect(server).post(review().replace(ReviewDeskTest.UID, "<script>")))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("script");
    }

    @Test
    void otherMethodsAndMediaTypesAreRefused() throws IOException {
        AdmissionServer server = start(ServerLimits.DEFAULT);
        TlsClient get = connect(server);
        get.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        TlsClient form = connect(server);
        form.send(HEAD.replace("application/json", "text/yaml") + "Content-Length: 2\r\n\r\n{}");

        assertThat(get.rest()).startsWith("HTTP/1.1 405");
        assertThat(form.rest()).startsWith("HTTP/1.1 415");
    }

    @Test
    void bodyOfNineMegabytesIsTooLarge() throws IOException {
        AdmissionServer server = start(ServerLimits.DEFAULT);

        assertThat(connect(server).post(" ".repeat(9_000_000))).startsWith("HTTP/1.1 413");
        assertThat(connect(server).post(review() + " ".repeat(8_900_000)))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void bodyWithoutALengthIsTooLargeToo() throws IOException {
        TlsClient client = connect(start(ServerLimits.DEFAULT));
        client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        String chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
        for (int i = 0; i < 10; i++) {
            client.send(chunk);
        }
        client.send("0\r\n\r\n");

        assertThat(client.rest()).startsWith("HTTP/1.1 413");
    }

    @Test
    void bodiesTogetherHaveALimit() throws IOException {
        AdmissionServer server =
                start(new ServerLimits(9_000_000, 100_000, 8, 2, Duration.ofSeconds(10)));

        assertThat(connect(server).post(review() + " ".repeat(200_000))).startsWith("HTTP/1.1 503");
        assertThat(connect(server).post(review() + " ".repeat(50_000))).startsWith("HTTP/1.1 200");
    }

    @Test
    void clientThatStopsInItsBodyIsLetGo() throws IOException {
        AdmissionServer server = start(IMPATIENT);
        TlsClient slow = connect(server);
        slow.send(HEAD + "Content-Length: 100\r\n\r\n{");

        assertThatThrownOrEmpty(slow);
        assertThat(connect(server).post(review())).startsWith("HTTP/1.1 200");
    }

    @Test
    void fewClientsThatSayNothingKeepNobodyOut() throws IOException {
        AdmissionServer server = start(IMPATIENT);
        for (int i = 0; i < 20; i++) {
            Socket mute = new Socket(server.address().getAddress(), server.address().getPort());
            open.add(mute);
            // The first byte of a handshake, and no other.
            mute.getOutputStream().write(22);
        }

        TlsClient client = connect(server);

        assertThat(client.post(review())).startsWith("HTTP/1.1 200");
    }

    /// The server closed without an answer, whichever way that reaches us.
    private static void assertThatThrownOrEmpty(TlsClient client) {
        String rest;
        try {
            rest = client.rest();
        } catch (IOException _) {
            return;
        }
        assertThat(rest).isEmpty();
    }

    @Test
    void callsFailUntilTheObjectsAreKnown() throws IOException {
        identity.use(List.of(made.certificate()), made.key());
        AdmissionServer server =
                AdmissionServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        identity,
                        desk,
                        ServerLimits.DEFAULT,
                        heard::add);
        open.add(server);

        assertThat(connect(server).post(review())).startsWith("HTTP/1.1 503");
        desk.know(cluster().state());
        assertThat(connect(server).post(review())).startsWith("HTTP/1.1 200");
    }

    @Test
    void nextHandshakeTakesTheNewCertificate() throws IOException {
        AdmissionServer server = start(ServerLimits.DEFAULT);
        TlsClient before = connect(server);
        WebhookIdentity next = made.renewed(List.of("x.y.svc"), ClusterBuilder.NOW);

        identity.use(List.of(next.certificate()), next.key());

        assertThat(before.peer()).isEqualTo(made.certificate());
        assertThat(connect(server).peer()).isEqualTo(next.certificate());
        assertThat(before.post(review())).startsWith("HTTP/1.1 200");
    }

    @Test
    void plainTextGetsNoAnswer() throws IOException {
        AdmissionServer server = start(IMPATIENT);
        try (Socket plain = new Socket(server.address().getAddress(), server.address().getPort())) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("HTTP");
        }
    }

    @Test
    void withoutACertificateNoHandshakeSucceeds() throws IOException {
        AdmissionServer server =
                AdmissionServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        new ServingIdentity(),
                        desk,
                        ServerLimits.DEFAULT,
                        heard::add);
        open.add(server);

        assertThatThrownBy(() -> connect(server)).isInstanceOf(IOException.class);
    }
}
