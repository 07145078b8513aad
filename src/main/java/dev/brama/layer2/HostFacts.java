package dev.brama.layer2;

import dev.brama.address.IpAddress;
import java.util.List;
import java.util.Map;

/// What a node is like, as far as it decides whether the LAN reaches its Services.
///
/// @param node its name
/// @param interfaces all of its interfaces
/// @param arpIgnore `net.ipv4.conf.NAME.arp_ignore` by interface, with `all`
/// @param arpAnnounce `net.ipv4.conf.NAME.arp_announce` by interface, with `all`
/// @param reversePathFilter `net.ipv4.conf.NAME.rp_filter` by interface, with `all`
/// @param ipvs whether kube-proxy runs in the mode IPVS, which puts every address on every node
public record HostFacts(
        String node,
        List<Interface> interfaces,
        Map<String, Integer> arpIgnore,
        Map<String, Integer> arpAnnounce,
        Map<String, Integer> reversePathFilter,
        boolean ipvs) {
    public HostFacts {
        interfaces = List.copyOf(interfaces);
        arpIgnore = Map.copyOf(arpIgnore);
        arpAnnounce = Map.copyOf(arpAnnounce);
        reversePathFilter = Map.copyOf(reversePathFilter);
    }

    /// A network interface.
    ///
    /// @param name such as `eth0`
    /// @param up whether it is switched on
    /// @param carrier whether there is a link
    /// @param announces whether addresses may be announced here at all
    /// @param subnets of its addresses
    public record Interface(
            String name, boolean up, boolean carrier, boolean announces, List<Subnet> subnets) {
        public Interface {
            subnets = List.copyOf(subnets);
        }
    }

    /// A subnet that an interface has an address in.
    ///
    /// @param address of the interface itself
    /// @param length of the prefix in bits
    public record Subnet(IpAddress address, int length) {
        /// Whether another address is in it too.
        public boolean contains(IpAddress other) {
            if (other.family() != address.family()) {
                return false;
            }
            byte[] one = address.bytes();
            byte[] two = other.bytes();
            for (int bit = 0; bit < length; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if (((one[bit / Byte.SIZE] ^ two[bit / Byte.SIZE]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /// The value in force for an interface: the kernel takes the greater one of `all` and its own.
    static int inForce(Map<String, Integer> setting, String name) {
        return Math.max(setting.getOrDefault("all", 0), setting.getOrDefault(name, 0));
    }
}
