package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.layer2.HostFacts;
import dev.brama.link.Link;
import dev.brama.link.Link.Trait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looks at what of this node decides whether the LAN reaches its Services.
final class HostInspection {
    private static final Path IPV4 = Path.of("/proc/sys/net/ipv4/conf");

    private HostInspection() {}

    static HostFacts of(String node, List<Link> links, InterfaceRules rules) {
        return new HostFacts(
                node,
                links.stream().map(link -> link(link, rules)).toList(),
                settings(links, "arp_ignore"),
                settings(links, "arp_announce"),
                settings(links, "rp_filter"),
                links.stream().anyMatch(link -> link.name().startsWith("kube-ipvs")));
    }

    private static HostFacts.Interface link(Link link, InterfaceRules rules) {
        InterfaceRules.Fitness fitness = rules.fitness(link);
        return new HostFacts.Interface(
                link.name(),
                link.is(Trait.UP),
                link.is(Trait.CARRIER),
                switch (fitness) {
                    case FIT, DOWN, NO_CARRIER -> !rules.isExcluded(link.name());
                    case EXCLUDED, LOOPBACK, NOT_ETHERNET, NO_BROADCAST, NO_ARP, HAS_MASTER ->
                            false;
                },
                subnets(link));
    }

    /// The subnets that an interface has addresses in.
    static List<HostFacts.Subnet> subnets(Link link) {
        return link.addresses().stream()
                .map(own ->
                        new HostFacts.Subnet(
                                IpAddress.of(own.address().getAddress()), own.prefixLength()))
                .toList();
    }

    private static Map<String, Integer> settings(List<Link> links, String name) {
        Map<String, Integer> values = new TreeMap<>();
        read("all", name, values);
        links.forEach(link -> read(link.name(), name, values));
        return values;
    }

    private static void read(String link, String name, Map<String, Integer> values) {
        try {
            values.put(
                    link,
                    Integer.parseInt(Files.readString(IPV4.resolve(link).resolve(name)).strip()));
        } catch (IOException | NumberFormatException _) {
            // The interface went away meanwhile, or IPv4 is off there.
        }
    }
}
