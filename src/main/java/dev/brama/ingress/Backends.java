package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.ingress.IngressOptions.PeerDiscovery;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Peers;
import dev.brama.proxy.SessionCookie;
import dev.brama.proxy.Traffic;
import dev.brama.proxy.Upstream;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.settings.LoadBalance;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import dev.brama.syntax.Text;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds the peers of Services, and gathers the upstreams that are used.
///
/// The first Ingress that uses a Service's port decides how its peers are found and chosen, as in
/// ingress-nginx.
final class Backends {
    private final ClusterState state;
    private final GlobalSettings global;
    private final IngressOptions.PeerOptions options;
    private final List<Problem> problems;
    private final Map<BackendRef, Found> found = new HashMap<>();
    private final Map<BackendRef, IngressSettings> preferred = new HashMap<>();

    Backends(
            ClusterState state,
            GlobalSettings global,
            IngressOptions.PeerOptions options,
            List<Problem> problems) {
        this.state = state;
        this.global = global;
        this.options = options;
        this.problems = problems;
    }

    /// Who uses a backend.
    ///
    /// @param ingress bears the problems
    /// @param field where it names the Service
    /// @param settings decides on peers and balancing if it is the first
    /// @param whenEmpty what becomes of the user while the backend has no endpoint
    /// @param consequence what follows from a backend that cannot answer
    record User(
            ObjectRef ingress,
            String field,
            IngressSettings settings,
            WhenEmpty whenEmpty,
            String consequence) {
        User(ObjectRef ingress, String field, IngressSettings settings, WhenEmpty whenEmpty) {
            this(ingress, field, settings, whenEmpty, "its paths answer 503");
        }
    }

    /// What becomes of a user of a backend that has no endpoint, where peers are resolved.
    enum WhenEmpty {
        /// Requests are passed on still: something that answers 503 stands in.
        STANDS_IN,
        /// Requests are not passed on: another answers, or what stands in is not understood.
        IS_LEFT_OUT
    }

    /// Lets an Ingress decide on the backends that it names; to be called oldest first.
    void prefer(AcceptedIngress ingress) {
        Stream.concat(
                        ingress.object().defaultBackend().stream(),
                        ingress.object().rules().stream()
                                .flatMap(rule -> rule.paths().stream())
                                .map(IngressObject.IngressPath::backend))
                .flatMap(backend ->
                        backend instanceof IngressBackend.ServiceBackend service
                                ? Stream.of(service)
                                : Stream.empty())
                .map(service ->
                        new BackendRef(
                                ingress.namespace(), service.service(), service.port().toString()))
                .forEach(backend -> preferred.putIfAbsent(backend, ingress.settings()));
    }

    /// Whether requests can be passed to a backend; where it has no endpoint or is missing, the
    /// user is told.
    boolean canAnswer(BackendRef backend, PortRef port, User user) {
        Found known = found.get(backend);
        if (known == null) {
            known =
                    new Found(
                            port,
                            resolve(backend, port, user),
                            EnumSet.noneOf(WhenEmpty.class),
                            new TreeSet<>());
            found.put(backend, known);
        } else if (!known.hasPeers()) {
            peers(backend, port, user);
        }
        known.users().add(user.whenEmpty());
        return known.hasPeers()
                || (known.upstream().isPresent() && user.whenEmpty() == WhenEmpty.STANDS_IN);
    }

    /// A backend that somebody uses.
    ///
    /// @param upstream absent where there can be none
    /// @param users what becomes of its users while it has no endpoint
    /// @param sessionPaths the paths for which it gives clients a session cookie
    private record Found(
            PortRef port,
            Optional<Upstream> upstream,
            Set<WhenEmpty> users,
            SortedSet<String> sessionPaths) {
        boolean hasPeers() {
            return upstream.isPresent()
                    && !(upstream.get().peers() instanceof Peers.Resolved(var addresses)
                            && addresses.isEmpty());
        }

        boolean isUsed() {
            return hasPeers() || users.contains(WhenEmpty.STANDS_IN);
        }

        /// The upstream, once all its users are known.
        Optional<Upstream> whole() {
            return upstream.filter(_ -> isUsed())
                    .map(one ->
                            one.balancing() instanceof Upstream.Balancing.Sticky(var cookie, _)
                                    ? new Upstream(
                                            one.backend(),
                                            one.peers(),
                                            new Upstream.Balancing.Sticky(
                                                    cookie,
                                                    sessionPaths.stream().map(Text::new).toList()))
                                    : one);
        }
    }

    /// Finds the peers of the upstreams after a change of endpoints.
    EndpointResolution endpoints() {
        var builder = new EndpointResolution.Builder();
        found.forEach((backend, known) -> {
            if (known.upstream().isPresent()
                    && known.upstream().get().peers() instanceof Peers.Resolved) {
                builder.add(backend, tracked(backend, known));
            }
        });
        return builder.build(options.zone());
    }

    private EndpointResolution.Tracked tracked(BackendRef backend, Found known) {
        NamespacedName id = new NamespacedName(backend.namespace(), backend.service());
        return new EndpointResolution.Tracked(
                state.service(id).orElseThrow(),
                known.port(),
                !known.hasPeers(),
                known.users().contains(WhenEmpty.IS_LEFT_OUT));
    }

    /// Lets a backend that can answer give clients a session cookie for a path.
    ///
    /// @return whether it does: not where the Ingress that decides on it wants none
    boolean givesCookie(BackendRef backend, Text path) {
        Found known = found.get(backend);
        if (known == null
                || known.upstream()
                        .flatMap(upstream -> upstream.balancing().sessionCookie())
                        .isEmpty()) {
            return false;
        }
        known.sessionPaths().add(path.value());
        return true;
    }

    /// Whether a backend that can answer is a name outside the cluster.
    boolean isExternal(BackendRef backend) {
        return Optional.ofNullable(found.get(backend))
                .flatMap(Found::upstream)
                .filter(upstream -> upstream.peers() instanceof Peers.External)
                .isPresent();
    }

    /// The first port of a Service, for backends that are named without one.
    Optional<PortRef> firstPort(NamespacedName service) {
        return state.service(service).stream()
                .flatMap(object -> object.ports().stream())
                .<PortRef>map(port -> new PortRef.Number(port.port()))
                .findFirst();
    }

    /// All upstreams for requests that can answer, sorted.
    List<Upstream> upstreams() {
        return upstreams(EnumSet.of(Traffic.REQUESTS));
    }

    /// All upstreams for this traffic that can answer, sorted.
    List<Upstream> upstreams(Set<Traffic> traffic) {
        // By names that are made once: each comparison of two backends would make two.
        SortedMap<String, Upstream> byName = new TreeMap<>();
        for (Found known : found.values()) {
            known.whole()
                    .filter(upstream ->
                            known.isUsed() && traffic.contains(upstream.backend().traffic()))
                    .ifPresent(upstream -> byName.put(upstream.backend().uniqueName(), upstream));
        }
        return List.copyOf(byName.values());
    }

    private Optional<Upstream> resolve(BackendRef backend, PortRef port, User user) {
        return peers(backend, port, user)
                .map(peers -> new Upstream(backend, peers, balancing(backend, user)));
    }

    private IngressSettings settings(BackendRef backend, User user) {
        return preferred.getOrDefault(backend, user.settings());
    }

    private Upstream.Balancing balancing(BackendRef backend, User user) {
        if (backend.traffic() != Traffic.REQUESTS) {
            return new Upstream.Balancing.RoundRobin();
        }
        IngressSettings settings = settings(backend, user);
        Optional<SessionCookie> cookie = SessionReader.cookie(settings);
        if (cookie.isPresent()) {
            return new Upstream.Balancing.Sticky(cookie.get(), List.of());
        }
        Optional<Expression> key = settings.get(Annotations.UPSTREAM_HASH_BY);
        if (key.isPresent()) {
            return new Upstream.Balancing.ConsistentHash(key.get());
        }
        LoadBalance words =
                settings.get(Annotations.LOAD_BALANCE).orElse(global.get(ConfigKeys.LOAD_BALANCE));
        return words == LoadBalance.EWMA
                ? new Upstream.Balancing.LessBusyOfTwo()
                : new Upstream.Balancing.RoundRobin();
    }

    private Optional<Peers> peers(BackendRef backend, PortRef port, User user) {
        NamespacedName id = new NamespacedName(backend.namespace(), backend.service());
        Optional<ServiceObject> service = state.service(id);
        if (service.isEmpty()) {
            missing(
                    user,
                    "There is no Service " + id + "; " + user.consequence() + ".",
                    "Create the Service, or correct the name.");
            return Optional.empty();
        }
        if (service.get().externalName().isPresent()) {
            return external(service.get(), backend.traffic(), port, user);
        }
        List<ServicePort> ports =
                ServicePorts.of(service.get(), port, backend.traffic().protocol());
        if (ports.isEmpty()) {
            missing(
                    user,
                    "Service "
                            + id
                            + " has no port "
                            + Excerpt.of(port.toString())
                            + "; "
                            + user.consequence()
                            + ".",
                    "Name one of its ports: " + portNames(service.get()) + ".");
            return Optional.empty();
        }
        boolean byClusterIp =
                backend.traffic() == Traffic.REQUESTS
                        && settings(backend, user)
                                .get(Annotations.SERVICE_UPSTREAM)
                                .orElse(global.get(ConfigKeys.SERVICE_UPSTREAM));
        if (byClusterIp && service.get().clusterIp().isPresent()) {
            return HostPort.of(service.get().clusterIp().get(), ports.getFirst().port())
                    .toOptional()
                    .map(address -> new Peers.Static(List.of(address)));
        }
        List<HostPort> addresses =
                EndpointSelection.of(state.endpointSlices(id), ports, options.zone());
        if (addresses.isEmpty()) {
            problems.add(
                    Problem.warning(
                            user.ingress(),
                            user.field(),
                            Reason.NO_ENDPOINTS,
                            "Service " + id + " has no ready endpoint; " + user.consequence() + ".",
                            "Start the Pods of the Service, or look why they are not ready."));
        }
        if (options.discovery() == PeerDiscovery.RESOLVED) {
            return Optional.of(new Peers.Resolved(addresses));
        }
        return addresses.isEmpty() ? Optional.empty() : Optional.of(new Peers.Static(addresses));
    }

    private Optional<Peers> external(
            ServiceObject service, Traffic traffic, PortRef port, User user) {
        if (options.externalNames() == IngressOptions.ExternalNames.REFUSED) {
            refuseExternalName(service, user);
            return Optional.empty();
        }
        String name =
                service.externalName()
                        .orElseThrow()
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("\\.$", "");
        Optional<Integer> number =
                ServicePorts.of(service, port, traffic.protocol()).stream()
                        .map(Backends::externalPort)
                        .findFirst()
                        .or(() ->
                                port instanceof PortRef.Number(int value)
                                        ? Optional.of(value)
                                        : Optional.empty());
        if (number.isEmpty()) {
            missing(
                    user,
                    "Service "
                            + service.id()
                            + " has no port "
                            + Excerpt.of(port.toString())
                            + "; "
                            + user.consequence()
                            + ".",
                    "Name the port by number.");
            return Optional.empty();
        }
        // A name that leads back into the controller's own Pod would open its inner ports.
        if (name.equals("localhost") || name.endsWith(".localhost") || isLoopback(name)) {
            problems.add(
                    Problem.error(
                            user.ingress(),
                            user.field(),
                            Reason.INVALID_FIELD,
                            "Service "
                                    + service.id()
                                    + " leads to this machine itself, which is"
                                    + " refused; "
                                    + user.consequence()
                                    + ".",
                            "Name another host in spec.externalName."));
            return Optional.empty();
        }
        Optional<Peers> literal =
                HostPort.of(name, number.get())
                        .toOptional()
                        .map(address -> new Peers.Static(List.of(address)));
        return literal.isPresent() ? literal : named(service, name, number.get(), user);
    }

    private void refuseExternalName(ServiceObject service, User user) {
        problems.add(
                Problem.error(
                        user.ingress(),
                        user.field(),
                        Reason.FORBIDDEN_SETTING,
                        "Service "
                                + service.id()
                                + " leads out of the cluster, which the administrator does"
                                + " not allow; "
                                + user.consequence()
                                + ".",
                        "Name a Service with endpoints, or ask for the flag"
                                + " --disable-svc-external-name to go."));
    }

    private Optional<Peers> named(ServiceObject service, String name, int port, User user) {
        try {
            return Optional.of(new Peers.External(new HostPort(name, port)));
        } catch (IllegalArgumentException _) {
            problems.add(
                    Problem.error(
                            user.ingress(),
                            user.field(),
                            Reason.INVALID_FIELD,
                            "Service "
                                    + service.id()
                                    + " names no host in spec.externalName; "
                                    + user.consequence()
                                    + ".",
                            "Write a DNS name there."));
            return Optional.empty();
        }
    }

    // One address has many spellings: 2130706433 and 0:0:0:0:0:0:0:1 are loopback too.
    private static boolean isLoopback(String name) {
        try {
            InetAddress address = InetAddress.ofLiteral(name);
            return address.isLoopbackAddress() || address.isAnyLocalAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static int externalPort(ServicePort port) {
        return port.targetPort() instanceof PortRef.Number(int value) ? value : port.port();
    }

    private static String portNames(ServiceObject service) {
        List<String> names =
                service.ports().stream()
                        .map(port ->
                                port.name().isEmpty()
                                        ? Integer.toString(port.port())
                                        : port.port() + " (" + port.name() + ")")
                        .toList();
        return names.isEmpty() ? "it has none" : String.join(", ", names);
    }

    private void missing(User user, String message, String fix) {
        problems.add(
                Problem.error(
                        user.ingress(), user.field(), Reason.MISSING_REFERENCE, message, fix));
    }
}
