package dev.brama.layer2;

import static dev.brama.fixture.NetworkBuilder.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.AddressRules;
import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.NodeObject;
import dev.brama.fixture.NetworkBuilder;
import dev.brama.layer2.AnnouncementPlan.Announced;
import dev.brama.layer2.AnnouncementPlan.Card;
import dev.brama.layer2.AnnouncementPlan.Viewpoint;
import dev.brama.layer2.Eligibility.Obstacle;
import dev.brama.layer2.HostFacts.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AnnouncementPlanTest {
    private static final Set<String> ALL = Set.of("n1", "n2", "n3");
    private static final Card LAN = card(true, "192.168.1.11");

    private static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Card card(boolean hasLink, String address) {
        return new Card(hasLink, List.of(new Subnet(ip(address), 24)));
    }

    /// Three nodes, one pool for all, and a Service that has an address of it.
    private static NetworkBuilder three() {
        return network()
                .node("n1", Map.of("rack", "a"))
                .node("n2", Map.of("rack", "b"))
                .node("n3", Map.of("rack", "b"))
                .pool("lan", "192.168.1.70-192.168.1.80", "2001:db8::70-2001:db8::80")
                .service("shop/web", s -> s.holds("192.168.1.70"))
                .endpoints("shop/web", "n2");
    }

    private static AnnouncementPlan plan(NetworkBuilder network) {
        return plan(network, Map.of("eth0", LAN), ALL);
    }

    private static AnnouncementPlan plan(
            NetworkBuilder network, Map<String, Card> cards, Set<String> speakers) {
        NetworkState state = network.build();
        return AnnouncementPlan.of(
                state,
                AddressRules.of(state, AddressRules.NONE).value(),
                Optional.empty(),
                new Viewpoint("n1", new TreeMap<>(cards), speakers, false));
    }

    private static Announced only(AnnouncementPlan plan) {
        assertThat(plan.services()).hasSize(1);
        return plan.services().getFirst();
    }

    @Test
    void everyNodeMayAnswerWhereNothingKeepsItFromIt() {
        AnnouncementPlan plan = plan(three().advertise("all"));
        assertThat(plan.seats()).hasSize(1);
        assertThat(plan.seats().getFirst().addresses()).containsExactly(ip("192.168.1.70"));
        assertThat(plan.seats().getFirst().order()).containsExactlyInAnyOrder("n1", "n2", "n3");
        assertThat(plan.seated()).containsExactly(ip("192.168.1.70"));
        Announced web = only(plan);
        assertThat(web.pool()).isEqualTo("lan");
        assertThat(web.isAdvertised()).isTrue();
        assertThat(web.obstacles()).isEmpty();
        assertThat(plan.apart(web, plan.seated())).isEmpty();
    }

    @Test
    void addressThatIsKeptFromAPoolWithAMistakeIsAnnounced() {
        AnnouncementPlan plan =
                plan(
                        three().pool("bad", "192.168.1.99-192.168.1.90")
                                .service("shop/web", s -> s.holds("192.168.1.95").fromPool("bad"))
                                .advertise("all"));
        assertThat(plan.seated()).containsExactly(ip("192.168.1.95"));
        assertThat(only(plan).pool()).isEqualTo("bad");
    }

    @Test
    void onlyNodesWithASpeakerCount() {
        AnnouncementPlan plan =
                plan(three().advertise("all"), Map.of("eth0", LAN), Set.of("n1", "n3"));
        assertThat(only(plan).nodes()).containsExactly("n1", "n3");
        assertThat(only(plan).obstacles()).isEmpty();
    }

    @Test
    void withoutAnAdvertisementNobodyAnswers() {
        Announced web = only(plan(three()));
        assertThat(web.isAdvertised()).isFalse();
        assertThat(web.nodes()).isEmpty();
        assertThat(web.obstacles().get("n2")).containsExactly(Obstacle.NOT_ADVERTISED);
        assertThat(plan(three()).seats()).isEmpty();
    }

    @Test
    void pendingServicesAndThoseOfAnotherClassAreNotAnnounced() {
        AnnouncementPlan plan =
                plan(
                        three().advertise("all")
                                .service("shop/pending")
                                .service(
                                        "shop/foreign",
                                        s ->
                                                s.holds("192.168.1.71")
                                                        .loadBalancerClass("example.com/other")));
        assertThat(only(plan).service().id()).hasToString("shop/web");
    }

    @Test
    void eachNodeIsToldWhatKeepsItFromAnswering() {
        NodeObject sick =
                new NodeObject(
                        "n2",
                        new TreeMap<>(),
                        List.of(),
                        List.of(),
                        new NodeObject.Conditions(false, true));
        AnnouncementPlan plan =
                plan(
                        three().advertise("all")
                                .node(sick)
                                .node("n3", Map.of(Eligibility.EXCLUDED, "")));
        assertThat(only(plan).nodes()).containsExactly("n1");
        assertThat(only(plan).obstacles())
                .containsExactly(
                        Map.entry("n2", Set.of(Obstacle.NETWORK_UNAVAILABLE, Obstacle.NOT_READY)),
                        Map.entry("n3", Set.of(Obstacle.EXCLUDED_BY_LABEL)));
    }

    @Test
    void trafficThatStaysLocalIsAnsweredWhereItsEndpointsAre() {
        NetworkBuilder network =
                three().advertise("all")
                        .service("shop/web", s -> s.holds("192.168.1.70").local())
                        .endpoints("shop/web", "n2", "n3");
        assertThat(only(plan(network)).nodes()).containsExactly("n2", "n3");
        assertThat(only(plan(network)).obstacles().get("n1"))
                .containsExactly(Obstacle.NO_LOCAL_ENDPOINT);
        assertThat(only(plan(network.endpoints("shop/web"))).obstacles().get("n1"))
                .containsExactly(Obstacle.NO_ENDPOINT);
    }

    @Test
    void ofItsOwnInterfacesThisNodeKnowsMore() {
        NetworkBuilder network = three().advertise("all");
        assertThat(obstaclesOfN1(network, Map.of("eth0", card(false, "192.168.1.11"))))
                .containsExactly(Obstacle.NO_CARRIER);
        // The card without a link is not on the LAN of the address.
        assertThat(obstaclesOfN1(network, Map.of("eth0", LAN, "eth1", card(false, "10.0.0.1"))))
                .isEmpty();
        assertThat(
                        obstaclesOfN1(
                                network,
                                Map.of(
                                        "eth0",
                                        card(false, "192.168.1.11"),
                                        "eth1",
                                        card(true, "10.0.0.1"))))
                .containsExactly(Obstacle.NO_CARRIER);
    }

    @Test
    void interfaceThatIsAdvertisedMustBeThere() {
        AnnouncementPlan plan = plan(three().advertiseOn("some", "eth9"));
        assertThat(only(plan).obstacles())
                .containsExactly(Map.entry("n1", Set.of(Obstacle.NO_INTERFACE)));
        // Whether the others have it, only they know.
        assertThat(only(plan).nodes()).containsExactly("n2", "n3");
        assertThat(only(plan).interfaces()).containsExactly("eth9");
        assertThat(plan.interfaces()).containsEntry(ip("192.168.1.70"), Set.of("eth9"));
    }

    @Test
    void interfacesOfSeveralAdvertisementsAddUpAndNoneMeansAll() {
        NetworkBuilder network = three().advertiseOn("one", "eth0").advertiseOn("two", "eth1");
        assertThat(only(plan(network)).interfaces()).containsExactlyInAnyOrder("eth0", "eth1");
        assertThat(only(plan(network.advertise("all"))).interfaces()).isEmpty();
    }

    @Test
    void bothAddressesOfAServiceAreOneSeat() {
        AnnouncementPlan plan =
                plan(
                        three().advertise("all")
                                .service("shop/web", s -> s.holds("192.168.1.70", "2001:db8::70")));
        assertThat(plan.seats()).hasSize(1);
        assertThat(plan.seated()).containsExactly(ip("192.168.1.70"), ip("2001:db8::70"));
    }

    @Test
    void servicesOfOneAddressNeedANodeThatMayAnswerForAll() {
        NetworkBuilder network =
                three().advertise("all")
                        .service("shop/web", s -> s.holds("192.168.1.70").shared("k").local())
                        .service("shop/dns", s -> s.holds("192.168.1.70").shared("k").local())
                        .endpoints("shop/web", "n1", "n2")
                        .endpoints("shop/dns", "n2", "n3");
        assertThat(plan(network).seats().getFirst().order()).containsExactly("n2");
        AnnouncementPlan together = plan(network);
        assertThat(together.services())
                .allMatch(one -> together.apart(one, together.seated()).isEmpty());

        AnnouncementPlan apart = plan(network.endpoints("shop/dns", "n3"));
        assertThat(apart.seats()).isEmpty();
        assertThat(apart.services())
                .extracting(
                        one -> one.service().id().name(), one -> apart.apart(one, apart.seated()))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "dns", Set.of(new NamespacedName("shop", "web"))),
                        org.assertj.core.groups.Tuple.tuple(
                                "web", Set.of(new NamespacedName("shop", "dns"))));
    }

    @Test
    void serviceThatNoNodeIsFitForBarsNoOtherOfItsAddress() {
        NetworkBuilder network =
                three().advertise("all")
                        .service("shop/web", s -> s.holds("192.168.1.70").shared("k"))
                        .service("shop/dns", s -> s.holds("192.168.1.70").shared("k"));
        AnnouncementPlan plan = plan(network);
        assertThat(plan.seats()).hasSize(1);
        assertThat(plan.services()).allMatch(one -> plan.apart(one, plan.seated()).isEmpty());
    }

    private static Set<Obstacle> obstaclesOfN1(NetworkBuilder network, Map<String, Card> cards) {
        SortedMap<String, Set<Obstacle>> all = only(plan(network, cards, ALL)).obstacles();
        return all.getOrDefault("n1", Set.of());
    }
}
