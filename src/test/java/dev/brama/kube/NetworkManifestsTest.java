package dev.brama.kube;

import static dev.brama.kube.Reading.outline;
import static dev.brama.kube.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IpAddressPoolObject;
import dev.brama.cluster.L2AdvertisementObject;
import dev.brama.cluster.L2AdvertisementObject.PreferredNode;
import dev.brama.cluster.LabelSelector;
import dev.brama.cluster.LegacyAddressPool;
import dev.brama.cluster.LoadBalancerAddress;
import dev.brama.cluster.LoadBalancerService;
import dev.brama.cluster.LoadBalancerService.Port;
import dev.brama.cluster.LoadBalancerService.TrafficPolicy;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.cluster.NodeObject;
import dev.brama.cluster.UnreadEntry;
import dev.brama.cluster.UnreadEntry.Extent;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkManifestsTest {
    @Test
    void metallbsObjectsAreRead() {
        Manifests manifests =
                read(
                        """
                        apiVersion: metallb.io/v1beta1
                        kind: IPAddressPool
                        metadata:
                          name: default
                          namespace: metallb-system
                          labels: {zone: lan}
                          creationTimestamp: 2026-01-31T12:00:00Z
                        spec:
                          addresses: [192.168.1.70-192.168.1.80, "2001:db8::/112"]
                          autoAssign: false
                          avoidBuggyIPs: true
                          serviceAllocation:
                            priority: 10
                            namespaces: [shop]
                            namespaceSelectors:
                            - matchLabels: {team: x}
                            serviceSelectors:
                            - matchExpressions:
                              - {key: tier, operator: In, values: [front]}
                        ---
                        apiVersion: metallb.io/v1beta1
                        kind: L2Advertisement
                        metadata: {name: lan, namespace: metallb-system}
                        spec:
                          ipAddressPools: [default]
                          ipAddressPoolSelectors: [{matchLabels: {zone: lan}}]
                          nodeSelectors: [{matchLabels: {role: edge}}]
                          interfaces: [eth0]
                          serviceSelectors: [{}]
                          preferredNodeSelectors:
                          - weight: 7
                            preference: {matchLabels: {zone: a}}
                        """);
        assertThat(manifests.problems()).isEmpty();
        IpAddressPoolObject pool = manifests.network().pools().getFirst();
        assertThat(pool.name()).isEqualTo("default");
        assertThat(pool.place().object()).hasToString("IPAddressPool metallb-system/default");
        assertThat(pool.place().field("addresses[0]")).isEqualTo("spec.addresses[0]");
        assertThat(pool.labels()).containsEntry("zone", "lan");
        assertThat(pool.created()).isPresent();
        assertThat(pool.addresses()).containsExactly("192.168.1.70-192.168.1.80", "2001:db8::/112");
        assertThat(pool.autoAssign()).isFalse();
        assertThat(pool.avoidBuggyIps()).isTrue();
        assertThat(pool.serviceAllocation())
                .contains(
                        new IpAddressPoolObject.ServiceAllocation(
                                10,
                                List.of("shop"),
                                List.of(LabelSelector.ofLabels(Map.of("team", "x"))),
                                List.of(
                                        new LabelSelector(
                                                new TreeMap<>(),
                                                List.of(
                                                        new LabelSelector.Requirement(
                                                                "tier",
                                                                "In",
                                                                List.of("front")))))));
        L2AdvertisementObject advertisement = manifests.network().advertisements().getFirst();
        assertThat(advertisement.ipAddressPools()).containsExactly("default");
        assertThat(advertisement.interfaces()).containsExactly("eth0");
        assertThat(advertisement.nodeSelectors()).hasSize(1);
        assertThat(advertisement.serviceSelectors().getFirst().matches(Map.of())).isTrue();
        assertThat(advertisement.preferredNodeSelectors())
                .containsExactly(new PreferredNode(7, LabelSelector.ofLabels(Map.of("zone", "a"))));
    }

    @Test
    void poolOfTheWrongFormIsLeftOut() {
        Manifests manifests =
                read(
                        """
                        apiVersion: metallb.io/v1beta1
                        kind: IPAddressPool
                        metadata: {name: bad}
                        spec: {addresses: 192.168.1.0/24}
                        ---
                        apiVersion: metallb.io/v1alpha1
                        kind: IPAddressPool
                        metadata: {name: old}
                        """);
        assertThat(manifests.network().pools()).isEmpty();
        assertThat(manifests.network().unread())
                .extracting(entry -> entry.extent() + " " + entry.place().object())
                .containsExactly("POOL IPAddressPool default/bad");
        assertThat(outline(manifests))
                .containsExactly("InvalidField spec.addresses", "UnsupportedVersion apiVersion");
    }

    @Test
    void whatIsForBgpIsToldToHaveNoEffect() {
        Manifests manifests =
                read(
                        """
                        apiVersion: metallb.io/v1beta2
                        kind: BGPPeer
                        metadata: {name: rack, namespace: metallb-system}
                        spec: {myASN: 64512, peerASN: 64513, peerAddress: 10.0.0.1}
                        ---
                        apiVersion: v1
                        kind: List
                        items:
                        - apiVersion: metallb.io/v1beta1
                          kind: BGPAdvertisement
                          metadata: {name: all, namespace: metallb-system}
                        - {apiVersion: metallb.io/v1beta1, kind: BFDProfile, metadata: {name: fast}}
                        - {apiVersion: metallb.io/v1beta1, kind: Community, metadata: {name: c}}
                        - {apiVersion: example.com/v1, kind: Community, metadata: {name: other}}
                        - {apiVersion: example.com/v1, kind: AddressPool, metadata: {name: other}}
                        """);
        assertThat(manifests.problems())
                .allMatch(problem -> !problem.isError())
                .extracting(problem -> problem.object().toString(), Problem::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "BGPPeer metallb-system/rack", Reason.UNSUPPORTED_KIND),
                        org.assertj.core.groups.Tuple.tuple(
                                "BGPAdvertisement metallb-system/all", Reason.UNSUPPORTED_KIND),
                        org.assertj.core.groups.Tuple.tuple(
                                "BFDProfile default/fast", Reason.UNSUPPORTED_KIND),
                        org.assertj.core.groups.Tuple.tuple(
                                "Community default/c", Reason.UNSUPPORTED_KIND));
        assertThat(manifests.problems().get(1).fix()).contains("add an L2Advertisement");
        assertThat(manifests.placeOf(manifests.problems().getFirst())).isPresent();
    }

    @Test
    void kindOfPoolThatIsReadNoMoreIsTold() {
        Manifests manifests =
                read(
                        """
                        apiVersion: metallb.io/v1beta1
                        kind: AddressPool
                        metadata: {name: old, namespace: metallb-system}
                        spec: {protocol: layer2, addresses: [10.0.0.0/24]}
                        """);
        assertThat(manifests.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object()).hasToString("AddressPool metallb-system/old");
                    assertThat(problem.reason()).isEqualTo(Reason.UNSUPPORTED_KIND);
                    assertThat(problem.fix()).contains("IPAddressPool");
                });
    }

    @Test
    void loadBalancerIsReadWithAllThatDecides() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: Service
                        metadata:
                          name: web
                          namespace: shop
                          uid: u-1
                          resourceVersion: "77"
                          labels: {tier: front}
                          annotations:
                            metallb.io/address-pool: default
                            metallb.universe.tf/allow-shared-ip: k
                            other.example.com/x: z
                        spec:
                          type: LoadBalancer
                          clusterIP: 10.96.0.7
                          clusterIPs: [10.96.0.7, "fd00::7"]
                          ipFamilies: [IPv4, IPv6]
                          ipFamilyPolicy: PreferDualStack
                          loadBalancerIP: 192.168.1.70
                          loadBalancerClass: brama.dev/l2
                          externalTrafficPolicy: Local
                          selector: {app: web}
                          ports: [{name: http, port: 80}, {name: dns, port: 53, protocol: UDP}]
                        status:
                          loadBalancer:
                            ingress: [{ip: 192.168.1.70, ipMode: VIP}]
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: plain, namespace: shop}
                        spec: {ports: [{port: 80}]}
                        """);
        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.network().services()).hasSize(1);
        LoadBalancerService service =
                manifests.network().services().get(new NamespacedName("shop", "web"));
        assertThat(service.isLoadBalancer()).isTrue();
        assertThat(service.version().uid()).isEqualTo("u-1");
        assertThat(service.version().resourceVersion()).isEqualTo("77");
        assertThat(service.annotations())
                .containsOnlyKeys("metallb.io/address-pool", "metallb.universe.tf/allow-shared-ip");
        assertThat(service.families().clusterIps()).containsExactly("10.96.0.7", "fd00::7");
        assertThat(service.families().policy()).isEqualTo("PreferDualStack");
        assertThat(service.wishes())
                .isEqualTo(
                        new LoadBalancerService.Wishes(
                                "192.168.1.70", Optional.of("brama.dev/l2")));
        assertThat(service.traffic().externalTrafficPolicy()).isEqualTo(TrafficPolicy.LOCAL);
        assertThat(service.traffic().ports())
                .containsExactly(new Port("TCP", 80), new Port("UDP", 53));
        assertThat(service.status()).containsExactly(LoadBalancerAddress.ofIp("192.168.1.70"));
        assertThat(manifests.state().services()).hasSize(2);
    }

    @Test
    void nodesAndNamespacesAreRead() {
        NetworkState network =
                read("""
                apiVersion: v1
                kind: Node
                metadata: {name: n1, labels: {role: edge}}
                status:
                  addresses:
                  - {type: Hostname, address: n1}
                  - {type: InternalIP, address: 10.0.0.1}
                  - {type: InternalIP, address: "fd00::1"}
                  - {type: ExternalIP, address: 192.0.2.1}
                  conditions:
                  - {type: Ready, status: "True"}
                  - {type: NetworkUnavailable, status: "False"}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {team: x}}
                """)
                        .network();
        NodeObject node = network.nodes().get("n1");
        assertThat(node.internalIps()).containsExactly("10.0.0.1", "fd00::1");
        assertThat(node.externalIp()).contains("192.0.2.1");
        assertThat(node.labels()).containsEntry("role", "edge");
        assertThat(node.conditions()).isEqualTo(NodeObject.Conditions.GOOD);
        assertThat(network.namespaces().get("shop").labels())
                .containsEntry("team", "x")
                .containsEntry("kubernetes.io/metadata.name", "shop");
    }

    private static final String LEGACY =
            """
            address-pools:
            - name: default
              protocol: layer2
              addresses: [192.168.1.70-192.168.1.80]
            - name: careful
              protocol: bgp
              auto-assign: false
              avoid-buggy-ips: true
              addresses: [192.0.2.0/24]
              bgp-advertisements: [{aggregation-length: 32}]
            peers: [{peer-address: 10.0.0.1}]
            """;

    private static String indented(String text, int by) {
        return text.indent(by);
    }

    @Test
    void formOfOldIsReadBareInlineAndInItsConfigMap() {
        for (String text :
                List.of(
                        LEGACY,
                        "configInline:\n" + indented(LEGACY, 2),
                        "apiVersion: v1\nkind: ConfigMap\n"
                                + "metadata: {namespace: metallb-system, name: config}\n"
                                + "data:\n  config: |\n"
                                + indented(LEGACY, 4))) {
            Manifests manifests = read(text);
            assertThat(manifests.network().legacyPools())
                    .extracting(
                            LegacyAddressPool::name,
                            LegacyAddressPool::protocol,
                            LegacyAddressPool::autoAssign,
                            LegacyAddressPool::avoidBuggyIps)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("default", "layer2", true, false),
                            org.assertj.core.groups.Tuple.tuple("careful", "bgp", false, true));
            assertThat(manifests.problems())
                    .extracting(problem -> problem.reason().token())
                    .containsExactly("UnsupportedSetting", "UnsupportedSetting");
        }
    }

    @Test
    void ownFormTakesTheFieldsOfTheObjects() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {namespace: brama, name: speaker}
                        data:
                          addresses.yaml: |
                            pools:
                            - name: default
                              addresses: [192.168.1.70-192.168.1.80]
                              serviceAllocation: {priority: 5}
                            - addresses: [10.0.0.0/24]
                            - name: bad
                              addresses: 10.0.1.0/24
                            advertisements:
                            - ipAddressPools: [default]
                              interfaces: [eth0]
                            strange: 1
                        """);
        assertThat(manifests.network().pools())
                .singleElement()
                .satisfies(pool -> {
                    assertThat(pool.name()).isEqualTo("default");
                    assertThat(pool.place().field("addresses[0]"))
                            .isEqualTo("data[addresses.yaml].pools[0].addresses[0]");
                });
        assertThat(manifests.network().advertisements())
                .singleElement()
                .extracting(L2AdvertisementObject::interfaces)
                .isEqualTo(List.of("eth0"));
        assertThat(outline(manifests))
                .containsExactly(
                        "UnknownSetting data[addresses.yaml].strange",
                        "MissingField data[addresses.yaml].pools[1].name",
                        "InvalidField data[addresses.yaml].pools[2].addresses");
    }

    @Test
    void whatCannotBeReadIsKnownToBeThere() {
        Manifests manifests =
                read(
                        """
                        pools:
                        - 5
                        - name: good
                          addresses: [10.0.0.0/24]
                        - name: bad
                          addresses: 10.0.1.0/24
                        """);
        assertThat(manifests.network().pools())
                .singleElement()
                .extracting(pool -> pool.place().path())
                .isEqualTo("pools[1]");
        assertThat(manifests.network().unread())
                .extracting(UnreadEntry::extent, UnreadEntry::name)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Extent.ALL, ""),
                        org.assertj.core.groups.Tuple.tuple(Extent.POOL, "bad"));
        assertThat(manifests.network().advertisements())
                .singleElement()
                .extracting(L2AdvertisementObject::ipAddressPools)
                .isEqualTo(List.of("good", "bad"));
    }

    @Test
    void fieldsThatNobodyKnowsAreTold() {
        Manifests manifests =
                read(
                        """
                        pools:
                        - name: a
                          addresses: [10.0.0.0/24]
                          autoAsign: false
                          serviceAllocation: {namespace: shop}
                        - name: b
                          addresses: [10.0.1.0/24]
                          serviceAllocation: {namespaceSelectors: [{team: x}]}
                        advertisements:
                        - pools: [a]
                        ---
                        address-pools:
                        - {name: c, protocol: layer2, addresses: [10.0.2.0/24], autoAssign: false}
                        ---
                        apiVersion: metallb.io/v1beta1
                        kind: L2Advertisement
                        metadata: {name: lan, namespace: metallb-system}
                        spec: {nodeSelector: {role: edge}}
                        """);
        assertThat(manifests.network().pools())
                .extracting(IpAddressPoolObject::name)
                .containsExactly("a");
        assertThat(outline(manifests))
                .containsExactly(
                        "UnknownSetting pools[0].autoAsign",
                        "UnknownSetting pools[0].serviceAllocation.namespace",
                        "UnknownSetting pools[1].serviceAllocation.namespaceSelectors[0].team",
                        "UnknownSetting advertisements[0].pools",
                        "UnknownSetting address-pools[0].autoAssign",
                        "UnknownSetting spec.nodeSelector");
    }

    @Test
    void brokenTextIsToldWithItsPlace() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {namespace: brama, name: speaker}
                        data:
                          addresses.yaml: "pools: ["
                        """);
        assertThat(outline(manifests)).containsExactly("MalformedDocument data[addresses.yaml]");
        assertThat(manifests.network().unread())
                .singleElement()
                .extracting(UnreadEntry::extent)
                .isEqualTo(Extent.ALL);
    }

    @Test
    void configMapsOfOthersAreLeftAlone() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: x}
                        data: {config: "a: ["}
                        """);
        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.network().pools()).isEmpty();
    }
}
