package dev.brama.address;

import static dev.brama.fixture.NetworkBuilder.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.fixture.NetworkBuilder;
import dev.brama.fixture.NetworkBuilder.ServiceBuilder;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each mistake that people make is told with the object, the field, the reason and a mend, and
/// takes nothing from anybody else.
class MistakesTest {
    /// @param mistake in words
    /// @param object that is told of
    /// @param message a part of it
    /// @param fix a part of it
    private record Case(
            String mistake,
            UnaryOperator<NetworkBuilder> made,
            String object,
            String field,
            Reason reason,
            String message,
            String fix) {
        @Override
        public String toString() {
            return mistake;
        }
    }

    static Stream<Case> mistakes() {
        return Stream.concat(mistakesOfPools(), mistakesOfOthers());
    }

    private static Stream<Case> mistakesOfPools() {
        return Stream.of(
                pool(
                        "pool overlaps another",
                        "10.0.0.128/25",
                        Reason.ADDRESS_CLAIMED,
                        "10.0.0.128-10.0.0.255 overlaps 10.0.0.0-10.0.0.255 of pool a",
                        "give each address to one pool"),
                pool(
                        "range is backwards",
                        "10.9.0.9-10.9.0.1",
                        Reason.INVALID_FIELD,
                        "10.9.0.9 comes after 10.9.0.1",
                        "write 10.9.0.1-10.9.0.9"),
                pool(
                        "address is bare",
                        "10.9.0.1",
                        Reason.INVALID_FIELD,
                        "a single address",
                        "write 10.9.0.1/32"),
                pool(
                        "range is of two families",
                        "10.9.0.1-2001:db8::9",
                        Reason.INVALID_FIELD,
                        "starts with IPv4 and ends with IPv6",
                        "one of each family"),
                pool(
                        "prefix is longer than its family allows",
                        "10.9.0.0/64",
                        Reason.INVALID_FIELD,
                        "64",
                        "from 0 to 32"),
                pool(
                        "address is none",
                        "10.9.0.300/32",
                        Reason.INVALID_FIELD,
                        "is not an IP address",
                        "write an address such as"),
                new Case(
                        "pool is empty",
                        network -> network.pool("z"),
                        "IPAddressPool metallb-system/z",
                        "spec.addresses",
                        Reason.MISSING_FIELD,
                        "has no addresses",
                        "add a network or a range"),
                new Case(
                        "pool has the name of another",
                        network -> network.pool("a", "10.9.0.0/24"),
                        "IPAddressPool metallb-system/a",
                        "spec.name",
                        Reason.DUPLICATE_OBJECT,
                        "another pool has the name a",
                        "a name of its own"));
    }

    private static Case pool(
            String mistake, String address, Reason reason, String message, String fix) {
        return new Case(
                mistake,
                network -> network.pool("z", address),
                "IPAddressPool metallb-system/z",
                "spec.addresses[0]",
                reason,
                message,
                fix);
    }

    private static Stream<Case> mistakesOfOthers() {
        return Stream.of(
                new Case(
                        "advertisement names a missing pool",
                        network -> network.advertise("some", "nowhere"),
                        "L2Advertisement metallb-system/some",
                        "spec.ipAddressPools[0]",
                        Reason.MISSING_REFERENCE,
                        "there is no pool",
                        "write one of a"),
                new Case(
                        "advertisement names what is no interface",
                        network -> network.advertiseOn("some", "eth0 or eth1"),
                        "L2Advertisement metallb-system/some",
                        "spec.interfaces[0]",
                        Reason.INVALID_FIELD,
                        "is not the name of an interface",
                        "as ip link shows it"),
                service(
                        "two Services ask for one address",
                        s -> s.loadBalancerIp("10.0.0.7"),
                        "spec.loadBalancerIP",
                        "10.0.0.7 is in use by Service shop/web"),
                service(
                        "Service asks for an address of no pool",
                        s -> s.annotation("metallb.io/loadBalancerIPs", "10.77.0.1"),
                        "metadata.annotations[metallb.io/loadBalancerIPs]",
                        "no pool has 10.77.0.1"),
                service(
                        "Service asks for an address of a family that it has not",
                        s -> s.annotation("metallb.io/loadBalancerIPs", "2001:db8::1"),
                        "metadata.annotations[metallb.io/loadBalancerIPs]",
                        "has no cluster address of IPv6"),
                service(
                        "Service asks for a missing pool by the old annotation",
                        s -> s.annotation("metallb.universe.tf/address-pool", "gold"),
                        "metadata.annotations[metallb.universe.tf/address-pool]",
                        "there is no pool gold"));
    }

    private static Case service(
            String mistake, UnaryOperator<ServiceBuilder> wish, String field, String message) {
        return new Case(
                mistake,
                network -> network.service("shop/zebra", wish),
                "Service shop/zebra",
                field,
                Reason.NO_ADDRESS,
                message,
                "change what the Service asks for, or the pools");
    }

    /// A cluster in order: `shop/web` has 10.0.0.7, and `shop/next` is about to get 10.0.0.0.
    private static NetworkBuilder inOrder() {
        return network()
                .pool("a", "10.0.0.0/24")
                .advertise("all")
                .service("shop/web", s -> s.holds("10.0.0.7").fromPool("a"))
                .service("shop/next", s -> s.created("2026-01-01T00:00:00Z"));
    }

    private static AllocationPlan plan(NetworkState state) {
        return AllocationPlan.of(
                new AllocationInput(
                        state,
                        AddressRules.of(state, AddressRules.NONE).value(),
                        Optional.empty(),
                        Memory.NONE,
                        Probing.NONE));
    }

    private static String held(AllocationPlan plan, String service) {
        Holding holding = plan.holdings().get(new NamespacedName("shop", service));
        return holding == null ? "nothing" : Texts.list(holding.addresses());
    }

    @Test
    void clusterInOrderHasNoProblem() {
        assertThat(AddressCheck.problems(inOrder().build())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.1.0.0/16, 127.1.0.0-127.1.255.255 are for the loopback",
        "223.255.255.250-224.0.0.9, 224.0.0.0-224.0.0.9 are for multicast",
        "255.255.255.255/32, are for future use and broadcast",
        "0.0.0.0/0, 0.0.0.0-0.255.255.255 are for this host",
        "::1/128, are for no address and the loopback",
        "fe80::70-fe80::80, fe80::70-fe80::80 are for one link alone",
        "ff02::/16, are for multicast",
    })
    void addressesThatNoHostOfALanHasAreWarnedOf(String addresses, String message) {
        NetworkState state = inOrder().pool("z", addresses).build();

        assertThat(AddressCheck.problems(state))
                .filteredOn(problem -> !problem.isError())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object()).hasToString("IPAddressPool metallb-system/z");
                    assertThat(problem.field()).isEqualTo("spec.addresses[0]");
                    assertThat(problem.message()).contains(message);
                    assertThat(problem.fix()).isEqualTo("write addresses of the LAN of the nodes");
                });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsToldWithItsMendAndDisturbsNobody(Case one) {
        NetworkState state = one.made().apply(inOrder()).build();
        List<Problem> problems = AddressCheck.problems(state);
        assertThat(problems)
                .filteredOn(Problem::isError)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object()).hasToString(one.object());
                    assertThat(problem.field()).isEqualTo(one.field());
                    assertThat(problem.reason()).isEqualTo(one.reason());
                    assertThat(problem.message()).contains(one.message());
                    assertThat(problem.fix()).contains(one.fix());
                });
        AllocationPlan plan = plan(state);
        assertThat(held(plan, "web")).isEqualTo("10.0.0.7");
        assertThat(held(plan, "next")).isEqualTo("10.0.0.0");
        assertThat(plan.writes())
                .extracting(write -> write.service().id().name())
                .containsExactly("next");
    }

    @Test
    void poolThatIsRemovedWhileInUseIsToldToWhoLosesItsAddressAndToNobodyElse() {
        NetworkState state =
                inOrder().service("shop/old", s -> s.holds("10.9.0.1").fromPool("gone")).build();
        AllocationPlan plan = plan(state);
        assertThat(held(plan, "old")).isEqualTo("10.0.0.1");
        assertThat(plan.writes())
                .filteredOn(write -> write.service().id().name().equals("old"))
                .singleElement()
                .satisfies(write ->
                        assertThat(write.events())
                                .extracting(AllocationEvent::reason, AllocationEvent::message)
                                .containsExactly(
                                        org.assertj.core.groups.Tuple.tuple(
                                                "ClearAssignment",
                                                "Cleared assignment of [\"10.9.0.1\"]: no pool has"
                                                        + " 10.9.0.1"),
                                        org.assertj.core.groups.Tuple.tuple(
                                                "IPAllocated", "Assigned IP [\"10.0.0.1\"]")));
        assertThat(held(plan, "web")).isEqualTo("10.0.0.7");
        assertThat(held(plan, "next")).isEqualTo("10.0.0.0");
    }

    @Test
    void reasonsOfThoseWhoWaitAreToldInTheWordsOfTheEvents() {
        NetworkState state =
                network()
                        .pool("a", "10.0.0.0/32")
                        .advertise("all")
                        .service("shop/web", s -> s.holds("10.0.0.0").fromPool("a"))
                        .service("shop/next")
                        .service(
                                "shop/old",
                                s -> s.annotation("metallb.universe.tf/address-pool", "gold"))
                        .build();
        assertThat(plan(state).refusals())
                .containsEntry(new NamespacedName("shop", "next"), "no address is free in pool a")
                .containsEntry(
                        new NamespacedName("shop", "old"),
                        "there is no pool gold, which the Service asks for; there is a")
                .hasSize(2);
    }
}
