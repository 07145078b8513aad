package dev.brama.address;

import static dev.brama.address.IpAddressTest.ip;
import static dev.brama.fixture.NetworkBuilder.created;
import static dev.brama.fixture.NetworkBuilder.labelled;
import static dev.brama.fixture.NetworkBuilder.manual;
import static dev.brama.fixture.NetworkBuilder.network;
import static dev.brama.fixture.NetworkBuilder.pinned;
import static dev.brama.fixture.NetworkBuilder.place;
import static dev.brama.fixture.NetworkBuilder.pooled;
import static dev.brama.fixture.NetworkBuilder.selector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IpAddressPoolObject.ServiceAllocation;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.L2AdvertisementObject.PreferredNode;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.Place;
import dev.brama.fixture.NetworkBuilder;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressRulesTest {
    private static Checked<AddressRules> rules(NetworkBuilder network) {
        return AddressRules.of(network.build(), AddressRules.NONE);
    }

    private static List<String> ranges(Checked<AddressRules> rules, String pool) {
        return rules.value().pools().get(pool).ranges().stream().map(IpRange::toString).toList();
    }

    private static List<Reason> reasons(Checked<?> checked) {
        return checked.problems().stream().map(Problem::reason).toList();
    }

    @Test
    void goodPoolsHaveNoProblems() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "192.168.1.70-192.168.1.80", "2001:db8::/112")
                                .pool("b", "192.168.1.81-192.168.1.90")
                                .advertise("all"));
        assertThat(rules.problems()).isEmpty();
        assertThat(ranges(rules, "a"))
                .containsExactly("192.168.1.70-192.168.1.80", "2001:db8::-2001:db8::ffff");
        assertThat(rules.value().poolOf(ip("192.168.1.80")).orElseThrow().name()).isEqualTo("a");
        assertThat(rules.value().poolOf(ip("192.168.1.81")).orElseThrow().name()).isEqualTo("b");
        assertThat(rules.value().poolOf(ip("2001:db8::7")).orElseThrow().name()).isEqualTo("a");
        assertThat(rules.value().poolOf(ip("192.168.1.69"))).isEmpty();
        assertThat(rules.value().poolOf(ip("2001:db8::1:0"))).isEmpty();
    }

    @Test
    void badEntryLeavesTheOthersInForce() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "192.168.1.80-192.168.1.70", "192.168.2.0/24")
                                .pool("b", "10.0.0.1")
                                .pool("c", "192.168.3.0/24")
                                .advertise("all"));
        assertThat(rules.problems())
                .extracting(Problem::field, Problem::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "spec.addresses[0]",
                                "the range runs backwards: 192.168.1.80 comes after 192.168.1.70;"
                                        + " the other addresses of the pool count"),
                        org.assertj.core.groups.Tuple.tuple(
                                "spec.addresses[0]",
                                "10.0.0.1 is a single address, where a network or a range belongs;"
                                        + " the pool is empty"));
        assertThat(ranges(rules, "a")).containsExactly("192.168.2.0-192.168.2.255");
        assertThat(ranges(rules, "b")).isEmpty();
        assertThat(ranges(rules, "c")).hasSize(1);
        assertThat(rules.value().isIncomplete("a")).isTrue();
        assertThat(rules.value().isIncomplete("c")).isFalse();
    }

    @Test
    void poolWithANewMistakeKeepsItsLastGoodAddresses() {
        NetworkState good = network().pool("a", "192.168.1.0/24").advertise("all").build();
        NetworkState bad = network().pool("a", "192.168.1.0-24").advertise("all").build();
        AddressRules before = AddressRules.of(good, AddressRules.NONE).value();
        Checked<AddressRules> now = AddressRules.of(bad, before);
        assertThat(ranges(now, "a")).containsExactly("192.168.1.0-192.168.1.255");
        assertThat(now.problems())
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .endsWith("; the pool keeps the addresses that it had");
        assertThat(ranges(AddressRules.of(bad, now.value()), "a")).hasSize(1);
    }

    @Test
    void ofTwoPoolsThatOverlapTheOlderOneStaysAndTheOtherLosesTheOverlap() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool(
                                        created(
                                                pooled("a", "10.0.0.0/8", "172.16.0.0/16"),
                                                "2026-02-01T00:00:00Z"))
                                .pool(created(pooled("b", "10.1.0.0/16"), "2026-01-01T00:00:00Z"))
                                .advertise("all"));
        assertThat(ranges(rules, "b")).hasSize(1);
        assertThat(ranges(rules, "a"))
                .containsExactly(
                        "10.0.0.0-10.0.255.255",
                        "10.2.0.0-10.255.255.255",
                        "172.16.0.0-172.16.255.255");
        assertThat(rules.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.ADDRESS_CLAIMED);
                    assertThat(problem.object().name()).isEqualTo("a");
                    assertThat(problem.field()).isEqualTo("spec.addresses[0]");
                    assertThat(problem.message())
                            .isEqualTo(
                                    "10.0.0.0-10.255.255.255 overlaps 10.1.0.0-10.1.255.255 of pool"
                                            + " b in IPAddressPool metallb-system/b; what both have"
                                            + " is left out of it");
                });
    }

    @Test
    void addressesInForceAreNotTakenByANewPool() {
        NetworkState first =
                network()
                        .pool(created(pooled("new", "10.1.0.0/16"), "2026-02-01T00:00:00Z"))
                        .build();
        AddressRules before = AddressRules.of(first, AddressRules.NONE).value();
        Checked<AddressRules> now =
                AddressRules.of(
                        network()
                                .pool(created(pooled("new", "10.1.0.0/16"), "2026-02-01T00:00:00Z"))
                                .pool(created(pooled("old", "10.0.0.0/8"), "2026-01-01T00:00:00Z"))
                                .build(),
                        before);
        assertThat(ranges(now, "new")).hasSize(1);
        assertThat(ranges(now, "old"))
                .containsExactly("10.0.0.0-10.0.255.255", "10.2.0.0-10.255.255.255");
    }

    @Test
    void poolThatGrowsIntoAnotherKeepsWhatItHad() {
        AddressRules before =
                AddressRules.of(
                                network()
                                        .pool("a", "10.0.0.0/25")
                                        .pool("b", "10.0.0.192-10.0.1.9")
                                        .advertise("all")
                                        .build(),
                                AddressRules.NONE)
                        .value();
        Checked<AddressRules> now =
                AddressRules.of(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .pool("b", "10.0.0.192-10.0.1.9")
                                .advertise("all")
                                .build(),
                        before);
        assertThat(ranges(now, "a")).containsExactly("10.0.0.0-10.0.0.191");
        assertThat(ranges(now, "b")).containsExactly("10.0.0.192-10.0.1.9");
        assertThat(now.problems())
                .singleElement()
                .extracting(problem -> problem.object().name())
                .isEqualTo("a");
    }

    @Test
    void poolOverTheWholeOfAFamilyMayOverlapAtBothEnds() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "::/128", "ffff::/16", "255.255.255.255/32")
                                .pool("b", "::/0", "0.0.0.0/0")
                                .advertise("all"));
        assertThat(ranges(rules, "b"))
                .containsExactly(
                        "::1-fffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0-255.255.255.254");
    }

    @Test
    void newGoodEntriesOfAPoolWithAMistakeCountBesideWhatItHad() {
        AddressRules before =
                rules(network().pool("a", "10.0.0.0/24", "10.9.0.9-10.9.0.1").advertise("all"))
                        .value();
        Checked<AddressRules> now =
                AddressRules.of(
                        network()
                                .pool("a", "10.0.0.0/25", "10.9.0.9-10.9.0.1", "10.1.0.0/24")
                                .advertise("all")
                                .build(),
                        before);
        assertThat(ranges(now, "a"))
                .containsExactly(
                        "10.0.0.0-10.0.0.127", "10.1.0.0-10.1.0.255", "10.0.0.128-10.0.0.255");
        assertThat(now.problems()).hasSize(1);
    }

    @Test
    void poolThatCannotBeReadStaysAsItWas() {
        NetworkState good =
                network().pool(manual(pooled("a", "10.0.0.0/24"))).advertise("of-a", "a").build();
        AddressRules before = AddressRules.of(good, AddressRules.NONE).value();
        Checked<AddressRules> now =
                AddressRules.of(network().unreadPool("a").advertise("of-a", "a").build(), before);
        assertThat(ranges(now, "a")).containsExactly("10.0.0.0-10.0.0.255");
        assertThat(now.value().pool("a").orElseThrow().autoAssign()).isFalse();
        assertThat(now.value().isIncomplete("a")).isTrue();
        assertThat(now.problems()).isEmpty();
        Checked<AddressRules> started =
                AddressRules.of(
                        network().unreadPool("a").advertise("of-a", "a").build(),
                        AddressRules.NONE);
        assertThat(ranges(started, "a")).isEmpty();
        assertThat(started.problems()).isEmpty();
    }

    @Test
    void advertisementThatCannotBeReadStaysAsItWas() {
        NetworkState good = network().pool("a", "10.0.0.0/24").advertise("of-a", "a").build();
        AddressRules before = AddressRules.of(good, AddressRules.NONE).value();
        Checked<AddressRules> now =
                AddressRules.of(
                        network().pool("a", "10.0.0.0/24").unreadAdvertisement("of-a").build(),
                        before);
        assertThat(now.value().advertisements())
                .singleElement()
                .satisfies(each -> assertThat(each.pools()).containsExactly("a"));
        assertThat(now.problems()).isEmpty();
    }

    @Test
    void overlapWithinAPoolCountsOnce() {
        Checked<AddressRules> rules =
                rules(network().pool("a", "10.0.0.0/24", "10.0.0.5/32").advertise("all"));
        assertThat(ranges(rules, "a")).containsExactly("10.0.0.0-10.0.0.255");
        assertThat(rules.problems().getFirst().message()).contains("of the same pool");
    }

    @Test
    void secondPoolOfANameIsLeftOut() {
        Checked<AddressRules> rules =
                rules(network().pool("a", "10.0.0.0/24").pool("a", "10.0.1.0/24").advertise("all"));
        assertThat(ranges(rules, "a")).containsExactly("10.0.0.0-10.0.0.255");
        assertThat(reasons(rules)).containsExactly(Reason.DUPLICATE_OBJECT);
    }

    @Test
    void poolWithoutAddressesIsTold() {
        assertThat(reasons(rules(network().pool("a").advertise("all"))))
                .containsExactly(Reason.MISSING_FIELD);
    }

    @Test
    void poolThatNobodyAnnouncesIsTold() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .pool("b", "10.0.1.0/24")
                                .advertise("one", "a"));
        assertThat(rules.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object().name()).isEqualTo("b");
                    assertThat(problem.reason()).isEqualTo(Reason.NOT_ANNOUNCED);
                    assertThat(problem.isError()).isFalse();
                });
    }

    @Test
    void advertisementOfMissingPoolsIsOfNone() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .advertise("all")
                                .advertise("none", "b", "b"));
        assertThat(rules.value().advertisements().get(1).pools()).isEmpty();
        assertThat(rules.problems())
                .extracting(Problem::reason, Problem::fix)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                Reason.MISSING_REFERENCE, "write one of a"));
        assertThat(reasons(rules)).contains(Reason.INEFFECTIVE_SETTING);
    }

    @Test
    void advertisementTakesPoolsByLabel() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool(labelled(pooled("a", "10.0.0.0/24"), Map.of("zone", "x")))
                                .pool("b", "10.0.1.0/24")
                                .advertise(advertisement(List.of(selector("zone", "x")), List.of()))
                                .advertise("b", "b"));
        assertThat(rules.problems()).isEmpty();
        assertThat(rules.value().advertisements())
                .extracting(each -> List.copyOf(each.pools()))
                .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    private static L2AdvertisementObject advertisement(
            List<LabelSelector> pools, List<PreferredNode> preferred) {
        return new L2AdvertisementObject(
                place("L2Advertisement", "test"),
                "test",
                List.of(),
                pools,
                List.of(selector("role", "edge")),
                List.of("eth0"),
                List.of(),
                preferred);
    }

    @Test
    void weightsOfAllPreferencesAddUp() {
        L2AdvertisementObject written =
                advertisement(
                        List.of(),
                        List.of(
                                new PreferredNode(10, selector("zone", "x")),
                                new PreferredNode(5, selector("role", "edge")),
                                new PreferredNode(101, selector("role", "edge"))));
        Checked<AddressRules> rules = rules(network().pool("a", "10.0.0.0/24").advertise(written));
        Advertisement advertisement = rules.value().advertisements().getFirst();
        assertThat(advertisement.weight(Map.of("zone", "x", "role", "edge"))).isEqualTo(15);
        assertThat(advertisement.admitsNode(Map.of("role", "edge"))).isTrue();
        assertThat(advertisement.admitsNode(Map.of())).isFalse();
        assertThat(rules.problems())
                .singleElement()
                .extracting(Problem::field)
                .isEqualTo("spec.preferredNodeSelectors[2].weight");
    }

    @Test
    void selectorsThatMeetNothingAreTold() {
        L2AdvertisementObject written = advertisement(List.of(), List.of());
        Checked<AddressRules> rules =
                rules(
                        network()
                                .node("n1", Map.of("role", "worker"), "10.9.0.1")
                                .namespace("shop", Map.of())
                                .pool(
                                        pinned(
                                                pooled("a", "10.0.0.0/24"),
                                                new ServiceAllocation(
                                                        0,
                                                        List.of(),
                                                        List.of(selector("team", "none")),
                                                        List.of())))
                                .advertise(written));
        assertThat(rules.problems())
                .extracting(Problem::field)
                .containsExactly("spec.serviceAllocation.namespaceSelectors", "spec.nodeSelectors");
        assertThat(rules.value().pools().get("a").admits("shop", Map.of())).isFalse();
    }

    private static LabelSelector senseless() {
        return new LabelSelector(
                new java.util.TreeMap<>(),
                List.of(new LabelSelector.Requirement("a", "Equals", List.of("b"))));
    }

    private static NetworkBuilder selecting(LabelSelector services, LabelSelector nodes) {
        return network()
                .pool(
                        pinned(
                                pooled("a", "10.0.0.0/24"),
                                new ServiceAllocation(0, List.of(), List.of(), List.of(services))))
                .advertise(
                        new L2AdvertisementObject(
                                place("L2Advertisement", "lan"),
                                "lan",
                                List.of("a"),
                                List.of(),
                                List.of(nodes),
                                List.of(),
                                List.of(),
                                List.of()));
    }

    @Test
    void whoAPoolIsForAndWhoAnnouncesItStayWhileASelectorMakesNoSense() {
        AddressRules before =
                rules(selecting(selector("tier", "front"), selector("role", "edge"))).value();
        Checked<AddressRules> now =
                AddressRules.of(selecting(senseless(), senseless()).build(), before);
        AddressPool pool = now.value().pools().get("a");
        assertThat(pool.admits("shop", Map.of("tier", "front"))).isTrue();
        assertThat(pool.admits("shop", Map.of("tier", "back"))).isFalse();
        Advertisement advertisement = now.value().advertisements().getFirst();
        assertThat(advertisement.admitsNode(Map.of("role", "edge"))).isTrue();
        assertThat(advertisement.admitsNode(Map.of("role", "worker"))).isFalse();
        assertThat(now.problems())
                .hasSize(2)
                .extracting(Problem::message)
                .allMatch(message -> message.endsWith("; what was there before stays in force"));
    }

    @Test
    void preferenceWithoutSenseIsTold() {
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool("a", "10.0.0.0/24")
                                .advertise(
                                        new L2AdvertisementObject(
                                                place("L2Advertisement", "lan"),
                                                "lan",
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of(
                                                        new L2AdvertisementObject.PreferredNode(
                                                                5, senseless())))));
        assertThat(rules.problems())
                .singleElement()
                .extracting(Problem::field)
                .isEqualTo("spec.preferredNodeSelectors[0].preference.matchExpressions");
    }

    @Test
    void selectorWithoutSenseMatchesNothing() {
        LabelSelector senseless = senseless();
        Checked<AddressRules> rules =
                rules(
                        network()
                                .pool(
                                        pinned(
                                                pooled("a", "10.0.0.0/24"),
                                                new ServiceAllocation(
                                                        0,
                                                        List.of("shop", "shop"),
                                                        List.of(),
                                                        List.of(senseless, senseless))))
                                .advertise("all"));
        assertThat(rules.value().pools().get("a").admits("shop", Map.of("a", "b"))).isFalse();
        assertThat(rules.problems())
                .extracting(Problem::field)
                .containsExactly(
                        "spec.serviceAllocation.namespaces[1]",
                        "spec.serviceAllocation.serviceSelectors[0].matchExpressions",
                        "spec.serviceAllocation.serviceSelectors[1]",
                        "spec.serviceAllocation.serviceSelectors[1].matchExpressions");
    }

    @Test
    void legacyPoolIsAPoolWithItsAdvertisement() {
        ObjectRef config = new ObjectRef("ConfigMap", "metallb-system", "config");
        Checked<AddressRules> rules =
                rules(
                        network()
                                .legacy(
                                        new LegacyAddressPool(
                                                new Place(config, "address-pools[0]"),
                                                "default",
                                                "layer2",
                                                List.of("192.168.1.70-192.168.1.80"),
                                                true,
                                                false))
                                .legacy(
                                        new LegacyAddressPool(
                                                new Place(config, "address-pools[1]"),
                                                "outer",
                                                "bgp",
                                                List.of("192.0.2.0/24"),
                                                true,
                                                true)));
        assertThat(rules.value().pools().keySet()).containsExactly("default", "outer");
        assertThat(rules.value().advertisements())
                .singleElement()
                .extracting(Advertisement::name)
                .isEqualTo("l2advertisement1");
        assertThat(rules.problems())
                .extracting(Problem::field, Problem::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "address-pools[1].protocol", Reason.UNSUPPORTED_SETTING),
                        org.assertj.core.groups.Tuple.tuple("", Reason.NOT_ANNOUNCED));
    }

    @Test
    void networkWrittenByOneOfItsAddressesCountsWhole() {
        Checked<AddressRules> rules = rules(network().pool("a", "192.168.1.7/24").advertise("all"));
        assertThat(ranges(rules, "a")).containsExactly("192.168.1.0-192.168.1.255");
        assertThat(rules.problems().getFirst().isError()).isFalse();
        assertThat(rules.value().isIncomplete("a")).isFalse();
    }

    @Test
    void sharedServiceIsNotAnnouncedWhereOnlySomeServicesAre() {
        L2AdvertisementObject some =
                new L2AdvertisementObject(
                        place("L2Advertisement", "some"),
                        "some",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(selector("tier", "front")),
                        List.of());
        NetworkState state =
                network()
                        .pool("a", "10.0.0.0/24")
                        .advertise(some)
                        .service("shop/alone", service -> service.label("tier", "front"))
                        .service("shop/other")
                        .service(
                                "shop/shared",
                                service -> service.label("tier", "front").shared("k"))
                        .build();
        AddressRules rules = AddressRules.of(state, AddressRules.NONE).value();
        AddressPool pool = rules.pools().get("a");
        assertThat(state.services().values())
                .extracting(service -> rules.advertisementsOf(pool, service).size())
                .containsExactly(1, 0, 0);
    }
}
