package dev.brama.kube;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.cluster.ServiceObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The objects of a cluster, kept up to date.
///
/// Only fields that are used are kept, and Secrets and ConfigMaps only where they are referred to:
/// of the others only that they exist. Losing the API server loses nothing: what was known stays
/// until the server answers again.
public final class LiveCluster implements AutoCloseable {
    private static final String NETWORKING = "apis/networking.k8s.io/v1";
    // Helm keeps its releases in Secrets, megabytes of them; tokens and pull secrets serve nobody.
    private static final String USABLE_SECRETS =
            Stream.of(
                            "helm.sh/release.v1",
                            "kubernetes.io/service-account-token",
                            "kubernetes.io/dockercfg",
                            "kubernetes.io/dockerconfigjson",
                            "kubernetes.io/ssh-auth",
                            "bootstrap.kubernetes.io/token")
                    .map(type -> "type!=" + type)
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow();

    private final Scope scope;
    private final JsonValues values = new JsonValues();
    private final CachedReader secretReader;
    private final CachedReader configMapReader;
    private final Map<NamespacedName, Set<NamespacedName>> slicesOf = new ConcurrentHashMap<>();
    private final Pending pending;

    private final LiveCollection ingresses;
    private final LiveCollection services;
    private final LiveCollection slices;
    private final LiveCollection secrets;
    private final List<LiveCollection> classes;
    private final List<LiveCollection> namespaces;
    private final List<LiveCollection> configMaps;

    private volatile Set<NamespacedName> wantedSecrets = Set.of();
    private volatile Set<NamespacedName> wantedConfigMaps = Set.of();

    /// What is watched.
    ///
    /// @param namespace the only namespace whose objects count; all if absent
    /// @param namespaceLabels a selector for the namespaces whose Ingresses count; all if absent
    /// @param foreignConfigMaps ConfigMaps in other namespaces that are read all the same
    public record Scope(
            Optional<String> namespace,
            Optional<String> namespaceLabels,
            Set<NamespacedName> foreignConfigMaps) {
        /// Everything.
        public static final Scope ALL = new Scope(Optional.empty(), Optional.empty(), Set.of());

        public Scope {
            foreignConfigMaps = Set.copyOf(foreignConfigMaps);
        }
    }

    /// What came of asking for objects that had not been kept.
    ///
    /// @param count how many came
    /// @param failures what did not, and why
    public record Fetched(int count, List<String> failures) {
        public Fetched {
            failures = List.copyOf(failures);
        }
    }

    /// @param server where to look
    /// @param scope what to look at
    /// @param signal hears that something changed, often; must return at once
    /// @param tell hears when watching fails and when it goes on
    public LiveCluster(ApiServer server, Scope scope, Runnable signal, Consumer<String> tell) {
        this.scope = scope;
        this.pending = new Pending(signal);
        this.secretReader = kept(Kind.SECRET, id -> wantedSecrets.contains(id));
        this.configMapReader = kept(Kind.CONFIG_MAP, id -> wantedConfigMaps.contains(id));
        Factory make = new Factory(server, tell);
        this.ingresses = make.of(NETWORKING, "ingresses", Kind.INGRESS);
        this.services = make.of("api/v1", "services", Kind.SERVICE);
        this.slices =
                make.of(
                        Resource.of("apis/discovery.k8s.io/v1", "endpointslices")
                                .withLabels("kubernetes.io/service-name"),
                        CachedReader.of(Kind.ENDPOINT_SLICE),
                        this::sliceChanged);
        this.secrets =
                make.of(
                        Resource.of("api/v1", "secrets").withFields(USABLE_SECRETS),
                        secretReader,
                        this::changed);
        this.configMaps = configMaps(make);
        this.classes =
                List.of(
                        make.clusterWide(
                                Resource.of(NETWORKING, "ingressclasses"),
                                CachedReader.of(Kind.INGRESS_CLASS)));
        this.namespaces =
                scope.namespaceLabels().stream()
                        .map(labels ->
                                make.clusterWide(
                                        Resource.of("api/v1", "namespaces").withLabels(labels),
                                        CachedReader.stubs()))
                        .toList();
    }

    /// Makes the collections of this cluster.
    private final class Factory {
        private final ApiServer server;
        private final Consumer<String> tell;

        Factory(ApiServer server, Consumer<String> tell) {
            this.server = server;
            this.tell = tell;
        }

        LiveCollection of(String api, String plural, Kind kind) {
            return of(Resource.of(api, plural), CachedReader.of(kind), LiveCluster.this::changed);
        }

        LiveCollection of(Resource resource, CachedReader reader, CachedStore.Listener listener) {
            return made(resource.in(scope.namespace()), reader, listener);
        }

        LiveCollection clusterWide(Resource resource, CachedReader reader) {
            return made(resource, reader, LiveCluster.this::changed);
        }

        private LiveCollection made(
                Resource resource, CachedReader reader, CachedStore.Listener listener) {
            return new LiveCollection(server, resource, reader, values, listener, tell);
        }
    }

    private List<LiveCollection> configMaps(Factory make) {
        List<LiveCollection> all = new ArrayList<>();
        Resource everywhere = Resource.of("api/v1", "configmaps");
        all.add(make.of(everywhere, configMapReader, this::changed));
        scope.namespace()
                .ifPresent(only ->
                        scope.foreignConfigMaps().stream()
                                .filter(id -> !id.namespace().equals(only))
                                .sorted()
                                .map(id ->
                                        everywhere
                                                .in(Optional.of(id.namespace()))
                                                .withFields("metadata.name=" + id.name()))
                                .forEach(one -> all.add(make.clusterWide(one, configMapReader))));
        return all;
    }

    private static CachedReader kept(Kind kind, Predicate wanted) {
        CachedReader full = CachedReader.of(kind);
        CachedReader stub = CachedReader.stubs();
        return object ->
                wanted.isWanted(CachedReader.id(object)) ? full.read(object) : stub.read(object);
    }

    @FunctionalInterface
    private interface Predicate {
        boolean isWanted(NamespacedName id);
    }

    /// Begins to watch.
    public void start() {
        all().filter(collection -> collection != secrets).forEach(LiveCollection::start);
    }

    /// Whether everything but Secrets is here, so that it can be told which Secrets are referred
    /// to.
    public boolean knowsReferences() {
        return all().filter(collection -> collection != secrets).allMatch(this::isKnown);
    }

    /// Who may not read IngressClasses goes by the annotation alone, as with ingress-nginx, and who
    /// may not read a ConfigMap of another namespace by the defaults.
    private boolean isKnown(LiveCollection collection) {
        boolean optional =
                classes.contains(collection)
                        || (configMaps.contains(collection)
                                && !configMaps.getFirst().equals(collection));
        return collection.hasSynced() || (optional && collection.isForbidden());
    }

    /// Begins to watch Secrets; called after the first [#want].
    public void startSecrets() {
        secrets.start();
    }

    /// Whether everything is here.
    public boolean hasSynced() {
        return knowsReferences() && secrets.hasSynced();
    }

    /// What could not be listed yet, or is out of date, and why.
    public List<String> troubles() {
        return all().flatMap(collection -> collection.trouble().stream()).toList();
    }

    /// Whether nothing that counts is in the way of what is still missing.
    boolean isUndisturbed() {
        return all().allMatch(collection -> collection.trouble().isEmpty() || isKnown(collection));
    }

    /// Whether all that was asked for has been answered, be it by a refusal.
    boolean isAnswered() {
        return all().noneMatch(LiveCollection::isUnanswered);
    }

    /// What is watched, and whether it is up to date.
    public Map<String, Boolean> freshness() {
        Map<String, Boolean> fresh = new TreeMap<>();
        all().forEach(collection ->
                fresh.merge(
                        collection.plural(), collection.trouble().isEmpty(), Boolean::logicalAnd));
        return fresh;
    }

    /// What is being waited for.
    public List<String> missing() {
        return all().filter(collection -> !isKnown(collection))
                .map(LiveCollection::toString)
                .toList();
    }

    /// Says which Secrets and ConfigMaps are to be kept in full; asks for those that were not.
    ///
    /// What could not be asked for is asked for again at the next call.
    public Fetched want(Set<NamespacedName> secretsInUse, Set<NamespacedName> configMapsInUse) {
        wantedSecrets = Set.copyOf(secretsInUse);
        wantedConfigMaps = Set.copyOf(configMapsInUse);
        List<String> failures = new ArrayList<>();
        int count =
                adjust(List.of(secrets), wantedSecrets, failures)
                        + adjust(configMaps, wantedConfigMaps, failures);
        return new Fetched(count, failures);
    }

    private static int adjust(
            List<LiveCollection> collections, Set<NamespacedName> wanted, List<String> failures) {
        int count = 0;
        for (LiveCollection collection : collections) {
            for (Cached cached : collection.values()) {
                if (!cached.isStub() && !wanted.contains(cached.id())) {
                    collection.change(cached.id(), Cached::stub);
                }
            }
            for (NamespacedName id : wanted) {
                if (collection.find(id).filter(Cached::isStub).isPresent()) {
                    count += fetch(collection, id, failures) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private static boolean fetch(
            LiveCollection collection, NamespacedName id, List<String> failures) {
        try {
            collection.fetch(id);
            return true;
        } catch (ApiFailureException e) {
            failures.add("cannot read " + id + " of " + collection + ": " + e.getMessage());
        }
        return false;
    }

    /// Everything as it is now.
    public ClusterState state() {
        StateAssembly assembly = new StateAssembly();
        Set<String> selected = new HashSet<>();
        namespaces.forEach(collection ->
                collection.values().forEach(cached -> selected.add(cached.id().name())));
        for (Cached ingress : ingresses.values()) {
            if (namespaces.isEmpty() || selected.contains(ingress.id().namespace())) {
                assembly.add(ingress.content());
            }
        }
        Stream.of(List.of(services, slices, secrets), classes, configMaps)
                .flatMap(Collection::stream)
                .flatMap(collection -> collection.values().stream())
                .forEach(cached -> assembly.add(cached.content()));
        return assembly.finished();
    }

    /// A Service as it is now.
    public Optional<ServiceObject> service(NamespacedName id) {
        return services.find(id)
                .flatMap(cached ->
                        cached.content() instanceof Content.OfService(ServiceObject service, var _)
                                ? Optional.of(service)
                                : Optional.empty());
    }

    /// The EndpointSlices of a Service as they are now, sorted by name.
    public List<EndpointSliceObject> endpointSlices(NamespacedName service) {
        return slicesOf.getOrDefault(service, Set.of()).stream()
                .flatMap(id -> slices.find(id).stream())
                .flatMap(cached ->
                        cached.content() instanceof Content.OfSlice(EndpointSliceObject slice)
                                ? Stream.of(slice)
                                : Stream.empty())
                .sorted(Comparator.comparing(EndpointSliceObject::id))
                .toList();
    }

    /// What the status of each Ingress tells now.
    public SortedMap<NamespacedName, List<LoadBalancerAddress>> published() {
        SortedMap<NamespacedName, List<LoadBalancerAddress>> published = new TreeMap<>();
        ingresses.values().forEach(cached -> published.put(cached.id(), cached.addresses()));
        return published;
    }

    /// Tells an object from one that had the same name before; empty for one that is not there.
    public Optional<ObjectIdentity> identity(ObjectRef object) {
        NamespacedName id = new NamespacedName(object.namespace(), object.name());
        Stream<LiveCollection> places =
                switch (object.kind()) {
                    case "Ingress" -> Stream.of(ingresses);
                    case "Service" -> Stream.of(services);
                    case "Secret" -> Stream.of(secrets);
                    case "ConfigMap" -> configMaps.stream();
                    case "IngressClass" -> classes.stream();
                    default -> Stream.empty();
                };
        String apiVersion = object.kind().startsWith("Ingress") ? "networking.k8s.io/v1" : "v1";
        return places.flatMap(place -> place.find(id).stream())
                .findFirst()
                .map(cached -> new ObjectIdentity(object, apiVersion, cached.version().uid()));
    }

    /// What the API server lets through but nobody can read.
    public List<Problem> problems() {
        return all().flatMap(collection -> collection.values().stream())
                .flatMap(cached -> cached.problems().stream())
                .sorted()
                .distinct()
                .toList();
    }

    /// What changed since the last call.
    public Changes takeChanges() {
        return pending.take();
    }

    private void changed(NamespacedName id, Optional<Cached> before, Optional<Cached> now) {
        boolean stub =
                before.filter(cached -> !cached.isStub()).isEmpty()
                        && now.filter(cached -> !cached.isStub()).isEmpty();
        // Secrets and ConfigMaps that nobody refers to come and go unseen; namespaces are stubs
        // too, but each may count.
        if (!stub || id.namespace().isEmpty()) {
            pending.object();
        }
    }

    private void sliceChanged(NamespacedName id, Optional<Cached> before, Optional<Cached> now) {
        Stream.concat(before.stream(), now.stream())
                .flatMap(cached -> serviceOf(cached).stream())
                .distinct()
                .forEach(service -> {
                    slicesOf.computeIfAbsent(service, _ -> ConcurrentHashMap.newKeySet()).add(id);
                    if (now.flatMap(LiveCluster::serviceOf).filter(service::equals).isEmpty()) {
                        slicesOf.computeIfPresent(
                                service,
                                (_, ids) -> {
                                    ids.remove(id);
                                    return ids.isEmpty() ? null : ids;
                                });
                    }
                    pending.endpoints(service);
                });
    }

    private static Optional<NamespacedName> serviceOf(Cached cached) {
        return cached.content() instanceof Content.OfSlice(EndpointSliceObject slice)
                ? Optional.of(new NamespacedName(slice.id().namespace(), slice.service()))
                : Optional.empty();
    }

    private Stream<LiveCollection> all() {
        return Stream.of(
                        List.of(ingresses, services, slices, secrets),
                        classes,
                        namespaces,
                        configMaps)
                .flatMap(Collection::stream);
    }

    /// Ends watching.
    @Override
    public void close() {
        all().forEach(LiveCollection::close);
    }
}
