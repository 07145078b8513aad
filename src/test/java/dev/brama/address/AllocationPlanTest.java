package dev.brama.address;

import static dev.brama.address.IpAddressTest.ip;
import static dev.brama.fixture.NetworkBuilder.cautious;
import static dev.brama.fixture.NetworkBuilder.manual;
import static dev.brama.fixture.NetworkBuilder.network;
import static dev.brama.fixture.NetworkBuilder.pinned;
import static dev.brama.fixture.NetworkBuilder.pooled;
import static dev.brama.fixture.NetworkBuilder.selector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.cluster.IpAddressPoolObject.ServiceAllocation;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.PublishedService;
import dev.brama.fixture.NetworkBuilder;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AllocationPlanTest {
    private static AllocationInput input(NetworkState state) {
        return input(state, Memory.NONE);
    }

    private static AllocationInput input(NetworkState state, Memory memory) {
        return new AllocationInput(
                state,
                AddressRules.of(state, AddressRules.NONE).value(),
                Optional.empty(),
                memory,
                Probing.NONE);
    }

    private static AllocationPlan plan(NetworkBuilder network) {
        return AllocationPlan.of(input(network.build()));
    }

    /// `name=address,address`, sorted by name.
    private static List<String> held(AllocationPlan plan) {
        return plan.holdings().entrySet().stream()
                .map(entry ->
                        entry.getKey().name()
                                + "="
                                + entry.getValue().addresses().stream()
                                        .map(IpAddress::toString)
                                        .collect(Collectors.joining(",")))
                .toList();
    }

    private static List<String> reasons(AllocationPlan plan) {
        return plan.standing().stream().map(AllocationEvent::reason).toList();
    }

    private static String failure(AllocationPlan plan) {
        assertThat(plan.standing()).hasSize(1);
        return plan.standing().getFirst().message();
    }

    @Test
    void firstAddressIsTheLowestOfThePool() {
        AllocationPlan plan =
                plan(network().pool("default", "192.168.1.70-192.168.1.80").service("shop/web"));
        assertThat(held(plan)).containsExactly("web=192.168.1.70");
        assertThat(plan.writes())
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.addresses()).containsExactly(ip("192.168.1.70"));
                    assertThat(write.pool()).contains("default");
                    assertThat(write.events())
                            .singleElement()
                            .satisfies(event -> {
                                assertThat(event.reason()).isEqualTo("IPAllocated");
                                assertThat(event.message())
                                        .isEqualTo("Assigned IP [\"192.168.1.70\"]");
                            });
                });
    }

    @Test
    void whoHoldsAnAddressComesFirst() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.2")
                                .service("a/pending")
                                .service("a/pending2")
                                .service("b/holder", service -> service.holds("10.0.0.1")));
        assertThat(held(plan)).containsExactly("pending=10.0.0.2", "holder=10.0.0.1");
        assertThat(plan.pending()).containsExactly(new NamespacedName("a", "pending2"));
        assertThat(failure(plan))
                .isEqualTo(
                        "Failed to allocate IP for \"a/pending2\": no address is free in pool"
                                + " default");
    }

    @Test
    void whatIsAsItShouldBeIsNotWritten() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.0/24")
                                .service(
                                        "a/web",
                                        service -> service.holds("10.0.0.9").fromPool("default")));
        assertThat(plan.writes()).isEmpty();
        assertThat(plan.standing()).isEmpty();
        assertThat(held(plan)).containsExactly("web=10.0.0.9");
    }

    @Test
    void ofThoseWhoWaitTheOldestComesFirstAndWhoeverNamesAnAddressBefore() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.9")
                                .service("a/young", s -> s.created("2026-03-01T00:00:00Z"))
                                .service("b/old", s -> s.created("2026-01-01T00:00:00Z"))
                                .service(
                                        "c/named",
                                        s ->
                                                s.created("2026-04-01T00:00:00Z")
                                                        .loadBalancerIp("10.0.0.1")));
        assertThat(held(plan)).containsExactly("young=10.0.0.3", "old=10.0.0.2", "named=10.0.0.1");
    }

    @Test
    void withoutPoolsAllIsTakenBack() {
        AllocationPlan plan =
                plan(
                        network()
                                .service(
                                        "a/web",
                                        service -> service.holds("10.0.0.9").fromPool("default")));
        assertThat(plan.writes())
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.addresses()).isEmpty();
                    assertThat(write.pool()).isEmpty();
                    assertThat(write.events())
                            .extracting(AllocationEvent::reason)
                            .containsExactly("ClearAssignment");
                });
        assertThat(reasons(plan)).containsExactly("AllocationFailed");
    }

    @Test
    void addressOutsideOfAllPoolsIsExchanged() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("other", "10.0.1.0/24")
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("gone")));
        assertThat(held(plan)).containsExactly("web=10.0.1.0");
        assertThat(plan.writes().getFirst().events())
                .extracting(AllocationEvent::reason)
                .containsExactly("ClearAssignment", "IPAllocated");
    }

    @Test
    void mistakeInAPoolTakesNothingFromWhoHasIt() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.0-24")
                                .pool("spare", "10.0.1.0/24")
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("default")));
        assertThat(held(plan)).containsExactly("web=10.0.0.9");
        assertThat(plan.writes()).isEmpty();
    }

    @Test
    void selectorWithoutSenseTakesNothingFromWhoHasAnAddress() {
        ServiceAllocation senseless = forServices("a", "Equals", "b");
        AllocationPlan plan =
                plan(
                        network()
                                .pool(pinned(pooled("a", "10.0.0.0/24"), senseless))
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("a"))
                                .service("b/next"));
        assertThat(held(plan)).containsExactly("web=10.0.0.9");
    }

    @Test
    void poolThatCannotBeReadTakesNothingFromWhoHasIt() {
        AllocationPlan plan =
                plan(
                        network()
                                .unreadPool("default")
                                .pool("spare", "10.0.1.0/24")
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("default"))
                                .service("b/gone", s -> s.holds("10.0.0.8").fromPool("gone")));
        assertThat(held(plan)).containsExactly("web=10.0.0.9", "gone=10.0.1.0");
    }

    @Test
    void textThatCannotBeReadTakesNothingFromAnybody() {
        AllocationPlan plan =
                plan(
                        network()
                                .unreadText("brama-speaker")
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("default")));
        assertThat(held(plan)).containsExactly("web=10.0.0.9");
        assertThat(plan.writes()).isEmpty();
    }

    @Test
    void renamedPoolKeepsAddressesAndIsWritten() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("new", "10.0.0.0/24")
                                .service("a/web", s -> s.holds("10.0.0.9").fromPool("old")));
        assertThat(plan.writes())
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.pool()).contains("new");
                    assertThat(write.addresses()).containsExactly(ip("10.0.0.9"));
                    assertThat(write.events()).isEmpty();
                });
    }

    @Test
    void serviceOfAnotherClassIsLeftAloneAndItsAddressNotGivenAway() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.2")
                                .service(
                                        "a/foreign",
                                        s -> s.loadBalancerClass("x/y").holds("10.0.0.1"))
                                .service("b/web"));
        assertThat(held(plan)).containsExactly("web=10.0.0.2");
        assertThat(plan.writes()).hasSize(1);
    }

    @Test
    void classIsServedByItsNameOnly() {
        NetworkState state =
                network()
                        .pool("default", "10.0.0.0/24")
                        .service("a/mine", s -> s.loadBalancerClass("brama.dev/l2"))
                        .service("a/none")
                        .build();
        AllocationPlan plan =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                AddressRules.of(state, AddressRules.NONE).value(),
                                Optional.of("brama.dev/l2"),
                                Memory.NONE,
                                Probing.NONE));
        assertThat(held(plan)).containsExactly("mine=10.0.0.0");
    }

    @Test
    void changedTypeGivesTheAddressBack() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1/32")
                                .service(
                                        "a/was",
                                        s ->
                                                s.type(PublishedService.Type.CLUSTER_IP)
                                                        .holds("10.0.0.1")
                                                        .fromPool("default"))
                                .service("b/never", s -> s.type(PublishedService.Type.CLUSTER_IP)));
        assertThat(plan.writes())
                .singleElement()
                .satisfies(write -> {
                    assertThat(write.service().id().name()).isEqualTo("was");
                    assertThat(write.addresses()).isEmpty();
                });
    }

    @Test
    void freedAddressRestsForAllButItsLastOwner() {
        NetworkState state =
                network()
                        .pool("default", "10.0.0.1-10.0.0.2")
                        .service("a/other", s -> s.loadBalancerIp("10.0.0.2"))
                        .service("b/web")
                        .service("c/last")
                        .build();
        Memory memory =
                new Memory(Map.of(), Map.of(ip("10.0.0.1"), new NamespacedName("c", "last")));
        AllocationPlan plan = AllocationPlan.of(input(state, memory));
        assertThat(held(plan)).containsExactly("other=10.0.0.2", "last=10.0.0.1");
    }

    @Test
    void addressOfAServiceThatIsGoneIsNotGivenOnInTheNextPlan() {
        AllocationInput before =
                input(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.2")
                                .service("a/gone", s -> s.holds("10.0.0.1").fromPool("default"))
                                .build());
        NetworkState state =
                network()
                        .pool("default", "10.0.0.1-10.0.0.2")
                        .service("b/asks", s -> s.loadBalancerIp("10.0.0.1"))
                        .service("c/web")
                        .build();
        AllocationPlan plan =
                AllocationPlan.of(
                        input(state, new Memory(AllocationPlan.of(before).holdings(), Map.of())));
        assertThat(held(plan)).containsExactly("web=10.0.0.2");
        assertThat(failure(plan)).contains("freed by Service a/gone just now");
    }

    @Test
    void whoAsksForOneAddressMoreIsNotAskedWhetherAStrangerHasItsFirst() {
        NetworkState state =
                network()
                        .pool("default", "10.0.0.0/24", "2001:db8::/64")
                        .service(
                                "a/web",
                                s ->
                                        s.dual("PreferDualStack")
                                                .holds("10.0.0.7")
                                                .fromPool("default")
                                                .annotation(
                                                        "metallb.io/loadBalancerIPs",
                                                        "10.0.0.7,2001:db8::7"))
                        .build();
        AllocationPlan plan =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                AddressRules.of(state, AddressRules.NONE).value(),
                                Optional.empty(),
                                Memory.NONE,
                                new Probing(Set.of(), Optional.of(Set.of()))));
        assertThat(plan.probes()).containsOnlyKeys(ip("2001:db8::7"));
    }

    @Test
    void addressThatIsTakenAwayIsNotGivenOnInTheSamePlan() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.3")
                                .pool(manual(pooled("manual", "10.0.1.0/24")))
                                .service(
                                        "a/moves",
                                        s ->
                                                s.holds("10.0.0.1")
                                                        .annotation(
                                                                "metallb.io/address-pool",
                                                                "manual"))
                                .service("b/web"));
        assertThat(held(plan)).containsExactly("moves=10.0.1.0", "web=10.0.0.2");
    }

    @Test
    void addressesOfNodesAndOfStrangersAreRefused() {
        NetworkState state =
                network()
                        .pool("default", "10.0.0.1-10.0.0.4")
                        .node("n1", Map.of(), "10.0.0.1")
                        .service("a/web")
                        .service("b/asks-node", s -> s.loadBalancerIp("10.0.0.1"))
                        .service("c/asks-stranger", s -> s.loadBalancerIp("10.0.0.2"))
                        .build();
        AllocationPlan plan =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                AddressRules.of(state, AddressRules.NONE).value(),
                                Optional.empty(),
                                Memory.NONE,
                                new Probing(Set.of(ip("10.0.0.2")), Optional.empty())));
        assertThat(held(plan)).containsExactly("web=10.0.0.3");
        assertThat(plan.standing())
                .extracting(AllocationEvent::message)
                .containsExactly(
                        "Failed to allocate IP for \"b/asks-node\": 10.0.0.1 is the address of node"
                                + " n1",
                        "Failed to allocate IP for \"c/asks-stranger\": 10.0.0.2 is in use by a"
                                + " machine of the network that is none of the cluster");
    }

    @Test
    void addressThatIsHeldAndANodesIsKeptWithAWarning() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.4")
                                .node("n1", Map.of(), "10.0.0.1")
                                .service("a/web", s -> s.holds("10.0.0.1").fromPool("default")));
        assertThat(held(plan)).containsExactly("web=10.0.0.1");
        assertThat(reasons(plan)).containsExactly("AddressConflict");
    }

    @Test
    void firstAssignmentWaitsForItsProbeAndNobodyElseGetsTheAddress() {
        NetworkState state =
                network()
                        .pool("default", "10.0.0.1-10.0.0.9")
                        .service("a/first")
                        .service("b/second")
                        .service("c/holder", s -> s.holds("10.0.0.5").fromPool("default"))
                        .build();
        AddressRules rules = AddressRules.of(state, AddressRules.NONE).value();
        AllocationPlan asking =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                rules,
                                Optional.empty(),
                                Memory.NONE,
                                new Probing(Set.of(), Optional.of(Set.of()))));
        assertThat(asking.probes()).containsOnlyKeys(ip("10.0.0.1"), ip("10.0.0.2"));
        assertThat(asking.writes()).isEmpty();
        assertThat(asking.standing()).isEmpty();
        assertThat(asking.pending()).hasSize(2);
        AllocationPlan answered =
                AllocationPlan.of(
                        new AllocationInput(
                                state,
                                rules,
                                Optional.empty(),
                                Memory.NONE,
                                new Probing(
                                        Set.of(ip("10.0.0.1")),
                                        Optional.of(Set.of(ip("10.0.0.2"))))));
        assertThat(held(answered)).containsExactly("first=10.0.0.2", "holder=10.0.0.5");
        assertThat(answered.probes()).containsOnlyKeys(ip("10.0.0.3"));
    }

    @Test
    void explicitAddressMustLieInAPoolAndBeGood() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool(cautious(pooled("default", "10.0.0.0/24")))
                                .service("a/outside", s -> s.loadBalancerIp("10.9.0.1"))
                                .service("b/buggy", s -> s.loadBalancerIp("10.0.0.255"))
                                .service("c/senseless", s -> s.loadBalancerIp("ten"))
                                .service("d/family", s -> s.loadBalancerIp("2001:db8::1"))
                                .service(
                                        "e/both",
                                        s ->
                                                s.loadBalancerIp("10.0.0.1")
                                                        .annotation(
                                                                "metallb.io/loadBalancerIPs",
                                                                "10.0.0.1"))
                                .service(
                                        "f/two",
                                        s ->
                                                s.annotation(
                                                        "metallb.io/loadBalancerIPs",
                                                        "10.0.0.1,10.0.0.2"))
                                .service(
                                        "g/pools",
                                        s ->
                                                s.loadBalancerIp("10.0.0.1")
                                                        .annotation(
                                                                "metallb.io/address-pool", "x")));
        assertThat(plan.holdings()).isEmpty();
        assertThat(plan.standing())
                .extracting(event -> event.message().replaceAll("^[^:]*: ", ""))
                .containsExactlyInAnyOrder(
                        "no pool has 10.9.0.1, which the Service asks for",
                        "pool default avoids addresses that end in .0 and .255, such as"
                                + " 10.0.0.255",
                        "\"ten\", which the Service asks for, is not an IP address",
                        "the Service asks for 2001:db8::1 and has no cluster address of IPv6",
                        "spec.loadBalancerIP and the annotation metallb.io/loadBalancerIPs both"
                                + " name addresses; remove one of them",
                        "the Service asks for two addresses of one family",
                        "the Service asks for pool x and for 10.0.0.1, which is in pool default");
    }

    @Test
    void avoidedAddressesAreLeftOut() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool(cautious(pooled("default", "10.0.0.255-10.0.1.1")))
                                .service("a/web")
                                .service("b/web"));
        assertThat(held(plan)).containsExactly("web=10.0.1.1");
        assertThat(plan.usage())
                .containsExactly(
                        new PoolUsage(
                                "default",
                                new PoolUsage.Count(1, 1),
                                new PoolUsage.Count(0, 0),
                                1));
    }

    @Test
    void deprecatedAnnotationsCountAndAreTold() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.0/24")
                                .service(
                                        "a/web",
                                        s ->
                                                s.annotation(
                                                        "metallb.universe.tf/loadBalancerIPs",
                                                        "10.0.0.7")));
        assertThat(held(plan)).containsExactly("web=10.0.0.7");
        assertThat(reasons(plan)).containsExactly("deprecatedAnnotation");
    }

    @Test
    void changedWishMovesTheService() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.0/24")
                                .service(
                                        "a/web",
                                        s -> s.holds("10.0.0.1").loadBalancerIp("10.0.0.7")));
        assertThat(held(plan)).containsExactly("web=10.0.0.7");
    }

    @Test
    void pinnedPoolsComeFirstByPriorityAndZeroLast() {
        NetworkBuilder network =
                network()
                        .namespace("shop", Map.of("team", "x"))
                        .pool("a-common", "10.0.0.0/32")
                        .pool(pinned(pooled("b-unset", "10.0.1.0/32"), forShop(0)))
                        .pool(pinned(pooled("c-twenty", "10.0.2.0/32"), forShop(20)))
                        .pool(pinned(pooled("d-ten", "10.0.3.0/32"), forShop(10)));
        for (int i = 1; i <= 4; i++) {
            network.service("shop/s" + i).service("other/o" + i);
        }
        AllocationPlan plan = plan(network);
        assertThat(held(plan))
                .containsExactly("o1=10.0.0.0", "s1=10.0.3.0", "s2=10.0.2.0", "s3=10.0.1.0");
    }

    private static ServiceAllocation forShop(int priority) {
        return new ServiceAllocation(
                priority, List.of(), List.of(selector("team", "x")), List.of());
    }

    @Test
    void selectorThatMeetsNoNamespaceServesNobody() {
        AllocationPlan plan =
                plan(
                        network()
                                .namespace("shop", Map.of())
                                .pool(
                                        pinned(
                                                pooled("a", "10.0.0.0/24"),
                                                new ServiceAllocation(
                                                        0,
                                                        List.of(),
                                                        List.of(selector("team", "nobody")),
                                                        List.of(selector("tier", "front")))))
                                .service("shop/web", s -> s.label("tier", "front"))
                                .service(
                                        "shop/asks",
                                        s -> s.label("tier", "front").loadBalancerIp("10.0.0.1")));
        assertThat(plan.holdings()).isEmpty();
    }

    @Test
    void relabelledServiceLosesAddressOfAPoolThatIsForOthers() {
        ServiceAllocation fronts = forServices("tier", "In", "front");
        AllocationPlan plan =
                plan(
                        network()
                                .pool(pinned(pooled("a", "10.0.0.0/24"), fronts))
                                .service("shop/front", s -> s.label("tier", "front"))
                                .service("shop/was", s -> s.holds("10.0.0.3").fromPool("a")));
        assertThat(held(plan)).containsExactly("front=10.0.0.0");
        assertThat(failure(plan)).contains("every pool is for other Services");
    }

    @Test
    void poolWithoutAutoAssignIsForWhoAsks() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool(manual(pooled("a", "10.0.0.0/24")))
                                .service("a/any")
                                .service(
                                        "b/asks", s -> s.annotation("metallb.io/address-pool", "a"))
                                .service(
                                        "c/lost",
                                        s -> s.annotation("metallb.io/address-pool", "zzz")));
        assertThat(held(plan)).containsExactly("asks=10.0.0.0");
        assertThat(plan.standing())
                .extracting(AllocationEvent::message)
                .anySatisfy(message -> assertThat(message).contains("autoAssign: false"))
                .anySatisfy(message ->
                        assertThat(message)
                                .endsWith(
                                        "there is no pool zzz, which the Service asks for; there is"
                                                + " a"));
    }

    @Test
    void servicesShareByKeyPortAndBackend() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.9")
                                .service("a/s1", s -> s.shared("k").ports(80))
                                .service("a/s2", s -> s.shared("k").ports(443))
                                .service("a/s3", s -> s.shared("k").ports(80))
                                .service("a/s4", s -> s.shared("other").ports(8080))
                                .service("a/s5", s -> s.shared("k").ports(22).local())
                                .service("a/s6", s -> s.shared("k").ports(23).local())
                                .service(
                                        "a/s7",
                                        s -> s.shared("k").ports(24).local().selects("db")));
        assertThat(held(plan))
                .containsExactly(
                        "s1=10.0.0.1",
                        "s2=10.0.0.1",
                        "s3=10.0.0.2",
                        "s4=10.0.0.3",
                        "s5=10.0.0.4",
                        "s6=10.0.0.4",
                        "s7=10.0.0.5");
        assertThat(plan.usage().getFirst().v4().inUse()).isEqualTo(5);
        assertThat(plan.usage().getFirst().services()).isEqualTo(7);
    }

    @Test
    void lastAddressIsSharedWhenNoneIsFree() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.1-10.0.0.2")
                                .service("a/plain", s -> s.loadBalancerIp("10.0.0.1"))
                                .service("b/s1", s -> s.shared("k").ports(80))
                                .service("b/s2", s -> s.shared("k").ports(81))
                                .service("b/s3", s -> s.shared("k").ports(82)));
        assertThat(held(plan))
                .containsExactly("plain=10.0.0.1", "s1=10.0.0.2", "s2=10.0.0.2", "s3=10.0.0.2");
    }

    @Test
    void twoWhoAskForOneAddressAreToldWhyTheyMayNotShareIt() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("default", "10.0.0.0/24")
                                .service("a/first", s -> s.loadBalancerIp("10.0.0.7"))
                                .service("b/second", s -> s.loadBalancerIp("10.0.0.7")));
        assertThat(held(plan)).containsExactly("first=10.0.0.7");
        assertThat(failure(plan))
                .endsWith(
                        "10.0.0.7 is in use by Service a/first, and both would need the annotation"
                                + " metallb.io/allow-shared-ip");
    }

    @Test
    void whoChangesItsTermsLosesTheSharedAddressAndNotTheOther() {
        NetworkBuilder before =
                network()
                        .pool("default", "10.0.0.1-10.0.0.2")
                        .service("a/changes", s -> s.shared("k").ports(80).holds("10.0.0.1"))
                        .service("b/stays", s -> s.shared("k").ports(81).holds("10.0.0.1"));
        AllocationPlan first = plan(before);
        assertThat(held(first)).containsExactly("changes=10.0.0.1", "stays=10.0.0.1");
        NetworkState now =
                before.service("a/changes", s -> s.shared("k").ports(80).local().holds("10.0.0.1"))
                        .build();
        AllocationPlan second =
                AllocationPlan.of(input(now, new Memory(first.holdings(), Map.of())));
        assertThat(held(second)).containsExactly("changes=10.0.0.2", "stays=10.0.0.1");
    }

    @Test
    void soleUserMayChangeItsKey() {
        NetworkBuilder network =
                network()
                        .pool("default", "10.0.0.1-10.0.0.2")
                        .service("a/web", s -> s.shared("k").holds("10.0.0.2"));
        AllocationPlan first = plan(network);
        NetworkState now = network.service("a/web", s -> s.shared("new").holds("10.0.0.2")).build();
        assertThat(held(AllocationPlan.of(input(now, new Memory(first.holdings(), Map.of())))))
                .containsExactly("web=10.0.0.2");
    }

    @Test
    void dualStackIsOfOnePool() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a4", "10.0.0.0/24")
                                .pool("b6", "2001:db8::/120")
                                .pool("c46", "2001:db8:1::/120", "10.0.1.0/24")
                                .service("a/prefers", s -> s.dual("PreferDualStack"))
                                .service("b/requires", s -> s.dual("RequireDualStack"))
                                .service("c/single")
                                .service(
                                        "d/six",
                                        s ->
                                                s.clusterIps(
                                                        "RequireDualStack",
                                                        "fd00:96::7",
                                                        "10.96.0.7")));
        assertThat(held(plan))
                .containsExactly(
                        "prefers=10.0.1.0,2001:db8:1::",
                        "requires=10.0.1.1,2001:db8:1::1",
                        "single=10.0.0.0",
                        "six=2001:db8:1::2,10.0.1.2");
    }

    @Test
    void preferredSecondFamilyMayBeMissing() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a4", "10.0.0.0/24")
                                .pool("b6", "2001:db8::/120")
                                .service("a/four", s -> s.dual("PreferDualStack"))
                                .service(
                                        "b/six",
                                        s ->
                                                s.clusterIps(
                                                        "PreferDualStack",
                                                        "fd00:96::7",
                                                        "10.96.0.7"))
                                .service("c/requires", s -> s.dual("RequireDualStack"))
                                .service("d/one", s -> s.clusterIps("RequireDualStack", "10.1.1.1"))
                                .service("e/headless", s -> s.clusterIps("SingleStack")));
        assertThat(held(plan)).containsExactly("four=10.0.0.0", "six=2001:db8::");
        assertThat(reasons(plan))
                .containsExactlyInAnyOrder(
                        "AllocationFailed", "not enough clusterips", "noclusterIPsIPFamily");
    }

    @Test
    void familyThatAPoolGetsIsAddedAndTheFirstAddressStays() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a", "10.0.0.0/24", "2001:db8::/120")
                                .pool("b", "10.0.1.0/24")
                                .service(
                                        "a/grows",
                                        s ->
                                                s.dual("PreferDualStack")
                                                        .holds("10.0.0.7")
                                                        .fromPool("a"))
                                .service(
                                        "b/stays",
                                        s ->
                                                s.dual("PreferDualStack")
                                                        .holds("10.0.1.7")
                                                        .fromPool("b"))
                                .service(
                                        "c/needs",
                                        s -> s.dual("RequireDualStack").holds("10.0.0.8")));
        assertThat(held(plan))
                .containsExactly(
                        "grows=10.0.0.7,2001:db8::",
                        "stays=10.0.1.7",
                        "needs=10.0.0.8,2001:db8::1");
    }

    @Test
    void whoRequiresBothAndHasOneOfAPoolWithoutTheOtherMoves() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .pool("b", "10.0.1.0/24", "2001:db8::/120")
                                .service(
                                        "a/moves",
                                        s -> s.dual("RequireDualStack").holds("10.0.0.7"))
                                .service("b/next"));
        assertThat(held(plan)).containsExactly("moves=10.0.1.0,2001:db8::", "next=10.0.0.0");
    }

    @Test
    void familyThatIsLostTakesItsAddressOnly() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .service(
                                        "a/web",
                                        s ->
                                                s.dual("PreferDualStack")
                                                        .holds("10.0.0.7", "2001:db8::7")
                                                        .fromPool("a"))
                                .service("b/single", s -> s.holds("10.0.0.8", "2001:db8::8")));
        assertThat(held(plan)).containsExactly("web=10.0.0.7", "single=10.0.0.8");
    }

    @Test
    void twoWhoHoldOneAddressAreTakenApart() {
        AllocationPlan plan =
                plan(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .service("a/first", s -> s.holds("10.0.0.7"))
                                .service("b/second", s -> s.holds("10.0.0.7")));
        assertThat(held(plan)).containsExactly("first=10.0.0.7", "second=10.0.0.0");
    }

    @Test
    void tenThousandServicesTakeOneWalkThroughTheirPool() {
        NetworkBuilder network = network().pool("default", "10.0.0.0/16");
        for (int i = 0; i < 10_000; i++) {
            String id = "n" + i % 100 + "/s" + i;
            int port = 1 + i % 3;
            switch (i % 4) {
                case 0 -> network.service(id, s -> s.shared("k").ports(port));
                case 1 -> {
                    String ip = "10.0." + (i / 250 + 100) + "." + i % 250;
                    network.service(id, s -> s.holds(ip));
                }
                default -> network.service(id);
            }
        }
        Allocator allocator = new Allocator(input(network.build()));
        AllocationPlan plan = allocator.plan();
        assertThat(plan.holdings()).hasSize(10_000);
        assertThat(plan.pending()).isEmpty();
        assertThat(allocator.steps()).isLessThan(60_000);
    }

    @Test
    void servicesThatWouldShareButForOnePortTakeNoMoreMemoryThanOthers() {
        NetworkBuilder network = network().pool("default", "10.0.0.0/16");
        for (int i = 0; i < 4_000; i++) {
            int port = 1000 + i;
            network.service("a/s" + i, s -> s.shared("k").ports(80, port));
        }
        NetworkState state = network.build();
        Allocator allocator = new Allocator(input(state));
        long before = allocated();
        AllocationPlan plan = allocator.plan();
        assertThat(plan.holdings()).hasSize(4_000);
        assertThat(allocated() - before).isLessThan(100_000_000);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void samePlanComesOfItsOwnResult() {
        NetworkBuilder network = network().pool("default", "10.0.0.0/24");
        for (int i = 0; i < 50; i++) {
            int port = i % 7;
            network.service("a/s" + i, s -> s.shared("k").ports(80 + port));
        }
        NetworkState state = network.build();
        AllocationPlan plan = AllocationPlan.of(input(state));
        SortedMap<NamespacedName, dev.brama.cluster.LoadBalancerService> after =
                new TreeMap<>(state.services());
        plan.writes()
                .forEach(write ->
                        after.put(
                                write.service().id(),
                                write.service()
                                        .written(
                                                "2",
                                                new TreeMap<>(
                                                        Map.of(
                                                                "metallb.io/ip-allocated-from-pool",
                                                                write.pool().orElseThrow(),
                                                                "metallb.io/allow-shared-ip",
                                                                "k")),
                                                write.addresses().stream()
                                                        .map(address ->
                                                                dev.brama.cluster
                                                                        .LoadBalancerAddress.ofIp(
                                                                        address.toString()))
                                                        .toList())));
        AllocationPlan again = AllocationPlan.of(input(state.withServices(after)));
        assertThat(again.writes()).isEmpty();
        assertThat(again.holdings()).isEqualTo(plan.holdings());
    }

    /// For Services whose label fits this expression.
    private static ServiceAllocation forServices(String key, String operator, String value) {
        return new ServiceAllocation(
                0,
                List.of(),
                List.of(),
                List.of(
                        new LabelSelector(
                                new TreeMap<>(),
                                List.of(
                                        new LabelSelector.Requirement(
                                                key, operator, List.of(value))))));
    }
}
