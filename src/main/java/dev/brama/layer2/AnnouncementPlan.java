package dev.brama.layer2;

import dev.brama.address.AddressPool;
import dev.brama.address.AddressRules;
import dev.brama.address.Advertisement;
import dev.brama.address.IpAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.NodeObject;
import dev.brama.layer2.Eligibility.Backing;
import dev.brama.layer2.Eligibility.Candidate;
import dev.brama.layer2.Eligibility.Health;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.Placement.Demand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which nodes may answer for which addresses, and on which interfaces this one would.
///
/// @param seats what is to be held
/// @param interfaces for each address the interfaces of this node that the advertisements name;
///   empty for all
/// @param services what becomes of each Service that has an address
public record AnnouncementPlan(
        List<Seat> seats, SortedMap<IpAddress, Set<String>> interfaces, List<Announced> services) {
    /// Nothing to announce.
    public static final AnnouncementPlan NONE =
            new AnnouncementPlan(List.of(), new TreeMap<>(), List.of());

    public AnnouncementPlan {
        seats = List.copyOf(seats);
        interfaces = Collections.unmodifiableSortedMap(new TreeMap<>(interfaces));
        services = List.copyOf(services);
    }

    /// A Service, and who may answer for it.
    ///
    /// @param service which one
    /// @param addresses of its status
    /// @param pool of its addresses; empty where they are of none
    /// @param isAdvertised whether an advertisement takes it
    /// @param interfaces that this node's advertisements name; empty for all
    /// @param nodes that may answer
    /// @param obstacles what keeps each of the other nodes from it
    public record Announced(
            LoadBalancerService service,
            List<IpAddress> addresses,
            String pool,
            boolean isAdvertised,
            Set<String> interfaces,
            SortedSet<String> nodes,
            SortedMap<String, Set<Obstacle>> obstacles) {
        public Announced {
            addresses = List.copyOf(addresses);
            interfaces = Set.copyOf(interfaces);
            nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
            obstacles = Collections.unmodifiableSortedMap(new TreeMap<>(obstacles));
        }
    }

    /// The addresses for which some node should answer.
    public SortedSet<IpAddress> seated() {
        SortedSet<IpAddress> seated = new TreeSet<>();
        seats.forEach(seat -> seated.addAll(seat.addresses()));
        return seated;
    }

    /// The Services that share an address with this one, where that is why nobody may answer: for
    /// each of them some node may, and no node for all.
    ///
    /// @param seated as [#seated] has it, which is made once for all Services
    public SortedSet<NamespacedName> apart(Announced service, Set<IpAddress> seated) {
        SortedSet<NamespacedName> others = new TreeSet<>();
        if (service.nodes().isEmpty() || seated.containsAll(service.addresses())) {
            return others;
        }
        services.stream()
                .filter(other -> !other.service().id().equals(service.service().id()))
                .filter(other -> !other.nodes().isEmpty())
                .filter(other -> !Collections.disjoint(other.addresses(), service.addresses()))
                .forEach(other -> others.add(other.service().id()));
        return others;
    }

    /// Where the plan is made.
    ///
    /// @param node the name of this node
    /// @param cards its interfaces that could be used, by name
    /// @param speakers nodes on which a speaker lives; the others cannot answer
    /// @param ignoresExclusion whether the label [Eligibility#EXCLUDED] does not count
    public record Viewpoint(
            String node,
            SortedMap<String, Card> cards,
            Set<String> speakers,
            boolean ignoresExclusion) {
        public Viewpoint {
            cards = Collections.unmodifiableSortedMap(new TreeMap<>(cards));
            speakers = Set.copyOf(speakers);
        }

        /// The interfaces that lead to who asks for these addresses, and whether each has a link:
        /// those in a subnet of one of them, or all where none is.
        private Map<String, Boolean> carriers(List<IpAddress> addresses) {
            Map<String, Boolean> all = new HashMap<>();
            Map<String, Boolean> near = new HashMap<>();
            cards.forEach((name, card) -> {
                all.put(name, card.hasLink());
                if (card.subnets().stream()
                        .anyMatch(subnet -> addresses.stream().anyMatch(subnet::contains))) {
                    near.put(name, card.hasLink());
                }
            });
            return near.isEmpty() ? all : near;
        }
    }

    /// A network interface.
    ///
    /// @param hasLink whether the LAN is reached by it
    /// @param subnets of its addresses
    public record Card(boolean hasLink, List<HostFacts.Subnet> subnets) {
        public Card {
            subnets = List.copyOf(subnets);
        }
    }

    /// Plans.
    ///
    /// @param loadBalancerClass whose Services are served; absent means those that name no class
    public static AnnouncementPlan of(
            NetworkState state,
            AddressRules rules,
            Optional<String> loadBalancerClass,
            Viewpoint viewpoint) {
        List<Announced> services = new ArrayList<>();
        List<Demand> demands = new ArrayList<>();
        for (LoadBalancerService service : state.services().values()) {
            if (!service.isLoadBalancer()
                    || !service.wishes().loadBalancerClass().equals(loadBalancerClass)) {
                continue;
            }
            List<IpAddress> addresses = addresses(service);
            if (addresses.isEmpty()) {
                continue;
            }
            Optional<AddressPool> pool = rules.poolOf(service, addresses.getFirst());
            List<Advertisement> advertisements =
                    pool.map(one -> rules.advertisementsOf(one, service)).orElse(List.of());
            List<Candidate> candidates = candidates(state, viewpoint, addresses);
            SortedMap<String, Set<Obstacle>> obstacles =
                    obstacles(state, service, advertisements, candidates);
            Map<String, Integer> weights = weights(advertisements, candidates, obstacles.keySet());
            services.add(
                    new Announced(
                            service,
                            addresses,
                            pool.map(AddressPool::name).orElse(""),
                            !advertisements.isEmpty(),
                            interfaces(state, viewpoint, advertisements),
                            new TreeSet<>(weights.keySet()),
                            obstacles));
            demands.add(new Demand(addresses, weights));
        }
        return new AnnouncementPlan(
                Placement.seats(demands), interfacesOfAddresses(services), services);
    }

    private static List<IpAddress> addresses(LoadBalancerService service) {
        return service.status().stream()
                .flatMap(address -> IpAddress.parse(address.ip()).stream())
                .toList();
    }

    private static List<Candidate> candidates(
            NetworkState state, Viewpoint viewpoint, List<IpAddress> addresses) {
        List<Candidate> candidates = new ArrayList<>();
        for (NodeObject node : state.nodes().values()) {
            if (!viewpoint.speakers().contains(node.name())) {
                continue;
            }
            Map<String, String> labels = new HashMap<>(node.labels());
            if (viewpoint.ignoresExclusion()) {
                labels.remove(Eligibility.EXCLUDED);
            }
            candidates.add(
                    new Candidate(
                            node.name(),
                            labels,
                            new Health(
                                    node.conditions().isReady(),
                                    node.conditions().isNetworkUnavailable()),
                            node.name().equals(viewpoint.node())
                                    ? viewpoint.carriers(addresses)
                                    : Map.of()));
        }
        return candidates;
    }

    private static SortedMap<String, Set<Obstacle>> obstacles(
            NetworkState state,
            LoadBalancerService service,
            List<Advertisement> advertisements,
            List<Candidate> candidates) {
        Backing backing =
                new Backing(service.traffic().externalTrafficPolicy(), backing(state, service));
        SortedMap<String, Set<Obstacle>> all = new TreeMap<>();
        for (Candidate candidate : candidates) {
            Set<Obstacle> obstacles = Eligibility.obstacles(candidate, advertisements, backing);
            if (!obstacles.isEmpty()) {
                all.put(candidate.node(), obstacles);
            }
        }
        return all;
    }

    private static Map<String, Integer> weights(
            List<Advertisement> advertisements, List<Candidate> candidates, Set<String> hindered) {
        Map<String, Integer> weights = new HashMap<>();
        for (Candidate candidate : candidates) {
            if (!hindered.contains(candidate.node())) {
                weights.put(
                        candidate.node(),
                        advertisements.stream()
                                .mapToInt(each -> each.weight(candidate.labels()))
                                .sum());
            }
        }
        return weights;
    }

    // An endpoint on no node makes a Service that serves, though on no node in particular.
    private static Set<String> backing(NetworkState state, LoadBalancerService service) {
        Set<String> nodes = new TreeSet<>(state.servingNodes(service.id()));
        if (nodes.isEmpty() && state.isServing(service.id())) {
            nodes.add("");
        }
        return nodes;
    }

    private static Set<String> interfaces(
            NetworkState state, Viewpoint viewpoint, List<Advertisement> advertisements) {
        NodeObject node = state.nodes().get(viewpoint.node());
        Set<String> named = new TreeSet<>();
        for (Advertisement each : advertisements) {
            if (node != null && each.admitsNode(node.labels())) {
                if (each.interfaces().isEmpty()) {
                    return Set.of();
                }
                named.addAll(each.interfaces());
            }
        }
        return named;
    }

    // Where one of the Services that share an address is announced everywhere, the address is.
    private static SortedMap<IpAddress, Set<String>> interfacesOfAddresses(
            List<Announced> services) {
        SortedMap<IpAddress, Set<String>> interfaces = new TreeMap<>();
        for (Announced service : services) {
            for (IpAddress address : service.addresses()) {
                interfaces.merge(address, service.interfaces(), AnnouncementPlan::both);
            }
        }
        return interfaces;
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Set.of();
        }
        Set<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
    }
}
