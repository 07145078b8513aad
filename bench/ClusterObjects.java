import dev.brama.fixture.KubeApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The objects of an API server: an Ingress, a Service and an EndpointSlice with three endpoints for
/// each host; a third of the hosts has TLS, from 20 certificates.
final class ClusterObjects {
    private static final String NAMESPACE = "bench";
    private static final int WRITERS = 12;
    static final int BACKEND_PORT = 8000;
    /// What the status of each Ingress tells.
    static final String ADDRESS = "192.0.2.7";

    private final KubeApi api;
    private int hosts;

    ClusterObjects(KubeApi api, String secrets) throws IOException, InterruptedException {
        this.api = api;
        api.post(
                "/api/v1/namespaces",
                "{\"metadata\": {\"name\": \"%s\"}}".formatted(NAMESPACE));
        api.apply(CLASS);
        api.apply(secrets);
        api.apply(POD);
    }

    int hosts() {
        return hosts;
    }

    /// Makes more hosts; seconds.
    double grow(int size) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = hosts; i < size; i++) {
            int host = i;
            tasks.add(() -> create(host));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<Boolean> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
        hosts = size;
        return Stopwatch.millis(start) / 1000;
    }

    private boolean create(int host) throws IOException, InterruptedException {
        String id = id(host);
        api.post(
                "/api/v1/namespaces/" + NAMESPACE + "/services",
                """
                {"metadata": {"name": "%s", "labels": {"app": "%1$s"}}, "spec": {
                 "selector": {"app": "%1$s"},
                 "ports": [{"name": "http", "port": 80, "targetPort": 8000}]}}
                """
                        .formatted(id));
        api.post(
                "/apis/discovery.k8s.io/v1/namespaces/" + NAMESPACE + "/endpointslices",
                """
                {"metadata": {"name": "%s", "labels": {"kubernetes.io/service-name": "%1$s"}},
                 "addressType": "IPv4",
                 "ports": [{"name": "http", "port": %d, "protocol": "TCP"}],
                 %s}
                """
                        .formatted(id, BACKEND_PORT, endpoints(host, 0)));
        api.post(
                "/apis/networking.k8s.io/v1/namespaces/" + NAMESPACE + "/ingresses",
                """
                {"metadata": {"name": "%s"}, "spec": {"ingressClassName": "nginx", %s
                 "rules": [{"host": "%s", "http": {"paths": [{"path": "/", "pathType": "Prefix",
                  "backend": {"service": {"name": "%1$s", "port": {"number": 80}}}}]}}]}}
                """
                        .formatted(id, tls(host), Cluster.name(host)));
        // As if Brama had served them before: at a first start it writes Events for minutes.
        api.patch(
                "/apis/networking.k8s.io/v1/namespaces/" + NAMESPACE + "/ingresses/" + id + "/status",
                "{\"status\": {\"loadBalancer\": {\"ingress\": [{\"ip\": \"%s\"}]}}}"
                        .formatted(ADDRESS));
        return true;
    }

    private static String tls(int host) {
        return Cluster.hasTls(host)
                ? "\"tls\": [{\"hosts\": [\"%s\"], \"secretName\": \"pool-%d\"}],"
                        .formatted(Cluster.name(host), host % 20)
                : "";
    }

    /// Three endpoints that no other round has.
    private static String endpoints(int host, int round) {
        String net = net(round) + host / 80 % 250 + ".";
        int first = host % 80 * 3 + 1;
        return """
                "endpoints": [{"addresses": ["%s%d"]}, {"addresses": ["%1$s%d"]},
                 {"addresses": ["%1$s%d"]}]
                """
                .formatted(net, first, first + 1, first + 2);
    }

    /// How the addresses of a round begin.
    static String net(int round) {
        return "10." + (128 + round) + ".";
    }

    /// Gives a host other endpoints.
    void moveEndpoints(int host, int round) throws IOException, InterruptedException {
        api.patch(
                "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices/%s"
                        .formatted(NAMESPACE, id(host)),
                "{" + endpoints(host, round) + "}");
    }

    /// Changes what a host answers: `GET /` is redirected to `/v<version>`.
    void change(int host, int version) throws IOException, InterruptedException {
        api.patch(
                "/apis/networking.k8s.io/v1/namespaces/%s/ingresses/%s"
                        .formatted(NAMESPACE, id(host)),
                "{\"metadata\": {\"annotations\": {\"nginx.ingress.kubernetes.io/app-root\": \"/v%d\"}}}"
                        .formatted(version));
    }

    /// Puts other certificates into all Secrets, or one.
    void certificates(String secrets) throws IOException, InterruptedException {
        api.apply(secrets);
    }

    private static String id(int host) {
        return "h%05d".formatted(host);
    }

    private static final String CLASS =
            """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: nginx}
            spec: {controller: k8s.io/ingress-nginx}
            """;

    // The one that the controller takes itself for.
    private static final String POD =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: brama-0, namespace: bench, labels: {app: brama}}
            spec:
              containers: [{name: brama, image: brama}]
            """;
}
