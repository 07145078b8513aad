package dev.brama.ingress;

import dev.brama.cluster.ClusterState;
import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.IngressBackend;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.proxy.BackendRef;
import dev.brama.proxy.Peers;
import dev.brama.proxy.Upstream;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.GlobalSettings;
import dev.brama.settings.IngressSettings;
import dev.brama.settings.LoadBalance;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HostPort;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds the peers of Services, and gathers the upstreams that are used.
///
/// The first Ingress that uses a Service's port decides how its peers are found and chosen, as in
/// ingress-nginx.
final class Backends {
    private final ClusterState state;
    private final GlobalSettings global;
    private final List<Problem> problems;
    private final Map<BackendRef, Optional<Upstream>> found = new HashMap<>();
    private final Map<BackendRef, IngressSettings> preferred = new HashMap<>();

    Backends(ClusterState state, GlobalSettings global, List<Problem> problems) {
        this.state = state;
        this.global = global;
        this.problems = problems;
    }

    /// Who uses a backend.
    ///
    /// @param ingress bears the problems
    /// @param field where it names the Service
    /// @param settings decides on peers and balancing if it is the first
    record User(ObjectRef ingress, String field, IngressSettings settings) {}

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

    /// Whether a backend can answer; if not, the user is told why.
    boolean canAnswer(BackendRef backend, PortRef port, User user) {
        Optional<Upstream> known = found.get(backend);
        if (known == null) {
            known = resolve(backend, port, user);
            found.put(backend, known);
        } else if (known.isEmpty()) {
            peers(backend, port, user);
        }
        return known.isPresent();
    }

    /// Whether a backend that can answer is a name outside the cluster.
    boolean isExternal(BackendRef backend) {
        return found.getOrDefault(backend, Optional.empty())
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

    /// All upstreams that can answer, sorted.
    List<Upstream> upstreams() {
        // By names that are made once: each comparison of two backends would make two.
        SortedMap<String, Upstream> byName = new TreeMap<>();
        for (Optional<Upstream> upstream : found.values()) {
            upstream.ifPresent(known -> byName.put(known.backend().uniqueName(), known));
        }
        return List.copyOf(byName.values());
    }

    private Optional<Upstream> resolve(BackendRef backend, PortRef port, User user) {
        return peers(backend, port, user)
                .map(peers -> new Upstream(backend, peers, balancing(settings(backend, user))));
    }

    private IngressSettings settings(BackendRef backend, User user) {
        return preferred.getOrDefault(backend, user.settings());
    }

    private Upstream.Balancing balancing(IngressSettings settings) {
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
                    "There is no Service " + id + "; its paths answer 503.",
                    "Create the Service, or correct the name.");
            return Optional.empty();
        }
        if (service.get().externalName().isPresent()) {
            return external(service.get(), service.get().externalName().get(), port, user);
        }
        List<ServicePort> ports = portsOf(service.get(), port);
        if (ports.isEmpty()) {
            missing(
                    user,
                    "Service "
                            + id
                            + " has no port "
                            + Excerpt.of(port.toString())
                            + "; its paths answer 503.",
                    "Name one of its ports: " + portNames(service.get()) + ".");
            return Optional.empty();
        }
        boolean byClusterIp =
                settings(backend, user)
                        .get(Annotations.SERVICE_UPSTREAM)
                        .orElse(global.get(ConfigKeys.SERVICE_UPSTREAM));
        if (byClusterIp && service.get().clusterIp().isPresent()) {
            return HostPort.of(service.get().clusterIp().get(), ports.getFirst().port())
                    .toOptional()
                    .map(address -> new Peers.Static(List.of(address)));
        }
        NavigableSet<HostPort> addresses = addresses(id, ports);
        if (addresses.isEmpty()) {
            problems.add(
                    Problem.warning(
                            user.ingress(),
                            user.field(),
                            Reason.NO_ENDPOINTS,
                            "Service " + id + " has no ready endpoint; its paths answer 503.",
                            "Start the Pods of the Service, or look why they are not ready."));
            return Optional.empty();
        }
        return Optional.of(new Peers.Static(List.copyOf(addresses)));
    }

    private NavigableSet<HostPort> addresses(NamespacedName service, List<ServicePort> ports) {
        NavigableSet<HostPort> addresses = new TreeSet<>();
        for (EndpointSliceObject slice : state.endpointSlices(service)) {
            for (ServicePort port : ports) {
                slice.ports().stream()
                        .filter(candidate -> candidate.name().equals(port.name()))
                        .filter(candidate -> candidate.protocol().equals(port.protocol()))
                        .flatMap(candidate -> candidate.port().stream())
                        .forEach(number -> collect(slice, number, addresses));
            }
        }
        return addresses;
    }

    private static void collect(
            EndpointSliceObject slice, int port, NavigableSet<HostPort> addresses) {
        for (EndpointSliceObject.Endpoint endpoint : slice.endpoints()) {
            if (endpoint.ready() && port >= 1 && port <= 65535) {
                for (String address : endpoint.addresses()) {
                    HostPort.of(address, port).toOptional().ifPresent(addresses::add);
                }
            }
        }
    }

    private Optional<Peers> external(
            ServiceObject service, String externalName, PortRef port, User user) {
        String name = externalName.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        Optional<Integer> number =
                portsOf(service, port).stream()
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
                            + "; its paths answer 503.",
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
                                    + " refused; its paths answer 503.",
                            "Name another host in spec.externalName."));
            return Optional.empty();
        }
        Optional<Peers> literal =
                HostPort.of(name, number.get())
                        .toOptional()
                        .map(address -> new Peers.Static(List.of(address)));
        return literal.isPresent() ? literal : named(service, name, number.get(), user);
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
                                    + " names no host in spec.externalName; its"
                                    + " paths answer 503.",
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

    // By number, by name, or by target port, as ingress-nginx finds them.
    private static List<ServicePort> portsOf(ServiceObject service, PortRef wanted) {
        String text = wanted.toString();
        return Stream.<List<ServicePort>>of(
                        matching(service, port -> Integer.toString(port.port()).equals(text)),
                        matching(service, port -> port.name().equals(text)),
                        matching(service, port -> port.targetPort().toString().equals(text)))
                .filter(ports -> !ports.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<ServicePort> matching(
            ServiceObject service, Predicate<ServicePort> wanted) {
        return service.ports().stream()
                .filter(port -> port.protocol().equals("TCP"))
                .filter(wanted)
                .toList();
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
