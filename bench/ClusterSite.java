import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A `brama controller` with its nginx.
final class ClusterSite {
    private static final int PROOFS = 8;

    private final Machine machine;
    private final Path folder;
    private final Site site;
    private final int healthPort = Machine.freePort();
    private final int webhookPort = Machine.freePort();
    private final int statusPort = Machine.freePort();
    private final String certificate;

    /// @param folder for all of its files
    /// @param certificate of the webhook, in PEM; the key is in the file beside it
    ClusterSite(Machine machine, Path folder, Path certificate) throws IOException {
        this(machine, folder, certificate, Machine.freePort());
    }

    ClusterSite(Machine machine, Path folder, Path certificate, int httpsPort) throws IOException {
        this.machine = machine;
        this.folder = folder;
        this.site = new Site(machine, folder, httpsPort);
        this.certificate = certificate.toString();
    }

    Site nginx() {
        return site;
    }

    int statusPort() {
        return statusPort;
    }

    /// Starts it and waits until it is ready; seconds.
    double start(Path kubeconfig, List<String> more) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "POD_NAME=brama-0",
                                "POD_NAMESPACE=bench",
                                "BRAMA_JAVA_OPTS=" + options(),
                                machine.brama().toString(),
                                "controller",
                                "--kubeconfig=" + kubeconfig,
                                "--nginx-mode=managed",
                                "--nginx=" + machine.nginx(),
                                "--state-dir=" + site.state(),
                                "--http-port=" + site.httpPort(),
                                "--https-port=" + site.httpsPort(),
                                "--healthz-port=" + healthPort,
                                "--status-port=" + statusPort,
                                "--default-server-port=" + Machine.freePort(),
                                "--endpoint-dns-port=" + Machine.freePort(),
                                "--validating-webhook=127.0.0.1:" + webhookPort,
                                "--validating-webhook-certificate=" + certificate,
                                "--validating-webhook-key=" + certificate.replace(".crt", ".key"),
                                "--publish-status-address=" + ClusterObjects.ADDRESS,
                                "--update-status-on-shutdown=false",
                                "--election-id=" + folder.getFileName(),
                                // The bench is not to wait for its own pace.
                                "--sync-rate-limit=100"));
        command.addAll(more);
        site.start(command);
        awaitReady();
        return Stopwatch.millis(start) / 1000;
    }

    private String options() {
        String more = System.getenv("BRAMA_BENCH_JAVA_OPTS");
        return more == null ? "" : more.replace("%NAME%", folder.getFileName().toString());
    }

    private void awaitReady() throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/readyz"))
                        .build();
        long start = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (Stopwatch.millis(start) < 300_000) {
                try {
                    if (client.send(request, BodyHandlers.ofString()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException _) {
                    // It does not listen yet.
                }
                Thread.sleep(20);
            }
        }
        throw new IOException("not ready; see " + site.log());
    }

    /// Waits until it has nothing to do any more, for two minutes at most.
    void settle() throws IOException, InterruptedException {
        long start = System.nanoTime();
        int quiet = 0;
        while (quiet < 2 && Stopwatch.millis(start) < 120_000) {
            Usage usage = Usage.of(site.pid());
            Thread.sleep(2000);
            quiet = usage.percent() < 8 ? quiet + 1 : 0;
        }
    }

    /// How many configurations nginx has got so far.
    int generations() throws IOException {
        return site.steps().size();
    }

    double residentMegabytes() throws IOException {
        return Programs.residentMegabytes(site.pid());
    }

    /// Waits until all handshakes for a host get this certificate and no other.
    void awaitCertificate(String host, byte[] certificate, double seconds)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int proven = 0;
        while (proven < PROOFS) {
            proven = java.util.Arrays.equals(served(host), certificate) ? proven + 1 : 0;
            if (proven == 0) {
                if (Stopwatch.millis(start) > seconds * 1000) {
                    throw new IOException(host + " did not get its certificate; see " + site.log());
                }
                Thread.sleep(5);
            }
        }
    }

    private byte[] served(String host) {
        try (SSLSocket socket =
                // A session that goes on would show the certificate of before.
                (SSLSocket) anybody().getSocketFactory().createSocket()) {
            socket.setSoTimeout(5000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.connect(new InetSocketAddress("127.0.0.1", site.httpsPort()), 5000);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (IOException | java.security.cert.CertificateEncodingException _) {
            return new byte[0];
        }
    }

    /// Asks the webhook about new Ingresses, one after the other; nanoseconds each. Every second
    /// one has the host of an Ingress that is there and is refused.
    List<Long> reviews(int rounds, int hosts) throws Exception {
        List<Long> times = new ArrayList<>();
        SSLContext trust =
                Admission.trusting(Files.readString(Path.of(certificate)));
        try (HttpClient client = HttpClient.newBuilder().sslContext(trust).build()) {
            URI uri = URI.create("https://127.0.0.1:" + webhookPort + "/");
            for (int i = 0; i < rounds + rounds / 10; i++) {
                boolean taken = i % 2 == 1;
                String host = taken ? Cluster.name(i * 37 % hosts) : "new.example.com";
                HttpRequest request =
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(REVIEW.formatted(host)))
                                .build();
                long start = System.nanoTime();
                String body = client.send(request, BodyHandlers.ofString()).body();
                if (i >= rounds / 10) {
                    times.add(System.nanoTime() - start);
                }
                if (body.contains("\"allowed\":true") == taken) {
                    throw new IOException("the webhook says " + body);
                }
            }
        }
        return times;
    }

    private static final String REVIEW =
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
             "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
             "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"},
             "operation": "CREATE", "namespace": "bench", "object":
            {"metadata": {"name": "new", "namespace": "bench"},
             "spec": {"ingressClassName": "nginx", "rules": [{"host": "%s", "http": {"paths": [
              {"path": "/", "pathType": "Prefix", "backend":
               {"service": {"name": "h00007", "port": {"number": 80}}}}]}}]}}}}
            """;

    private static SSLContext anybody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        @Override
        public void checkClientTrusted(X509Certificate[] c, String t, java.net.Socket s) {}

        @Override
        public void checkServerTrusted(X509Certificate[] c, String t, java.net.Socket s) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] c, String t, javax.net.ssl.SSLEngine e) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] c, String t, javax.net.ssl.SSLEngine e) {}
    }
}
