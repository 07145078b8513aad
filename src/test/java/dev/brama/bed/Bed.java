package dev.brama.bed;

import com.google.gson.JsonObject;
import dev.brama.fixture.Commands;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.KubeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Nodes with a server and a real `brama speaker` each, a real API server, and a client that looks
/// on.
final class Bed implements AutoCloseable {
    static final String NAMESPACE = "brama-system";
    private static final String NAME = "brama-speaker";
    private static final int STATUS_PORT = 7472;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Path folder;
    private final Path brama;
    private final Lan lan;
    private final ControlPlane plane;
    private final KubeApi api;
    private final List<Process> servers = new ArrayList<>();
    private final List<Process> speakers = new ArrayList<>();
    private final Frames frames;

    /// @param folder for all files
    /// @param brama the program
    /// @param nginx serves on each node
    /// @param prefix of the namespaces
    static Bed make(Path folder, Path brama, Path nginx, String prefix, int nodes)
            throws IOException, InterruptedException {
        Lan lan = Lan.make(prefix, nodes);
        try {
            return new Bed(folder, brama, nginx, lan);
        } catch (IOException | InterruptedException | RuntimeException e) {
            lan.close();
            throw e;
        }
    }

    private Bed(Path folder, Path brama, Path nginx, Lan lan)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.brama = brama;
        this.lan = lan;
        this.plane = ControlPlane.startAt("10.97.0.1");
        this.api = plane.admin();
        this.frames = Frames.record(lan, folder.resolve("frames"));
        for (int n = 1; n <= lan.nodes(); n++) {
            servers.add(server(nginx, n));
            speakers.add(null);
            putNode(n);
        }
        api.apply("{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(NAMESPACE));
        api.apply(
                "{apiVersion: v1, kind: Secret, metadata: {name: %s-key, namespace: %s}}"
                        .formatted(NAME, NAMESPACE));
        configure(
                """
                pools:
                - name: lan
                  addresses: [%s]
                - name: six
                  addresses: ["%s"]
                """
                        .formatted(Lan.POOL, Lan.POOL6));
    }

    Lan lan() {
        return lan;
    }

    KubeApi api() {
        return api;
    }

    ControlPlane plane() {
        return plane;
    }

    Frames frames() {
        return frames;
    }

    Path folder() {
        return folder;
    }

    /// Gives the speakers other pools and advertisements.
    void configure(String config) throws IOException, InterruptedException {
        JsonObject data = new JsonObject();
        data.addProperty("addresses.yaml", config);
        JsonObject map = new JsonObject();
        map.addProperty("apiVersion", "v1");
        map.addProperty("kind", "ConfigMap");
        map.add("data", data);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", NAME);
        metadata.addProperty("namespace", NAMESPACE);
        map.add("metadata", metadata);
        api.apply(map.toString());
    }

    private void putNode(int n) throws IOException, InterruptedException {
        api.apply(
                """
                apiVersion: v1
                kind: Node
                metadata: {name: n%1$d, labels: {kubernetes.io/hostname: n%1$d}}
                status:
                  addresses: [{type: InternalIP, address: %2$s}]
                  conditions: [{type: Ready, status: "True"}]
                """
                        .formatted(n, Lan.address(n)));
    }

    private Process server(Path nginx, int n) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("server-" + n));
        Path conf = home.resolve("nginx.conf");
        Files.writeString(
                conf,
                """
                worker_processes 1;
                daemon off;
                pid %1$s/pid;
                error_log stderr;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c;
                    uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                    server { listen 80; listen [::]:80; return 200 "n%2$d"; }
                }
                """
                        .formatted(home, n));
        return Commands.start(
                lan.node(n),
                home.resolve("log"),
                List.of(nginx.toString(), "-c", conf.toString(), "-p", home + "/", "-e", "stderr"));
    }

    /// Starts the speaker of a node; more flags may be given.
    void startSpeaker(int n, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "env",
                                "NODE_NAME=n" + n,
                                "POD_NAME=" + NAME + "-" + n,
                                "POD_NAMESPACE=" + NAMESPACE,
                                "POD_IP=" + Lan.address(n),
                                "BRAMA_JAVA_OPTS=" + options(brama),
                                brama.toString(),
                                "speaker",
                                "--kubeconfig=" + folder.resolve("kubeconfig"),
                                "--name=" + NAME,
                                "--configmap=" + NAMESPACE + "/" + NAME,
                                "--key-secret=" + NAME + "-key",
                                "--status-port=" + STATUS_PORT));
        command.addAll(List.of(more));
        if (!Files.exists(folder.resolve("kubeconfig"))) {
            Files.copy(plane.kubeconfig(plane.adminUser()), folder.resolve("kubeconfig"));
        }
        speakers.set(n - 1, Commands.start(lan.node(n), log(n), command));
    }

    /// Options of the JVM as the chart has them, unless the property `bed.speaker.java.options`
    /// says others.
    private static String options(Path brama) throws IOException {
        String given = System.getProperty("bed.speaker.java.options", "");
        if (!given.isEmpty()) {
            return given;
        }
        Path values = brama.resolve("../../chart/values.yaml").normalize();
        Object read =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(values));
        if (read instanceof Map<?, ?> all
                && all.get("speaker") instanceof Map<?, ?> speaker
                && speaker.get("javaOptions") instanceof String options) {
            return options;
        }
        throw new IOException(values + " has no speaker.javaOptions");
    }

    Path log(int n) {
        return folder.resolve("speaker-" + n + ".log");
    }

    void startSpeakers(String... more) throws IOException {
        for (int n = 1; n <= lan.nodes(); n++) {
            startSpeaker(n, more);
        }
    }

    Process speaker(int n) {
        return speakers.get(n - 1);
    }

    void killSpeaker(int n) {
        Commands.kill(speaker(n));
    }

    /// Ends it as the kubelet does.
    void stopSpeaker(int n) throws InterruptedException {
        speaker(n).destroy();
        speaker(n).waitFor();
    }

    void signal(int n, String signal) throws IOException, InterruptedException {
        Commands.signal(speaker(n), signal);
    }

    /// What a speaker tells of itself.
    String status(int n) throws IOException, InterruptedException {
        return Commands.run(
                "nsenter",
                "--net=/run/netns/" + lan.node(n),
                brama.toString(),
                "speaker",
                "status",
                "--status-port=" + STATUS_PORT,
                "-o",
                "json");
    }

    /// Makes a Service of type LoadBalancer with an endpoint on each of the nodes named.
    ///
    /// @param families such as `IPv4`
    /// @param more lines of the spec, in flow style with a leading comma, or nothing
    void service(String name, String families, String more, int... nodes)
            throws IOException, InterruptedException {
        api.apply(
                """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {type: LoadBalancer, ports: [{port: 80}], ipFamilies: [%s]%s}
                """
                        .formatted(name, NAMESPACE, families, more));
        endpoints(name, nodes);
    }

    /// Where the ready endpoints of a Service are.
    void endpoints(String service, int... nodes) throws IOException, InterruptedException {
        endpoints(
                service,
                IntStream.of(nodes)
                        .mapToObj(n ->
                                "{addresses: [10.244.%d.9], nodeName: n%d, conditions: {ready: true}}"
                                        .formatted(n, n))
                        .collect(Collectors.joining(", ")));
    }

    private void endpoints(String service, String all) throws IOException, InterruptedException {
        api.apply(
                """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: %1$s-1
                  namespace: %2$s
                  labels: {kubernetes.io/service-name: %1$s}
                addressType: IPv4
                ports: [{port: 80, protocol: TCP, name: ""}]
                endpoints: [%3$s]
                """
                        .formatted(service, NAMESPACE, all));
    }

    /// Makes many Services and waits until all have an address.
    void services(int count, String family) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            service("many-" + i, family, "", 1, 2, 3);
        }
        for (int i = 0; i < count; i++) {
            awaitAddress("many-" + i, 30);
        }
    }

    /// Makes Services that need no address, which the speakers have to read all the same.
    ///
    /// @param endpoints of each
    void crowd(int count, int endpoints) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            String name = "crowd-" + i;
            api.apply(
                    """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: %s, namespace: %s}
                    spec: {clusterIP: None, selector: {app: %1$s}, ports: [{port: 80}]}
                    """
                            .formatted(name, NAMESPACE));
            int service = i;
            endpoints(
                    name,
                    IntStream.range(0, endpoints)
                            .mapToObj(n ->
                                    "{addresses: [10.%d.%d.%d], nodeName: n%d, targetRef: {kind: Pod, name: %s-%d, namespace: %s}, conditions: {ready: true, serving: true, terminating: false}}"
                                            .formatted(
                                                    100 + service / 250,
                                                    service % 250,
                                                    n + 1,
                                                    n % lan.nodes() + 1,
                                                    name,
                                                    n,
                                                    NAMESPACE))
                            .collect(Collectors.joining(", ")));
        }
    }

    void deleteServices(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            deleteService("many-" + i);
        }
    }

    void deleteService(String name) throws IOException, InterruptedException {
        api.delete(path(name));
        api.delete(
                "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices/%s-1"
                        .formatted(NAMESPACE, name));
    }

    private static String path(String service) {
        return "/api/v1/namespaces/%s/services/%s".formatted(NAMESPACE, service);
    }

    /// The address in the status of a Service, within some seconds.
    String awaitAddress(String service, double seconds) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (true) {
            Optional<String> address = address(service);
            if (address.isPresent()) {
                return address.get();
            }
            if (System.nanoTime() > end) {
                throw new IOException(service + " has no address after " + seconds + " s");
            }
            Thread.sleep(20);
        }
    }

    Optional<String> address(String service) throws IOException, InterruptedException {
        JsonObject balancer =
                api.get(path(service)).getAsJsonObject("status").getAsJsonObject("loadBalancer");
        return balancer == null || !balancer.has("ingress")
                ? Optional.empty()
                : Optional.of(
                        balancer.getAsJsonArray("ingress")
                                .get(0)
                                .getAsJsonObject()
                                .get("ip")
                                .getAsString());
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        speakers.stream().filter(java.util.Objects::nonNull).forEach(Commands::kill);
        for (Process server : servers) {
            server.destroy();
            try {
                server.waitFor();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        frames.close();
        plane.close();
        lan.close();
    }
}
