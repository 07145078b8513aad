package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IngressObject;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import dev.brama.proxy.HttpOptions;
import dev.brama.proxy.Location;
import dev.brama.proxy.PathMatch;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.VirtualHost;
import dev.brama.settings.AnnotationReader;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.ConfigReader;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Expression;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Compiles the objects of a cluster to what the proxy must do.
///
/// Equal input gives equal output. Keeps only readings of Secrets and annotations between calls.
/// Not for use by several threads at once.
public final class IngressCompiler {
    // Oldest first; of equally old ones the larger name first, as ingress-nginx has it.
    private static final Comparator<IngressObject> OLDEST_FIRST =
            Comparator.comparing(IngressObject::age)
                    .thenComparing(ingress -> ingress.id().toString(), Comparator.reverseOrder());

    private final IngressOptions options;
    private final CertificateMemory certificates = new CertificateMemory();
    private final SettingsMemory settings = new SettingsMemory();

    /// @param options the flags
    public IngressCompiler(IngressOptions options) {
        this.options = options;
    }

    /// Compiles the state of a cluster.
    public Compilation compile(ClusterState state, Surroundings around) {
        List<Problem> problems = new ArrayList<>();
        certificates.retain(state.secrets());
        GlobalSettings global = global(state, problems);
        List<AcceptedIngress> accepted = accepted(state, global, around, problems);
        HostGathering gathering =
                new HostGathering(
                        global.get(ConfigKeys.STRICT_VALIDATE_PATH_TYPE)
                                ? HostGathering.Strictness.PLAIN_PATHS
                                : HostGathering.Strictness.ANY_PATHS,
                        problems);
        accepted.stream()
                .filter(ingress ->
                        ingress.settings().verdict() != IngressSettings.Verdict.LEAVE_OUT)
                .forEach(gathering::add);
        CertificateShelf shelf = new CertificateShelf(state, around, certificates, problems);
        Assembly assembly = new Assembly(state, global, around, gathering, shelf, problems);
        ProxyConfig config = assembly.config();
        Map<ObjectRef, IngressObject> versions = new HashMap<>();
        accepted.forEach(ingress -> versions.put(ingress.ref(), ingress.object()));
        return new Compilation(
                config,
                problems,
                new LastGood(versions, shelf.good()),
                assembly.backends.endpoints());
    }

    private GlobalSettings global(ClusterState state, List<Problem> problems) {
        Optional<ConfigMapObject> configMap = state.configMap(options.configMap());
        if (configMap.isEmpty()) {
            return GlobalSettings.DEFAULTS;
        }
        Checked<GlobalSettings> read =
                ConfigReader.read(configMap.get().data(), options.configMap().as("ConfigMap"));
        problems.addAll(read.problems());
        return read.value();
    }

    private List<AcceptedIngress> accepted(
            ClusterState state,
            GlobalSettings global,
            Surroundings around,
            List<Problem> problems) {
        ClassFilter filter = new ClassFilter(options, state, problems);
        AnnotationReader reader = new AnnotationReader(options.annotationsPrefix(), global);
        settings.begin(global);
        List<AcceptedIngress> accepted = new ArrayList<>();
        state.ingresses().stream()
                .filter(filter::isOurs)
                .sorted(OLDEST_FIRST)
                .forEach(ingress ->
                        accept(ingress, reader, around.lastGood().ingresses(), problems)
                                .ifPresent(accepted::add));
        return accepted;
    }

    private Optional<AcceptedIngress> accept(
            IngressObject ingress,
            AnnotationReader reader,
            Map<ObjectRef, IngressObject> lastAccepted,
            List<Problem> problems) {
        Checked<IngressSettings> read = settings.read(ingress, reader);
        problems.addAll(read.problems());
        if (read.value().verdict() != IngressSettings.Verdict.REFUSE) {
            return Optional.of(new AcceptedIngress(ingress, read.value()));
        }
        return Optional.ofNullable(lastAccepted.get(ingress.ref()))
                .map(older -> new AcceptedIngress(older, settings.read(older, reader).value()))
                .filter(older -> older.settings().verdict() != IngressSettings.Verdict.REFUSE);
    }

    /// The parts of one compilation, put together.
    private final class Assembly {
        private final HostGathering gathering;
        private final List<Problem> problems;
        private final HttpOptions http;
        private final Backends backends;
        private final Guards guards;
        private final TlsLookup tls;
        private final LocationFactory locations;
        private final HostNames names;
        private final Capabilities can;
        private final StreamReader streams;
        private final Map<FileId, Certificate> defaults = new TreeMap<>();

        Assembly(
                ClusterState state,
                GlobalSettings global,
                Surroundings around,
                HostGathering gathering,
                CertificateShelf shelf,
                List<Problem> problems) {
            this.gathering = gathering;
            this.problems = problems;
            this.can = around.capabilities();
            Certificate byDefault = defaultCertificate(shelf, around.fallbackCertificate());
            defaults.put(byDefault.id(), byDefault);
            http =
                    new HttpOptionsReader(
                                    global,
                                    around.capabilities(),
                                    options.configMap().as("ConfigMap"),
                                    problems)
                            .read(byDefault.id());
            backends = new Backends(state, global, options.peers(), problems);
            streams = new StreamReader(state, global, around.capabilities(), backends, problems);
            guards = new Guards(state, global, options.annotationsPrefix(), problems);
            tls = new TlsLookup(shelf, problems);
            locations =
                    new LocationFactory(
                            options, global, backends, guards, http.defaults().options(), problems);
            names =
                    new HostNames(
                            gathering,
                            global.get(ConfigKeys.HTTP_REDIRECT_CODE),
                            options.annotationsPrefix(),
                            problems);
        }

        ProxyConfig config() {
            gathering.hosts().forEach(tls::lookUp);
            gathering.ingresses().forEach(backends::prefer);
            gathering
                    .ingresses()
                    .forEach(ingress ->
                            SessionReader.judge(
                                    ingress, options.annotationsPrefix(), can, problems));
            List<VirtualHost> hosts = gathering.hosts().stream().map(this::virtualHost).toList();
            VirtualHost fallback = fallback();
            Map<FileId, Certificate> certificates = new TreeMap<>(tls.used());
            certificates.putAll(defaults);
            return new ProxyConfig(
                    http,
                    fallback,
                    hosts,
                    backends.upstreams(),
                    List.copyOf(certificates.values()),
                    guards.passwordFiles(),
                    streams.read(options.streams()));
        }

        private Certificate defaultCertificate(CertificateShelf shelf, Certificate fallback) {
            return options.defaultCertificate()
                    .flatMap(id -> shelf.find(id, id.as("Secret"), "--default-ssl-certificate"))
                    .map(CertificateFile::certificate)
                    .orElse(fallback);
        }

        private VirtualHost virtualHost(HostDraft host) {
            List<DraftLocation> drafts = host.locations();
            AcceptedIngress first = host.ingresses().getFirst();
            if (!host.hasRoot()) {
                drafts.add(HostGathering.implicitRoot(first));
            }
            Optional<TlsLookup.HostTls> hostTls = tls.of(host.host());
            return new VirtualHost(
                    host.host(),
                    names.aliases(host),
                    hostTls.flatMap(TlsLookup.HostTls::certificate),
                    appRoot(host),
                    names.redirected(host),
                    locations(drafts, hostTls.isPresent()),
                    host.ingressRefs());
        }

        private List<Location> locations(List<DraftLocation> drafts, boolean hasTls) {
            return LocationPlan.of(drafts, problems).stream()
                    .map(planned -> locations.make(planned.draft(), planned.match(), hasTls))
                    .toList();
        }

        private VirtualHost fallback() {
            HostDraft host = gathering.fallback();
            List<DraftLocation> drafts = host.locations();
            if (!host.hasRoot()) {
                gathering.catchAll().map(HostGathering::implicitRoot).ifPresent(drafts::add);
            }
            List<Location> planned = new ArrayList<>(locations(drafts, false));
            boolean hasRoot =
                    drafts.stream()
                            .anyMatch(draft -> draft.path().isRoot() && !draft.kind().isExact());
            if (!hasRoot) {
                Location rest =
                        locations.fallback(options.defaultBackend(), Backends.WhenEmpty.STANDS_IN);
                Set<PathMatch> matches = new LinkedHashSet<>();
                planned.forEach(location -> matches.add(location.match()));
                LocationPlan.bareTwins(matches).forEach(bare -> planned.add(rest.withMatch(bare)));
                planned.add(rest);
            }
            return new VirtualHost(
                    host.host(),
                    List.of(),
                    Optional.empty(),
                    appRoot(host),
                    Optional.empty(),
                    planned,
                    host.ingressRefs());
        }

        private static Optional<Expression> appRoot(HostDraft host) {
            return host.ingresses().stream()
                    // Redirects are not for an Ingress with a default backend only.
                    .filter(ingress -> !ingress.object().rules().isEmpty())
                    .flatMap(ingress -> ingress.settings().get(Annotations.APP_ROOT).stream())
                    .findFirst();
        }
    }
}
