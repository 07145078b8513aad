package dev.brama.layer2;

import dev.brama.address.Advertisement;
import dev.brama.cluster.LoadBalancerService.TrafficPolicy;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which nodes may answer for a Service, and what keeps the others from it.
public final class Eligibility {
    /// The label by which an administrator keeps a node out, whatever its value.
    public static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";

    private Eligibility() {}

    /// What keeps a node from answering.
    public enum Obstacle {
        /// No advertisement of the pool takes this Service and this node.
        NOT_ADVERTISED("no advertisement selects it"),
        /// The node carries the label [#EXCLUDED].
        EXCLUDED_BY_LABEL("label " + EXCLUDED),
        /// The node's condition NetworkUnavailable is true.
        NETWORK_UNAVAILABLE("condition NetworkUnavailable"),
        /// The node's condition Ready is not true.
        NOT_READY("not ready"),
        /// None of the interfaces that are advertised is there.
        NO_INTERFACE("none of the advertised interfaces is there"),
        /// None of them has a link.
        NO_CARRIER("no link on the advertised interfaces"),
        /// The Service has no ready endpoint anywhere.
        NO_ENDPOINT("the Service has no ready endpoint anywhere"),
        /// The Service's traffic stays on the node, and no ready endpoint is there.
        NO_LOCAL_ENDPOINT("no ready endpoint of the Service is there");

        private final String told;

        Obstacle(String told) {
            this.told = told;
        }

        /// In words, as they stand before the name of the node.
        @Override
        public String toString() {
            return told;
        }

        /// Whether only the node itself knows of it.
        public boolean isOfLink() {
            return this == NO_INTERFACE || this == NO_CARRIER;
        }
    }

    /// A node as far as it matters here.
    ///
    /// @param carriers its interfaces that could be used, and whether each has a link; empty where
    ///   it is another node, of which that is not known: it knows better and does not claim
    public record Candidate(
            String node, Map<String, String> labels, Health health, Map<String, Boolean> carriers) {
        public Candidate {
            labels = Map.copyOf(labels);
            carriers = Map.copyOf(carriers);
        }
    }

    /// What the API says of a node.
    public record Health(boolean ready, boolean networkUnavailable) {
        /// Nothing is wrong.
        public static final Health WELL = new Health(true, false);
    }

    /// A Service as far as it matters here.
    ///
    /// @param endpointNodes where its ready or serving endpoints are; an empty name stands for an
    ///   endpoint on no node
    public record Backing(TrafficPolicy policy, Set<String> endpointNodes) {
        public Backing {
            endpointNodes = Set.copyOf(endpointNodes);
        }
    }

    /// What keeps the candidate from answering for the Service; nothing if it may.
    ///
    /// @param advertisements those of the Service's pool whose service selectors match
    public static Set<Obstacle> obstacles(
            Candidate candidate, Collection<Advertisement> advertisements, Backing backing) {
        Set<Obstacle> obstacles = EnumSet.noneOf(Obstacle.class);
        List<Advertisement> fitting =
                advertisements.stream()
                        .filter(each -> each.admitsNode(candidate.labels()))
                        .toList();
        if (fitting.isEmpty()) {
            obstacles.add(Obstacle.NOT_ADVERTISED);
        }
        if (candidate.labels().containsKey(EXCLUDED)) {
            obstacles.add(Obstacle.EXCLUDED_BY_LABEL);
        }
        if (candidate.health().networkUnavailable()) {
            obstacles.add(Obstacle.NETWORK_UNAVAILABLE);
        }
        if (!candidate.health().ready()) {
            obstacles.add(Obstacle.NOT_READY);
        }
        if (!candidate.carriers().isEmpty() && !fitting.isEmpty()) {
            linkObstacle(interfaces(candidate, fitting)).ifPresent(obstacles::add);
        }
        if (backing.endpointNodes().isEmpty()) {
            obstacles.add(Obstacle.NO_ENDPOINT);
        } else if (backing.policy() == TrafficPolicy.LOCAL
                && !backing.endpointNodes().contains(candidate.node())) {
            obstacles.add(Obstacle.NO_LOCAL_ENDPOINT);
        }
        return obstacles;
    }

    private static Optional<Obstacle> linkObstacle(Map<String, Boolean> interfaces) {
        if (interfaces.isEmpty()) {
            return Optional.of(Obstacle.NO_INTERFACE);
        }
        return interfaces.containsValue(true) ? Optional.empty() : Optional.of(Obstacle.NO_CARRIER);
    }

    /// The interfaces of the candidate on which the Service is to be announced, and whether each
    /// has a link.
    ///
    /// @param advertisements those that take the Service
    public static SortedMap<String, Boolean> interfaces(
            Candidate candidate, Collection<Advertisement> advertisements) {
        Set<String> named = new TreeSet<>();
        boolean all = false;
        for (Advertisement each : advertisements) {
            if (each.admitsNode(candidate.labels())) {
                named.addAll(each.interfaces());
                all |= each.interfaces().isEmpty();
            }
        }
        boolean any = all;
        return candidate.carriers().entrySet().stream()
                .filter(entry -> any || named.contains(entry.getKey()))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
    }
}
