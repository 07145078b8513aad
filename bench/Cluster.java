import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;

/// A folder of manifests with some number of hosts, all answered by one backend on this machine.
///
/// Each host has an Ingress, a Service and an EndpointSlice in a file of its own; a third of them
/// has TLS by a shared pool of certificates, so that making keys takes no time.
final class Cluster {
    private static final int CERTIFICATES = 20;

    private final Path folder;
    private final int hosts;
    private final int backendPort;

    private Cluster(Path folder, int hosts, int backendPort) {
        this.folder = folder;
        this.hosts = hosts;
        this.backendPort = backendPort;
    }

    /// Writes the manifests.
    ///
    /// @param pool the text of [#secrets]
    static Cluster write(Path folder, int hosts, int backendPort, String pool) throws IOException {
        Files.createDirectories(folder);
        Cluster cluster = new Cluster(folder, hosts, backendPort);
        Files.writeString(folder.resolve("class.yaml"), CLASS);
        Files.writeString(folder.resolve("secrets.yaml"), pool);
        for (int host = 0; host < hosts; host++) {
            cluster.write(host, 0, 1);
        }
        return cluster;
    }

    /// Manifests that are there already.
    static Cluster at(Path folder, int hosts, int backendPort) {
        return new Cluster(folder, hosts, backendPort);
    }

    Path folder() {
        return folder;
    }

    int hosts() {
        return hosts;
    }

    /// A host without TLS.
    int plainHost() {
        return hosts > 1 ? 1 : 0;
    }

    /// A host with TLS.
    int tlsHost() {
        return 2;
    }

    static boolean hasTls(int host) {
        return host % 3 == 2;
    }

    static String name(int host) {
        return "h%05d.g%d.example.com".formatted(host, host % CERTIFICATES);
    }

    /// Changes what a host answers: `GET /` is redirected to `/v<version>`.
    void change(int host, int version) throws IOException {
        write(host, version, 1);
    }

    /// Changes how many endpoints a host has.
    void scale(int host, int endpoints) throws IOException {
        write(host, 0, endpoints);
    }

    private void write(int host, int version, int endpoints) throws IOException {
        String id = "h%05d".formatted(host);
        StringBuilder text = new StringBuilder(INGRESS.formatted(id, annotations(version)));
        if (hasTls(host)) {
            text.append(TLS.formatted(name(host), host % CERTIFICATES));
        }
        text.append(RULES.formatted(name(host), id))
                .append(SERVICE.formatted(id, id, id, backendPort));
        for (int i = 1; i <= endpoints; i++) {
            text.append("  - addresses: [127.0.0.%d]\n".formatted(i));
        }
        // As kubectl or git would: never a half-written file.
        Path fresh = folder.resolve("." + id + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, folder.resolve(id + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String annotations(int version) {
        return version == 0
                ? ""
                : "  annotations:\n    nginx.ingress.kubernetes.io/app-root: /v" + version + "\n";
    }

    /// The pool of certificates as Secrets; made by openssl.
    static String secrets(Path work) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < CERTIFICATES; i++) {
            Path key = work.resolve("tls.key");
            Path chain = work.resolve("tls.crt");
            Programs.run(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "30",
                    "-subj",
                    "/CN=g" + i + ".example.com",
                    "-addext",
                    "subjectAltName=DNS:*.g" + i + ".example.com",
                    "-keyout",
                    key.toString(),
                    "-out",
                    chain.toString());
            text.append(SECRET.formatted(i, base64(chain), base64(key)));
        }
        return text.toString();
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    private static final String CLASS =
            """
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata:
              name: nginx
            spec:
              controller: k8s.io/ingress-nginx
            """;

    private static final String INGRESS =
            """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: %s
              namespace: bench
            %sspec:
              ingressClassName: nginx
            """;

    private static final String TLS =
            """
              tls:
                - hosts: [%s]
                  secretName: pool-%d
            """;

    private static final String RULES =
            """
              rules:
                - host: %s
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: %s
                            port:
                              number: 80
            """;

    private static final String SERVICE =
            """
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: %s
              namespace: bench
            spec:
              ports:
                - name: http
                  port: 80
                  targetPort: 8080
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: %s
              namespace: bench
              labels:
                kubernetes.io/service-name: %s
            addressType: IPv4
            ports:
              - name: http
                port: %d
                protocol: TCP
            endpoints:
            """;

    private static final String SECRET =
            """
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: pool-%d
              namespace: bench
            type: kubernetes.io/tls
            data:
              tls.crt: %s
              tls.key: %s
            """;
}
