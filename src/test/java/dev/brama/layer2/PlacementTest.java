package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.Advertisement;
import dev.brama.address.IpAddress;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.LoadBalancerService.TrafficPolicy;
import dev.brama.cluster.Place;
import dev.brama.layer2.Eligibility.Backing;
import dev.brama.layer2.Eligibility.Candidate;
import dev.brama.layer2.Eligibility.Health;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.Placement.Demand;
import dev.brama.problem.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final Set<String> NODES = Set.of("n1", "n2", "n3");
    private static final Backing BACKED = new Backing(TrafficPolicy.CLUSTER, Set.of("n9"));
    private static final Advertisement ANYWHERE = advertisement(List.of(), Set.of());

    private static Advertisement advertisement(List<LabelSelector> nodes, Set<String> interfaces) {
        return new Advertisement(
                "front",
                new Place(new ObjectRef("L2Advertisement", "lan", "front"), "spec"),
                new TreeSet<>(Set.of("lan")),
                nodes,
                interfaces,
                List.of(),
                List.of());
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @Test
    void addressesSpreadOverNodesAndAMissingNodeMovesOnlyItsOwn() {
        Map<String, Integer> counts = new HashMap<>();
        int moved = 0;
        for (int i = 0; i < 200; i++) {
            IpAddress address = IpAddress.v4(0xC0A80000 + i);
            String of3 = best(List.of(Demand.of(List.of(address), NODES)));
            String of2 = best(List.of(Demand.of(List.of(address), Set.of("n1", "n2"))));
            counts.merge(of3, 1, Integer::sum);
            moved += of3.equals(of2) ? 0 : 1;
        }
        assertThat(counts.values()).allMatch(count -> count > 45 && count < 90);
        assertThat(moved).isEqualTo(counts.get("n3"));
    }

    private static String best(List<Demand> demands) {
        return Placement.seats(demands).getFirst().order().getFirst();
    }

    @Test
    void servicesThatShareAndBothAddressesOfOneGoTogether() {
        List<Demand> demands = new ArrayList<>();
        demands.add(Demand.of(List.of(ip("192.168.1.1"), ip("2001:db8::1")), NODES));
        demands.add(Demand.of(List.of(ip("2001:db8::1")), Set.of("n1", "n2")));
        demands.add(Demand.of(List.of(ip("192.168.1.2")), NODES));
        List<Seat> seats = Placement.seats(demands);
        assertThat(seats).hasSize(2);
        assertThat(seats.getFirst().addresses())
                .containsExactly(ip("192.168.1.1"), ip("2001:db8::1"));
        assertThat(seats.getFirst().order()).containsExactlyInAnyOrder("n1", "n2");
    }

    @Test
    void preferenceGoesBeforeTheHash() {
        for (int i = 0; i < 50; i++) {
            Demand demand =
                    new Demand(
                            List.of(IpAddress.v4(0xC0A80000 + i)),
                            Map.of("n1", 0, "n2", 30, "n3", 10));
            assertThat(Placement.seats(List.of(demand)).getFirst().order())
                    .containsExactly("n2", "n3", "n1");
        }
    }

    @Test
    void serviceThatNoNodeIsFitForHasNoSeat() {
        assertThat(Placement.seats(List.of(Demand.of(List.of(ip("192.168.1.1")), Set.of()))))
                .isEmpty();
    }

    private static LabelSelector having(String label) {
        return new LabelSelector(
                new TreeMap<>(),
                List.of(new LabelSelector.Requirement(label, "Exists", List.of())));
    }

    private static Candidate candidate(String node, Map<String, String> labels) {
        return new Candidate(node, labels, Health.WELL, Map.of());
    }

    @Test
    void soundNodeMayAnswer() {
        assertThat(Eligibility.obstacles(candidate("n1", Map.of()), List.of(ANYWHERE), BACKED))
                .isEmpty();
    }

    @Test
    void everyObstacleIsTold() {
        Candidate ill =
                new Candidate(
                        "n1",
                        Map.of(Eligibility.EXCLUDED, ""),
                        new Health(false, true),
                        Map.of("eth0", false));
        assertThat(
                        Eligibility.obstacles(
                                ill,
                                List.of(ANYWHERE),
                                new Backing(TrafficPolicy.LOCAL, Set.of("n2"))))
                .containsExactlyInAnyOrder(
                        Obstacle.EXCLUDED_BY_LABEL,
                        Obstacle.NETWORK_UNAVAILABLE,
                        Obstacle.NOT_READY,
                        Obstacle.NO_CARRIER,
                        Obstacle.NO_LOCAL_ENDPOINT);
    }

    @Test
    void withoutEndpointsOrAdvertisementNobodyAnswers() {
        Candidate sound = candidate("n1", Map.of());
        assertThat(
                        Eligibility.obstacles(
                                sound,
                                List.of(ANYWHERE),
                                new Backing(TrafficPolicy.CLUSTER, Set.of())))
                .containsExactly(Obstacle.NO_ENDPOINT);
        assertThat(Eligibility.obstacles(sound, List.of(), BACKED))
                .containsExactly(Obstacle.NOT_ADVERTISED);
    }

    @Test
    void nodeSelectorsAndInterfacesOfEachAdvertisementCountTogether() {
        Advertisement left = advertisement(List.of(having("left")), Set.of("eth1"));
        Advertisement right = advertisement(List.of(having("right")), Set.of("eth0"));
        Candidate node = new Candidate("n1", Map.of("left", ""), Health.WELL, Map.of("eth0", true));
        assertThat(Eligibility.obstacles(node, List.of(left, right), BACKED))
                .containsExactly(Obstacle.NO_INTERFACE);
        assertThat(Eligibility.interfaces(node, List.of(ANYWHERE, left)))
                .containsExactly(Map.entry("eth0", true));
    }
}
