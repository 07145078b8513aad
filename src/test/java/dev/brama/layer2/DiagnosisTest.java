package dev.brama.layer2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.layer2.AnnouncedService.Answering;
import dev.brama.layer2.HostFacts.Interface;
import dev.brama.layer2.HostFacts.Subnet;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final Interface ETH0 =
            new Interface("eth0", true, true, true, List.of(subnet("192.168.1.11", 24)));
    private static final Answering WELL =
            new Answering(
                    true,
                    Set.of(),
                    new TreeSet<>(Set.of("n1", "n2")),
                    new TreeMap<>(),
                    new TreeSet<>(),
                    new Holder.Node("n1"));
    private static final AnnouncedService WEB = web(WELL);

    private static AnnouncedService web(Answering answering) {
        return new AnnouncedService(
                new NamespacedName("shop", "web"),
                List.of(address("192.168.1.70")),
                Optional.empty(),
                answering,
                Map.of());
    }

    private static Answering answering(
            Set<String> interfaces,
            Set<String> candidates,
            Map<String, String> obstacles,
            Set<NamespacedName> apart,
            Holder holder) {
        return new Answering(
                true,
                interfaces,
                new TreeSet<>(candidates),
                new TreeMap<>(obstacles),
                new TreeSet<>(apart),
                holder);
    }

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
                        Optional.of("no address is free in pool lan"),
                        Answering.NONE,
                        Map.of());
        assertThat(Diagnosis.of(host(List.of(ETH0), false, 0), List.of(pending)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.NO_ADDRESS);
                    assertThat(problem.message()).contains("no address is free in pool lan");
                    assertThat(problem.object().qualifiedName()).isEqualTo("shop/web");
                });
    }

    @Test
    void addressWithoutAnAdvertisementIsTold() {
        Answering unadvertised =
                new Answering(
                        false,
                        Set.of(),
                        new TreeSet<>(),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        new Holder.Nobody());
        assertThat(reasons(host(List.of(ETH0), false, 0), web(unadvertised)))
                .containsExactly(Reason.NOT_ANNOUNCED);
    }

    @Test
    void whereNoNodeMayAnswerItIsSaidOfEachWhyNot() {
        Answering nowhere =
                answering(
                        Set.of(),
                        Set.of(),
                        Map.of("n1", "not ready", "n2", "no link", "n3", "not ready"),
                        Set.of(),
                        new Holder.Nobody());
        assertThat(Diagnosis.silence(web(nowhere)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.NO_NODE);
                    assertThat(problem.message())
                            .isEqualTo(
                                    "no node may answer for 192.168.1.70: no link (n2); not ready"
                                            + " (n1, n3)");
                });
    }

    @Test
    void ofManyNodesSomeAreNamed() {
        Map<String, String> hundred = new TreeMap<>();
        for (int i = 100; i < 200; i++) {
            hundred.put("n" + i, "not ready");
        }
        Answering nowhere = answering(Set.of(), Set.of(), hundred, Set.of(), new Holder.Nobody());
        assertThat(Diagnosis.silence(web(nowhere)).getFirst().message())
                .endsWith("n106, n107 and 92 more)");
    }

    @Test
    void servicesOfOneAddressWithoutACommonNodeAreTold() {
        Answering apart =
                answering(
                        Set.of(),
                        Set.of("n1"),
                        Map.of("n2", "has no ready endpoint of the Service"),
                        Set.of(new NamespacedName("shop", "dns")),
                        new Holder.Nobody());
        assertThat(Diagnosis.silence(web(apart)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.NO_NODE);
                    assertThat(problem.field()).isEqualTo("spec.externalTrafficPolicy");
                    assertThat(problem.message())
                            .contains("shares 192.168.1.70 with shop/dns")
                            .contains("only n1 may");
                    assertThat(problem.fix()).contains("an address of its own");
                });
    }

    @Test
    void silenceIsAnErrorAndIgnoranceAWarning() {
        Answering nobody =
                answering(Set.of(), Set.of("n1"), Map.of(), Set.of(), new Holder.Nobody());
        assertThat(Diagnosis.silence(web(nobody)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.message()).isEqualTo("nobody answers for 192.168.1.70 now");
                });
        Answering unknown =
                answering(
                        Set.of(),
                        Set.of("n1"),
                        Map.of(),
                        Set.of(),
                        new Holder.Unknown(new TreeSet<>(Set.of("n3"))));
        assertThat(Diagnosis.silence(web(unknown)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isFalse();
                    assertThat(problem.reason()).isEqualTo(Reason.UNKNOWN_HOLDER);
                    assertThat(problem.message()).contains("the speaker on n3 did not say");
                });
    }

    @Test
    void nodeWithoutTheInterfaceThatIsAdvertisedIsToldWhoeverAnswers() {
        Answering missing =
                answering(
                        Set.of("lan9"),
                        Set.of("n2"),
                        Map.of("n1", "has none of the interfaces that are advertised"),
                        Set.of(),
                        new Holder.Node("n2"));
        assertThat(Diagnosis.of(host(List.of(ETH0), false, 0), List.of(web(missing))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.MISSING_INTERFACE);
                    assertThat(problem.field()).isEqualTo("interfaces");
                    assertThat(problem.message())
                            .contains("names lan9")
                            .contains("n1 has only eth0");
                    assertThat(problem.fix()).contains("select other nodes");
                });
    }

    @Test
    void strangersAndForeignSubnetsAreTold() {
        AnnouncedService web =
                new AnnouncedService(
                        WEB.service(),
                        List.of(address("192.168.1.70"), address("10.1.2.3")),
                        Optional.empty(),
                        WELL,
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
