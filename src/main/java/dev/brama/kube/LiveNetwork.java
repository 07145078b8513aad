package dev.brama.kube;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonReader;
import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.cluster.Place;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The objects that decide about addresses and who announces them, kept up to date.
///
/// Losing the API server loses nothing: what was known stays until the server answers again.
public final class LiveNetwork implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long LIST_MILLIS = 2000;
    private static final Duration ASK = Duration.ofSeconds(3);

    private final JsonValues values = new JsonValues();
    private final Runnable signal;
    private final AddressConfig file;
    private final CachedReader serviceReader =
            CachedReader.of(
                    Kind.SERVICE,
                    (root, metadata) ->
                            LoadBalancerReader.read(root, metadata)
                                    .<Content>map(Content.OfLoadBalancer::new)
                                    .orElseGet(Content.OfNothing::new));
    private final LiveCollection services;
    private final List<LiveCollection> others = new ArrayList<>();
    private final Map<NamespacedName, LiveCollection> configMaps = new TreeMap<>();
    private final MetallbObjects metallb;
    private final ApiRequests requests;
    private final Map<NamespacedName, Parsed> parsed = new ConcurrentHashMap<>();

    private record Parsed(ConfigMapObject source, Checked<AddressConfig> config) {}

    /// What is read.
    ///
    /// @param configMaps ConfigMaps that may hold pools and advertisements
    /// @param metallbNamespace the only namespace whose objects of `metallb.io` count; all if
    ///   absent
    /// @param file what was read from a file, in addition
    public record Scope(
            List<NamespacedName> configMaps,
            Optional<String> metallbNamespace,
            AddressConfig file) {
        public Scope {
            configMaps = List.copyOf(configMaps);
        }
    }

    /// @param server where to look
    /// @param scope what to look at
    /// @param signal hears that something changed, often; must return at once
    /// @param tell hears when watching fails and when it goes on
    public LiveNetwork(ApiServer server, Scope scope, Runnable signal, Consumer<String> tell) {
        this.signal = signal;
        this.file = scope.file();
        this.requests = new ApiRequests(server.client(), ASK);
        Factory make = new Factory(server, tell);
        this.services = make.of(Resource.of("api/v1", "services"), serviceReader);
        others.add(make.of(Resource.of("api/v1", "nodes"), CachedReader.of(Kind.NODE)));
        others.add(make.of(Resource.of("api/v1", "namespaces"), CachedReader.of(Kind.NAMESPACE)));
        others.add(
                make.of(
                        Resource.of("apis/discovery.k8s.io/v1", "endpointslices")
                                .withLabels("kubernetes.io/service-name"),
                        CachedReader.of(
                                Kind.ENDPOINT_SLICE,
                                (root, metadata) ->
                                        EndpointNodesReader.read(root, metadata)
                                                .<Content>map(Content.OfEndpointNodes::new)
                                                .orElseGet(Content.OfNothing::new))));
        for (NamespacedName id : scope.configMaps()) {
            configMaps.put(
                    id,
                    make.of(
                            Resource.of("api/v1", "configmaps")
                                    .in(Optional.of(id.namespace()))
                                    .withFields("metadata.name=" + id.name()),
                            CachedReader.of(Kind.CONFIG_MAP)));
        }
        this.metallb =
                new MetallbObjects(
                        server,
                        Map.of(
                                "ipaddresspools",
                                resource ->
                                        make.of(
                                                resource.in(scope.metallbNamespace()),
                                                CachedReader.of(Kind.IP_ADDRESS_POOL)),
                                "l2advertisements",
                                resource ->
                                        make.of(
                                                resource.in(scope.metallbNamespace()),
                                                CachedReader.of(Kind.L2_ADVERTISEMENT))),
                        signal);
    }

    /// Makes the collections.
    private final class Factory {
        private final ApiServer server;
        private final Consumer<String> tell;

        Factory(ApiServer server, Consumer<String> tell) {
            this.server = server;
            this.tell = tell;
        }

        LiveCollection of(Resource resource, CachedReader reader) {
            return new LiveCollection(
                    server, resource, reader, values, LiveNetwork.this::changed, tell);
        }
    }

    private void changed(NamespacedName id, Optional<Cached> before, Optional<Cached> now) {
        boolean isNothing =
                before.filter(cached -> !cached.isStub()).isEmpty()
                        && now.filter(cached -> !cached.isStub()).isEmpty();
        // Most Services are no load balancers.
        if (!isNothing) {
            signal.run();
        }
    }

    /// Begins to watch.
    public void start() {
        own().forEach(LiveCollection::start);
        metallb.start();
    }

    /// Whether everything is here.
    public boolean hasSynced() {
        return metallb.hasSynced() && own().allMatch(LiveCollection::hasSynced);
    }

    /// Whether all is here that may be listed.
    boolean hasSettled() {
        return metallb.hasSynced()
                && own().allMatch(each -> each.hasSynced() || each.isForbidden());
    }

    /// What may not be listed, in the plural.
    List<String> forbidden() {
        return all().filter(LiveCollection::isForbidden)
                .map(LiveCollection::plural)
                .distinct()
                .toList();
    }

    /// What is being waited for.
    public List<String> missing() {
        List<String> missing =
                new ArrayList<>(
                        own().filter(collection -> !collection.hasSynced())
                                .map(LiveCollection::toString)
                                .toList());
        if (!metallb.hasSynced()) {
            missing.add("objects of metallb.io");
        }
        return missing;
    }

    /// What could not be listed yet, or is out of date, and why.
    public List<String> troubles() {
        return all().flatMap(collection -> collection.trouble().stream()).toList();
    }

    /// Waits until the Services are at least as new here as they are at this moment with the API
    /// server, whose first answers may be older than what another replica has just written.
    ///
    /// @return whether they are, before the time was over
    /// @throws IOException where the server cannot be asked
    public boolean catchUp(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            List<Cached> now = listServices();
            long listAgain = System.nanoTime() + Duration.ofMillis(LIST_MILLIS).toNanos();
            do {
                if (now.stream().allMatch(this::isKnown)) {
                    return true;
                }
                Thread.sleep(LOOK_MILLIS);
            } while (System.nanoTime() < Math.min(listAgain, deadline));
        }
        return false;
    }

    private List<Cached> listServices() throws IOException {
        try {
            return services.listNow();
        } catch (ApiFailureException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private boolean isKnown(Cached listed) {
        return services.find(listed.id())
                .filter(cached ->
                        isAsNew(
                                cached.version().resourceVersion(),
                                listed.version().resourceVersion()))
                .isPresent();
    }

    /// Versions are numbers that grow, in every API server there is, and officially since 1.35.
    private static boolean isAsNew(String version, String than) {
        try {
            return Long.parseUnsignedLong(version) - Long.parseUnsignedLong(than) >= 0;
        } catch (NumberFormatException _) {
            return true;
        }
    }

    /// Takes a Service as the API server answered it to a write, if what is known is still what the
    /// write was decided by.
    ///
    /// @param before the version that was written to
    void adopt(NamespacedName id, String before, JsonObject answer) {
        Cached written;
        try {
            written =
                    serviceReader.read(
                            values.object(new JsonReader(new StringReader(answer.toString()))));
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that was JSON is none", e);
        }
        services.change(
                id, cached -> cached.version().resourceVersion().equals(before) ? written : cached);
    }

    /// Everything as it is now.
    public NetworkState state() {
        NetworkAssembly assembly = new NetworkAssembly();
        all().flatMap(collection -> collection.values().stream())
                .forEach(cached -> assembly.add(cached.content()));
        metallb.collections().stream()
                .filter(collection -> !collection.hasSynced())
                .map(LiveNetwork::unread)
                .forEach(assembly::add);
        configs().forEach(config -> assembly.add(config.value()));
        assembly.add(file);
        return assembly.finished();
    }

    /// What may not be listed is not known to be nothing: nobody must lose an address for it.
    private static UnreadEntry unread(LiveCollection collection) {
        return new UnreadEntry(
                new Place(new ObjectRef(collection.plural(), "", ""), ""), "", Extent.ALL);
    }

    private List<Checked<AddressConfig>> configs() {
        List<Checked<AddressConfig>> configs = new ArrayList<>();
        for (LiveCollection collection : configMaps.values()) {
            for (Cached cached : collection.values()) {
                if (cached.content() instanceof Content.OfConfigMap(ConfigMapObject map)) {
                    configs.add(parsed.compute(map.id(), (_, old) -> parse(map, old)).config());
                }
            }
        }
        return configs;
    }

    private static Problem keyless(ConfigMapObject map) {
        return Problem.warning(
                map.id().as("ConfigMap"),
                "data",
                Reason.MISSING_REFERENCE,
                "there is neither a key addresses.yaml nor one named config; no pools come from it",
                "name the key of the pools addresses.yaml");
    }

    /// A text that cannot be parsed does not displace one that could.
    private static Parsed parse(ConfigMapObject map, @Nullable Parsed old) {
        if (old != null && old.source().equals(map)) {
            return old;
        }
        Checked<AddressConfig> config =
                AddressConfigReader.of(map)
                        .orElseGet(() -> new Checked<>(AddressConfig.EMPTY, List.of(keyless(map))));
        boolean isBroken =
                config.problems().stream()
                        .anyMatch(problem -> problem.reason() == Reason.MALFORMED_DOCUMENT);
        return isBroken && old != null
                ? new Parsed(map, new Checked<>(old.config().value(), stays(config.problems())))
                : new Parsed(map, config);
    }

    private static List<Problem> stays(List<Problem> problems) {
        return problems.stream()
                .map(problem ->
                        problem.reason() == Reason.MALFORMED_DOCUMENT
                                ? Problem.error(
                                        problem.object(),
                                        problem.field(),
                                        problem.reason(),
                                        problem.message() + "; what it said before stays in force",
                                        problem.fix())
                                : problem)
                .toList();
    }

    private Stream<Problem> absent() {
        return configMaps.entrySet().stream()
                .filter(each -> each.getValue().hasSynced() && each.getValue().values().isEmpty())
                .map(each ->
                        Problem.warning(
                                each.getKey().as("ConfigMap"),
                                "",
                                Reason.MISSING_REFERENCE,
                                "there is no such ConfigMap; no pools come from it",
                                "make it, with the key addresses.yaml, or name another"));
    }

    /// What the API server lets through but nobody can read, and what is named but not there.
    public List<Problem> problems() {
        return Stream.of(
                        all().flatMap(collection -> collection.values().stream())
                                .flatMap(cached -> cached.problems().stream()),
                        configs().stream().flatMap(config -> config.problems().stream()),
                        absent())
                .flatMap(Function.identity())
                .sorted()
                .distinct()
                .toList();
    }

    /// Objects of kinds that are for announcing by BGP, and so have no effect here. The API server
    /// is asked for them, for some seconds at most, since nothing else needs to know them.
    public List<Problem> foreignKinds() {
        return metallb.isThere() ? BgpObjects.in(requests) : List.of();
    }

    /// Tells an object from what it was before; empty for one that is not there.
    Optional<String> version(ObjectRef object) {
        return find(object).map(cached -> cached.version().resourceVersion());
    }

    /// Tells an object from one that had the same name before; empty for one that is not there.
    public Optional<ObjectIdentity> identity(ObjectRef object) {
        String version =
                switch (object.kind()) {
                    case "IPAddressPool", "L2Advertisement" -> Kind.IP_ADDRESS_POOL.apiVersion();
                    default -> "v1";
                };
        return find(object)
                .map(cached -> new ObjectIdentity(object, version, cached.version().uid()));
    }

    private Optional<Cached> find(ObjectRef object) {
        String plural =
                switch (object.kind()) {
                    case "Service" -> "services";
                    case "Node" -> "nodes";
                    case "ConfigMap" -> "configmaps";
                    case "IPAddressPool" -> "ipaddresspools";
                    case "L2Advertisement" -> "l2advertisements";
                    default -> "";
                };
        NamespacedName id = new NamespacedName(object.namespace(), object.name());
        return all().filter(collection -> collection.plural().equals(plural))
                .flatMap(collection -> collection.find(id).stream())
                .findFirst();
    }

    private Stream<LiveCollection> own() {
        return Stream.of(List.of(services), others, configMaps.values())
                .flatMap(Collection::stream);
    }

    private Stream<LiveCollection> all() {
        return Stream.concat(own(), metallb.collections().stream());
    }

    /// Ends watching.
    @Override
    public void close() {
        metallb.close();
        own().forEach(LiveCollection::close);
    }
}
