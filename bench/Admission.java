import dev.brama.admission.AdmissionIndex;
import dev.brama.admission.AdmissionJudge;
import dev.brama.admission.AdmissionOptions;
import dev.brama.admission.AdmissionWebhook;
import dev.brama.admission.CertificateFiles;
import dev.brama.admission.ReviewDesk;
import dev.brama.cluster.Age;
import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressBackend.ServiceBackend;
import dev.brama.cluster.IngressClassObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.IngressObject.IngressPath;
import dev.brama.cluster.IngressObject.IngressRule;
import dev.brama.cluster.IngressObject.PathType;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject;
import dev.brama.controller.FallbackCertificate;
import dev.brama.ingress.IngressOptions;
import dev.brama.proxy.Certificate;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.NginxVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Measures how long the webhook takes for a verdict: `Admission SIZE...`, numbers of Ingresses.
///
/// Every second Ingress asked about is refused. The first tenth of each series is not counted.
final class Admission {
    private static final int ROUNDS = 4000;

    private Admission() {}

    public static void main(String[] args) throws Exception {
        // The certificate of this bench names no host.
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        Table table =
                new Table(
                        "Ingresses",
                        "index ms",
                        "next index ms",
                        "in process p50 ms",
                        "p99 ms",
                        "HTTPS, 1 client p50 ms",
                        "p99 ms",
                        "HTTPS, 16 clients p50 ms",
                        "p99 ms",
                        "reviews a second");
        for (String size : args) {
            table.row(
                    row(Integer.parseInt(size)).stream()
                            .map(String::valueOf)
                            .toArray(String[]::new));
        }
        table.print("Webhook, a verdict");
        System.exit(0);
    }

    private static List<Object> row(int size) throws Exception {
        AdmissionOptions options =
                AdmissionOptions.of(
                        IngressOptions.DEFAULTS,
                        new Capabilities(
                                new NginxVersion(1, 30, 0), new TreeSet<>(), new TreeMap<>()));
        ClusterState state = state(size);
        long start = System.nanoTime();
        AdmissionIndex index = AdmissionIndex.of(state, options.ingress());
        long indexed = System.nanoTime() - start;
        start = System.nanoTime();
        index.next(state, options.ingress());
        long next = System.nanoTime() - start;

        List<Object> row = new ArrayList<>(List.of(size, ms(indexed), ms(next)));
        AdmissionJudge judge = new AdmissionJudge(options);
        addQuantiles(row, series(ROUNDS, i -> judge.judge(asking(i, size), index, Instant.now())));
        ReviewDesk desk = new ReviewDesk(options, InstantSource.system());
        desk.know(state);
        overHttps(desk, size, row);
        return row;
    }

    private static void overHttps(ReviewDesk desk, int size, List<Object> row) throws Exception {
        Certificate made = FallbackCertificate.make(Instant.now());
        Path folder = Files.createTempDirectory("brama-bench");
        Path chain = Files.writeString(folder.resolve("tls.crt"), made.chainPem());
        Path key = Files.writeString(folder.resolve("tls.key"), made.keyPem());
        try (AdmissionWebhook webhook =
                        AdmissionWebhook.start(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                desk,
                                new CertificateFiles(chain, key),
                                AdmissionWebhook.INTERVAL,
                                _ -> {});
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(made.chainPem())).build()) {
            while (!webhook.isReady()) {
                Thread.sleep(10);
            }
            URI uri = URI.create("https://127.0.0.1:" + webhook.address().getPort() + "/");
            addQuantiles(row, series(ROUNDS, i -> ask(client, uri, i, size)));
            long start = System.nanoTime();
            addQuantiles(row, together(16, client, uri, size));
            row.add(Math.round(ROUNDS / ((System.nanoTime() - start) / 1e9)));
        } finally {
            Files.delete(chain);
            Files.delete(key);
            Files.delete(folder);
        }
    }

    private static List<Long> together(int clients, HttpClient client, URI uri, int size)
            throws Exception {
        List<Long> all = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                tasks.add(() ->
                        all.addAll(series(ROUNDS / clients, j -> ask(client, uri, j, size))));
            }
            for (Future<Boolean> done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
        return all;
    }

    @FunctionalInterface
    private interface Step {
        void run(int number) throws Exception;
    }

    private static List<Long> series(int rounds, Step step) throws Exception {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            step.run(i);
            if (i >= rounds / 10) {
                times.add(System.nanoTime() - start);
            }
        }
        return times;
    }

    private static void addQuantiles(List<Object> row, List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        row.add(ms(sorted[sorted.length / 2]));
        row.add(ms(sorted[sorted.length * 99 / 100]));
    }

    static String ms(long nanos) {
        return String.format("%.2f", nanos / 1e6);
    }

    private static void ask(HttpClient client, URI uri, int number, int size)
            throws IOException, InterruptedException {
        String review =
                """
                {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
                 "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
                 "kind": {"group": "networking.k8s.io", "version": "v1", "kind": "Ingress"},
                 "operation": "CREATE", "namespace": "shop", "object":
                {"metadata": {"name": "new", "namespace": "shop", "annotations": {
                  "nginx.ingress.kubernetes.io/proxy-read-timeout": "60"}},
                 "spec": {"ingressClassName": "nginx", "rules": [{"host": "%s", "http": {"paths": [
                  {"path": "/", "pathType": "Prefix", "backend":
                   {"service": {"name": "web-7", "port": {"number": 80}}}}]}}]}}}}
                """
                        .formatted(host(number, size));
        var response =
                client.send(
                        HttpRequest.newBuilder(uri)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(review))
                                .build(),
                        BodyHandlers.ofString());
        boolean allowed = response.body().contains("\"allowed\":true");
        if (response.statusCode() != 200 || allowed != (number % 2 == 0)) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
    }

    private static String host(int number, int size) {
        return number % 2 == 0 ? "new.example.com" : "host-" + number % size + ".example.com";
    }

    private static IngressObject asking(int number, int size) {
        return ingress("new", host(number, size), 7, Age.createdAt(Instant.now()));
    }

    private static IngressObject ingress(String name, String host, int service, Age age) {
        return new IngressObject(
                new NamespacedName("shop", name),
                age,
                Map.of("nginx.ingress.kubernetes.io/proxy-read-timeout", "60"),
                Optional.of("nginx"),
                Optional.empty(),
                List.of(),
                List.of(
                        new IngressRule(
                                host,
                                List.of(
                                        new IngressPath(
                                                "/",
                                                PathType.PREFIX,
                                                new ServiceBackend(
                                                        "web-" + service,
                                                        new PortRef.Number(80)))))));
    }

    private static ClusterState state(int size) {
        List<IngressObject> ingresses = new ArrayList<>();
        SortedMap<NamespacedName, ServiceObject> services = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            ingresses.add(
                    ingress(
                            "ingress-" + i,
                            "host-" + i + ".example.com",
                            i,
                            Age.createdAt(Instant.EPOCH)));
            NamespacedName id = new NamespacedName("shop", "web-" + i);
            services.put(
                    id,
                    new ServiceObject(
                            id,
                            Optional.of("10.96.0.7"),
                            Optional.empty(),
                            List.of(
                                    new ServiceObject.ServicePort(
                                            "", 80, new PortRef.Number(8080), "TCP"))));
        }
        SortedMap<String, IngressClassObject> classes = new TreeMap<>();
        classes.put("nginx", new IngressClassObject("nginx", "k8s.io/ingress-nginx", false));
        return new ClusterState(
                ingresses, classes, services, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }

    static SSLContext trusting(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "webhook",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
