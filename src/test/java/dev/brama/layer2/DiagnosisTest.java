package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.layer2.HostFacts.Interface;
import dev.brama.layer2.HostFacts.Subnet;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final Interface ETH0 =
            new Interface("eth0", true, true, true, List.of(subnet("192.168.1.11", 24)));
    private static final AnnouncedService WEB =
            new AnnouncedService(
                    new NamespacedName("shop", "web"),
                    List.of(address("192.168.1.70")),
                    Optional.empty(),
                    true,
                    Set.of(),
                    Set.of("n1", "n2"),
                    Optional.of("n1"),
                    Map.of());

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    private static Subnet subnet(String text, int length) {
        return new Subnet(address(text), length);
    }

    private static HostFacts host(List<Interface> interfaces, boolean ipvs, int strict) {
        return new HostFacts(
                "n1",
                interfaces,
                Map.of("all", strict, "eth0", 0),
                Map.of("all", strict * 2),
                Map.of("all", 0, "eth0", 1, "eth1", 0),
                ipvs);
    }

    private static List<Reason> reasons(HostFacts host, AnnouncedService service) {
        return Diagnosis.of(host, List.of(service)).stream().map(Problem::reason).toList();
    }

    @Test
    void saysNothingWhereAllIsWell() {
        assertThat(reasons(host(List.of(ETH0), false, 0), WEB)).isEmpty();
        assertThat(reasons(host(List.of(ETH0), true, 1), WEB)).isEmpty();
    }

    @Test
    void kernelsThatAnswerThemselvesAreTold() {
        assertThat(Diagnosis.of(host(List.of(ETH0), true, 0), List.of(WEB)))
                .extracting(Problem::reason, Problem::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Reason.ARP_NOT_STRICT, "net.ipv4.conf.eth0.arp_announce"),
                        org.assertj.core.groups.Tuple.tuple(
                                Reason.ARP_NOT_STRICT, "net.ipv4.conf.eth0.arp_ignore"));
    }

    @Test
    void linksWithoutCarrierAreTold() {
        Interface unplugged = new Interface("eth0", true, false, true, ETH0.subnets());
        Interface off = new Interface("eth0", false, false, true, ETH0.subnets());
        assertThat(Diagnosis.of(host(List.of(unplugged), false, 0), List.of(WEB)).getFirst())
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.LINK_DOWN);
                    assertThat(problem.message()).contains("no carrier");
                });
        assertThat(Diagnosis.of(host(List.of(off), false, 0), List.of(WEB)).getFirst().fix())
                .contains("ip link set eth0 up");
    }

    @Test
    void nodeWithoutAnInterfaceIsTold() {
        Interface bridge = new Interface("veth1", true, true, false, List.of());
        assertThat(reasons(host(List.of(bridge), false, 0), WEB))
                .contains(Reason.MISSING_INTERFACE);
    }

    @Test
    void strictReversePathFilterIsToldWhereThereAreTwoWays() {
        Interface eth1 = new Interface("eth1", true, true, true, List.of(subnet("10.0.0.11", 8)));
        assertThat(reasons(host(List.of(ETH0, eth1), false, 0), WEB))
                .containsExactly(Reason.REVERSE_PATH_FILTER);
    }

    @Test
    void pendingServiceIsToldWithTheAllocatorsWords() {
        AnnouncedService pending =
                new AnnouncedService(
                        WEB.service(),
                        List.of(),
                        Optional.of("no pool has a free IPv4 address"),
                        false,
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Map.of());
        assertThat(Diagnosis.of(host(List.of(ETH0), false, 0), List.of(pending)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.NO_ADDRESS);
                    assertThat(problem.message()).contains("no pool has a free");
                    assertThat(problem.object().qualifiedName()).isEqualTo("shop/web");
                });
    }

    @Test
    void silentAddressesAreTold() {
        AnnouncedService unadvertised =
                new AnnouncedService(
                        WEB.service(),
                        WEB.addresses(),
                        Optional.empty(),
                        false,
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Map.of());
        AnnouncedService nowhere =
                new AnnouncedService(
                        WEB.service(),
                        WEB.addresses(),
                        Optional.empty(),
                        true,
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Map.of());
        AnnouncedService missing =
                new AnnouncedService(
                        WEB.service(),
                        WEB.addresses(),
                        Optional.empty(),
                        true,
                        Set.of("lan9"),
                        Set.of("n1"),
                        Optional.empty(),
                        Map.of());
        HostFacts host = host(List.of(ETH0), false, 0);
        assertThat(reasons(host, unadvertised)).containsExactly(Reason.NOT_ANNOUNCED);
        assertThat(reasons(host, nowhere)).containsExactly(Reason.NO_NODE);
        assertThat(reasons(host, missing))
                .containsExactlyInAnyOrder(Reason.NO_NODE, Reason.MISSING_INTERFACE);
    }

    @Test
    void strangersAndForeignSubnetsAreTold() {
        AnnouncedService web =
                new AnnouncedService(
                        WEB.service(),
                        List.of(address("192.168.1.70"), address("10.1.2.3")),
                        Optional.empty(),
                        true,
                        Set.of(),
                        WEB.candidates(),
                        WEB.holder(),
                        Map.of(address("192.168.1.70"), "02:00:00:00:09:09"));
        assertThat(Diagnosis.of(host(List.of(ETH0), false, 0), List.of(web)))
                .extracting(Problem::message)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).contains("02:00:00:00:09:09"),
                        two -> assertThat(two).contains("10.1.2.3 is in no subnet of eth0"));
    }

    @Test
    void subnetsAreComparedBitByBit() {
        assertThat(subnet("192.168.1.11", 23).contains(address("192.168.0.70"))).isTrue();
        assertThat(subnet("192.168.1.11", 24).contains(address("192.168.0.70"))).isFalse();
        assertThat(subnet("2001:db8::1", 64).contains(address("2001:db8::ffff"))).isTrue();
        assertThat(subnet("192.168.1.11", 0).contains(address("2001:db8::1"))).isFalse();
    }
}
