package dev.brama.admission;

import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretValue;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import dev.brama.ingress.IngressOptions;
import dev.brama.kube.ApiServer;
import dev.brama.kube.WebhookStore;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.report.ProblemReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The webhook, called by a real API server.
class AdmissionIT {
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private final HttpClient http = HttpClient.newBuilder().sslContext(plane.trust()).build();
    private final ReviewDesk desk =
            new ReviewDesk(
                    AdmissionOptions.of(IngressOptions.DEFAULTS, ClusterBuilder.capabilities()),
                    InstantSource.system());
    private String namespace = "";
    private NamespacedName secret = new NamespacedName("", "");
    private NamespacedName service = new NamespacedName("", "");
    private AdmissionWebhook webhook;

    @BeforeEach
    void install() throws IOException, InterruptedException {
        namespace = admin.newNamespace(Map.of());
        secret = new NamespacedName(namespace, "admission");
        service = new NamespacedName(namespace, "brama");
        webhook =
                AdmissionWebhook.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        desk,
                        keeper(),
                        INTERVAL,
                        _ -> {});
        // The API server finds us through a Service, as in a cluster; this one leads to loopback.
        admin.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: brama, namespace: %1$s}
                spec: {type: ExternalName, externalName: localhost}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: brama-%1$s}
                webhooks:
                - name: validate.brama.example.com
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  timeoutSeconds: 5
                  clientConfig: {service: {namespace: %1$s, name: brama, port: %2$d, path: /x}}
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                  rules:
                  - apiGroups: [networking.k8s.io]
                    apiVersions: [v1]
                    operations: [CREATE, UPDATE]
                    resources: [ingresses]
                - name: other.brama.example.com
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Ignore
                  clientConfig: {service: {namespace: %1$s, name: other}}
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: none}}
                """
                        .formatted(namespace, webhook.address().getPort()));
        ClusterBuilder cluster =
                ClusterBuilder.cluster(ingress("old").in(namespace).prefix("a.com", "/"));
        webhook.offer(cluster.running(namespace, "web").state());
        await(() -> webhook.isReady() && create("probe", "probe.com", "nginx").statusCode() == 201);
    }

    @AfterEach
    void remove() throws IOException, InterruptedException {
        webhook.close();
        admin.delete(configurationPath());
        admin.delete("/api/v1/namespaces/" + namespace);
        http.shutdownNow();
    }

    private String configurationPath() {
        return "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/brama-"
                + namespace;
    }

    private String secretPath() {
        return "/api/v1/namespaces/" + namespace + "/secrets/admission";
    }

    private CertificateKeeper keeper() throws IOException {
        return new CertificateKeeper(
                new CertificateKeeper.Place(service, "brama-" + namespace),
                new WebhookStore(server(plane.adminUser()), secret),
                InstantSource.system());
    }

    private ApiServer server(ControlPlane.User user) throws IOException {
        return ApiServer.connect(
                new ApiServer.Access(
                        Optional.of(plane.kubeconfig(user)), Optional.empty(), Optional.empty()),
                Map.of());
    }

    private static void await(Callable<Boolean> condition) {
        long end = System.nanoTime() + LONG.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as("waited " + LONG).isLessThan(end);
                Thread.sleep(50);
            }
        } catch (AssertionError e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> create(String name, String host, String className)
            throws IOException, InterruptedException {
        return create(name, host, className, "{}");
    }

    /// A dry run goes through the webhook and leaves nothing behind.
    private HttpResponse<String> create(
            String name, String host, String className, String annotations)
            throws IOException, InterruptedException {
        String body =
                """
                {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
                 "metadata": {"name": "%s", "annotations": %s},
                 "spec": {"ingressClassName": "%s", "rules": [{"host": "%s", "http": {"paths": [
                  {"path": "/", "pathType": "Prefix",
                   "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]}}
                """
                        .formatted(name, annotations, className, host);
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        plane.server()
                                                + "/apis/networking.k8s.io/v1/namespaces/"
                                                + namespace
                                                + "/ingresses?dryRun=All"))
                        .timeout(LONG)
                        .header("Authorization", "Bearer " + plane.adminUser().token())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String message(HttpResponse<String> response) {
        return JsonParser.parseString(response.body())
                .getAsJsonObject()
                .get("message")
                .getAsString();
    }

    @Test
    void badIngressIsRefusedInTheWordsOfCheck() throws IOException, InterruptedException {
        HttpResponse<String> refused = create("new", "a.com", "nginx");

        List<Problem> told =
                ClusterBuilder.cluster(
                                ingress("old").in(namespace).created(1).prefix("a.com", "/"),
                                ingress("new").in(namespace).created(2).prefix("a.com", "/"))
                        .compile()
                        .problems(Reason.PATH_CLAIMED);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(message(refused))
                .isEqualTo(
                        "admission webhook \"validate.brama.example.com\" denied the request: "
                                + new ProblemReport(told, _ -> Optional.empty())
                                        .text(ProblemReport.Colour.NONE)
                                        .strip());
    }

    @Test
    void warningsReachWhoApplies() throws IOException, InterruptedException {
        HttpResponse<String> created =
                create(
                        "new",
                        "b.com",
                        "nginx",
                        "{\"nginx.ingress.kubernetes.io/rewrite-taget\": \"/\"}");

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().allValues("warning"))
                .anyMatch(line -> line.contains("No such annotation"))
                .anyMatch(line -> line.contains("Did you mean"));
    }

    @Test
    void foreignClassIsNoneOfOurBusiness() throws IOException, InterruptedException {
        assertThat(create("new", "a.com", "other").statusCode()).isEqualTo(201);
        assertThat(create("new", "a.com", "nginx").statusCode()).isEqualTo(400);
    }

    @Test
    void trustIsMendedWhenSomebodyTakesItAway() throws IOException, InterruptedException {
        JsonArray webhooks = admin.get(configurationPath()).getAsJsonArray("webhooks");
        String trusted = bundle(webhooks, 0);
        assertThat(new String(Base64.getDecoder().decode(trusted), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(clientConfig(webhooks, 1).has("caBundle")).isFalse();

        clientConfig(webhooks, 0).remove("caBundle");
        JsonObject cleared = new JsonObject();
        cleared.add("webhooks", webhooks);
        admin.patch(configurationPath(), cleared.toString());

        await(() ->
                bundle(admin.get(configurationPath()).getAsJsonArray("webhooks"), 0)
                        .equals(trusted));
        await(() -> create("new", "b.com", "nginx").statusCode() == 201);
    }

    private static JsonObject clientConfig(JsonArray webhooks, int index) {
        return webhooks.get(index).getAsJsonObject().getAsJsonObject("clientConfig");
    }

    private static String bundle(JsonArray webhooks, int index) {
        JsonObject config = clientConfig(webhooks, index);
        return config.has("caBundle") ? config.get("caBundle").getAsString() : "";
    }

    @Test
    void newAuthorityTakesOverWithoutAFailedCall() throws Exception {
        String before = data("tls.crt");
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Set<Integer>> statuses = calls.submit(this::callUntilRotated);
            // A broken key of the authority: all must be made anew.
            admin.patch(secretPath(), "{\"data\": {\"ca.key\": \"cnViYmlzaA==\"}}");
            await(() -> !data("tls.crt").equals(before));
            WebhookIdentity identity = WebhookIdentity.read(entries()).orElseThrow();
            assertThat(identity.authorities()).hasSize(2);
            await(() -> shown().equals(identity.certificate()));

            Thread.sleep(500);
            rotated = true;
            assertThat(statuses.get()).containsExactly(201);
        }
    }

    private volatile boolean rotated;

    private Set<Integer> callUntilRotated() throws IOException, InterruptedException {
        Set<Integer> statuses = new HashSet<>();
        while (!rotated) {
            statuses.add(create("new", "b.com", "nginx").statusCode());
        }
        return statuses;
    }

    private X509Certificate shown() throws IOException {
        List<X509Certificate> trusted =
                Pem.certificates(
                        new String(
                                Base64.getDecoder().decode(dataUnchecked("ca.crt")),
                                StandardCharsets.US_ASCII));
        try (TlsClient client = new TlsClient(webhook.address(), trusted)) {
            return client.peer();
        }
    }

    private String data(String key) throws IOException, InterruptedException {
        return admin.get(secretPath()).getAsJsonObject("data").get(key).getAsString();
    }

    private String dataUnchecked(String key) throws IOException {
        try {
            return data(key);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Map<String, SecretValue> entries() throws IOException {
        return new WebhookStore(server(plane.adminUser()), secret).read().orElseThrow().entries();
    }

    @Test
    void replicasThatStartTogetherShareOneCertificate() throws Exception {
        for (int round = 0; round < 5; round++) {
            admin.delete(secretPath());
            List<ServingIdentity> replicas = new ArrayList<>();
            List<Future<?>> starts = new ArrayList<>();
            try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 4; i++) {
                    ServingIdentity replica = new ServingIdentity();
                    CertificateKeeper keeper = keeper();
                    replicas.add(replica);
                    starts.add(
                            together.submit(() -> {
                                keeper.refresh(replica);
                                return replica;
                            }));
                }
                for (Future<?> start : starts) {
                    start.get();
                }
            }
            WebhookIdentity stored = WebhookIdentity.read(entries()).orElseThrow();
            assertThat(replicas)
                    .allSatisfy(replica ->
                            assertThat(replica.getCertificateChain("webhook"))
                                    .containsExactly(stored.certificate()));
        }
    }

    @Test
    void deletedSecretComesBack() throws IOException, InterruptedException {
        String before = data("tls.crt");

        admin.delete(secretPath());

        await(() -> admin.find(secretPath()).isPresent());
        assertThat(data("tls.crt")).isEqualTo(before);
    }

    @Test
    void secretOfSomebodyElseIsNotOverwritten() throws IOException, InterruptedException {
        admin.apply(
                """
                apiVersion: v1
                kind: Secret
                metadata: {name: theirs, namespace: %s}
                stringData: {tls.crt: hush-certificate, tls.key: hush-key}
                """
                        .formatted(namespace));
        CertificateKeeper keeper =
                new CertificateKeeper(
                        new CertificateKeeper.Place(service, "brama-" + namespace),
                        new WebhookStore(
                                server(plane.adminUser()), new NamespacedName(namespace, "theirs")),
                        InstantSource.system());

        assertThatThrownBy(() -> keeper.refresh(new ServingIdentity()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not put there");
        assertThat(admin.get("/api/v1/namespaces/" + namespace + "/secrets/theirs").toString())
                .contains(
                        Base64.getEncoder()
                                .encodeToString("hush-key".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void missingRightIsNamed() throws IOException {
        CertificateKeeper keeper =
                new CertificateKeeper(
                        new CertificateKeeper.Place(service, "brama-" + namespace),
                        new WebhookStore(server(plane.newUser()), secret),
                        InstantSource.system());

        assertThatThrownBy(() -> keeper.refresh(new ServingIdentity()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot get secrets %s: the account may not get it; grant that in its Role"
                                .formatted(secret));
    }

    @Test
    void fewRightsAreEnough() throws IOException, InterruptedException {
        ControlPlane.User user =
                plane.newUser(
                        "",
                        """
                        [{apiGroups: [""], resources: [secrets], resourceNames: [admission], verbs: [get, update]},
                         {apiGroups: [""], resources: [secrets], verbs: [create]},
                         {apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations],
                          resourceNames: [brama-%s], verbs: [get, patch]}]
                        """
                                .formatted(namespace));
        admin.delete(secretPath());
        ServingIdentity serving = new ServingIdentity();
        CertificateKeeper keeper =
                new CertificateKeeper(
                        new CertificateKeeper.Place(service, "brama-" + namespace),
                        new WebhookStore(server(user), secret),
                        InstantSource.system());

        keeper.refresh(serving);

        assertThat(serving.isReady()).isTrue();
    }
}
