package dev.brama.kube;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

/// The API server of a cluster, and who we are to it.
public final class ApiServer {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final Path TOKEN =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    // A connection over which nothing comes, not even an answer to a ping, is dead.
    private static final Duration PING = Duration.ofSeconds(10);

    /// How long an answer may take to begin, and, but for a watch, to go on.
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ApiClient client;
    private final ApiClient watching;
    private final String origin;
    private final Optional<String> namespace;

    private ApiServer(
            ApiClient client, ApiClient watching, String origin, Optional<String> namespace) {
        this.client = client;
        this.watching = watching;
        this.origin = origin;
        this.namespace = namespace;
    }

    /// Which cluster to speak to.
    ///
    /// @param kubeconfig a file; if absent `$KUBECONFIG`, else the service account of the Pod, else
    ///   `~/.kube/config`
    /// @param context a context of that file; its current one if absent
    /// @param address the URL of the API server in place of the one found
    public record Access(
            Optional<Path> kubeconfig, Optional<String> context, Optional<String> address) {
        /// What kubectl would use, too.
        public static final Access DEFAULT =
                new Access(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// Prepares a connection; asks nothing of the server yet.
    ///
    /// @throws IOException saying what is missing or wrong, and how to mend it
    public static ApiServer connect(Access access, Map<String, String> environment)
            throws IOException {
        Optional<Path> file = access.kubeconfig().or(() -> environmentFile(environment));
        if (file.isEmpty() && access.context().isEmpty() && isInCluster(environment)) {
            return new ApiServer(
                    built(ofPod(), access, TIMEOUT),
                    built(ofPod(), access, Duration.ZERO),
                    "the service account of this Pod",
                    Optional.empty());
        }
        Path config = file.orElseGet(() -> homeFile(environment));
        if (!Files.isRegularFile(config)) {
            throw new IOException(
                    Files.exists(config)
                            ? config + " is no file; name a kubeconfig with --kubeconfig"
                            : "there is no cluster to speak to: no kubeconfig at "
                                    + config
                                    + " and no service account of a Pod; name a kubeconfig with"
                                    + " --kubeconfig, or manifests with -f");
        }
        KubeConfig kubeconfig = read(config, access.context());
        return new ApiServer(
                built(of(kubeconfig, config), access, TIMEOUT),
                built(of(kubeconfig, config), access, Duration.ZERO),
                config + ", context " + kubeconfig.getCurrentContext(),
                Optional.ofNullable(kubeconfig.getNamespace()));
    }

    private static ClientBuilder ofPod() throws IOException {
        return ClientBuilder.cluster().setAuthentication(new TokenFile(TOKEN));
    }

    private static ClientBuilder of(KubeConfig config, Path file) throws IOException {
        ClientBuilder builder = ClientBuilder.kubeconfig(config);
        tokenFile(config)
                .map(name -> new TokenFile(file.resolveSibling(name)))
                .ifPresent(builder::setAuthentication);
        return builder;
    }

    /// The file of the user's token, where the user has nothing else that client-java would take.
    private static Optional<String> tokenFile(KubeConfig config) {
        Map<?, ?> context = entry(config.getContexts(), config.getCurrentContext(), "context");
        Map<?, ?> user = entry(config.getUsers(), context.get("user"), "user");
        boolean hasMore =
                Stream.of("client-certificate", "client-certificate-data", "exec", "auth-provider")
                        .anyMatch(user::containsKey);
        return user.get("tokenFile") instanceof String file && !hasMore
                ? Optional.of(file)
                : Optional.empty();
    }

    private static Map<?, ?> entry(@Nullable List<?> entries, @Nullable Object name, String part) {
        if (entries != null && name != null) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> map
                        && name.equals(map.get("name"))
                        && map.get(part) instanceof Map<?, ?> found) {
                    return found;
                }
            }
        }
        return Map.of();
    }

    private static Optional<Path> environmentFile(Map<String, String> environment) {
        String paths = environment.getOrDefault("KUBECONFIG", "");
        // Of several files the first counts; merging them is kubectl's.
        return paths.isEmpty() ? Optional.empty() : Optional.of(Path.of(paths.split(":", 2)[0]));
    }

    private static boolean isInCluster(Map<String, String> environment) {
        return environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(TOKEN);
    }

    private static Path homeFile(Map<String, String> environment) {
        return Path.of(
                environment.getOrDefault("HOME", System.getProperty("user.home")),
                ".kube",
                "config");
    }

    private static KubeConfig read(Path file, Optional<String> context) throws IOException {
        KubeConfig config;
        try (Reader reader = Files.newBufferedReader(file)) {
            config = KubeConfig.loadKubeConfig(reader);
        } catch (YAMLException | ClassCastException | NullPointerException e) {
            throw new IOException(file + " is no kubeconfig: it cannot be read as one", e);
        }
        config.setFile(file.toFile());
        if (context.isPresent() && !config.setContext(context.get())) {
            throw new IOException(
                    "%s has no context %s; it has: %s"
                            .formatted(file, context.get(), contexts(config)));
        }
        if (config.getServer() == null) {
            throw new IOException(
                    file
                            + " names no server for its current context; name a context with"
                            + " --context: "
                            + contexts(config));
        }
        return config;
    }

    private static String contexts(KubeConfig config) {
        TreeSet<String> names = new TreeSet<>();
        if (config.getContexts() != null) {
            for (Object context : config.getContexts()) {
                if (context instanceof Map<?, ?> map && map.get("name") instanceof String name) {
                    names.add(name);
                }
            }
        }
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static ApiClient built(ClientBuilder builder, Access access, Duration readTimeout)
            throws IOException {
        access.address().ifPresent(builder::setBasePath);
        try {
            ApiClient client = builder.setReadTimeout(readTimeout).setPingInterval(PING).build();
            client.setUserAgent("brama");
            return client;
        } catch (RuntimeException e) {
            throw new IOException(
                    "the credentials for the API server cannot be used: " + e.getMessage(), e);
        }
    }

    /// Where the connection comes from, in words.
    public String origin() {
        return origin;
    }

    /// The URL of the server.
    public String address() {
        return client.getBasePath();
    }

    /// The namespace of the kubeconfig's context.
    public Optional<String> namespace() {
        return namespace;
    }

    /// The server's version, such as `v1.36.3`.
    ///
    /// @throws IOException if the server does not answer, or not to us
    public String version() throws IOException {
        JsonElement version = ask("/version").get("gitVersion");
        if (version == null) {
            throw new IOException(address() + " answers, but not as an API server does");
        }
        return version.getAsString();
    }

    /// The zone of a Node, by its label `topology.kubernetes.io/zone`; empty where it has none.
    ///
    /// @throws IOException if the server does not answer, or not to us
    public Optional<String> zoneOf(String node) throws IOException {
        JsonObject object = ask("/api/v1/nodes/" + node);
        return Optional.ofNullable(object.getAsJsonObject("metadata"))
                .flatMap(metadata -> Optional.ofNullable(metadata.getAsJsonObject("labels")))
                .flatMap(labels -> Optional.ofNullable(labels.get(ZONE)))
                .map(JsonElement::getAsString);
    }

    private JsonObject ask(String path) throws IOException {
        try {
            return new ApiRequests(client, TIMEOUT).get(path);
        } catch (ApiFailureException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// For requests that end soon.
    ApiClient client() {
        return client;
    }

    /// For watches, which stay open.
    ApiClient watching() {
        return watching;
    }
}
