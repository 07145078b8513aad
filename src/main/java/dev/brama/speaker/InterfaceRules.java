package dev.brama.speaker;

import dev.brama.link.Link;
import dev.brama.link.Link.Trait;
import java.util.List;
import java.util.regex.Pattern;

/// On which interfaces addresses may be announced.
///
/// @param excluded names that are left out, found anywhere in the name; an advertisement that names
///   an interface has it all the same
public record InterfaceRules(List<Pattern> excluded) {
    /// What MetalLB leaves out: interfaces of containers, tunnels and bridges within the node.
    public static final InterfaceRules DEFAULT =
            of(
                    List.of(
                            "^docker.*",
                            "^cbr.*",
                            "^dummy.*",
                            "^virbr.*",
                            "^lxcbr.*",
                            "^veth.*",
                            "^lo$",
                            "^cali.*",
                            "^tunl.*",
                            "^flannel.*",
                            "^kube-ipvs.*",
                            "^cni.*",
                            "^nodelocaldns.*",
                            "^lxc.*"));

    public InterfaceRules {
        excluded = List.copyOf(excluded);
    }

    /// Rules of these regular expressions.
    ///
    /// @throws java.util.regex.PatternSyntaxException where one is none
    public static InterfaceRules of(List<String> excluded) {
        return new InterfaceRules(excluded.stream().map(Pattern::compile).toList());
    }

    /// Whether an interface can announce, and if not, why.
    public enum Fitness {
        FIT("up"),
        EXCLUDED("excluded by name"),
        DOWN("down"),
        NO_CARRIER("no carrier"),
        LOOPBACK("the loopback"),
        NOT_ETHERNET("not Ethernet"),
        NO_BROADCAST("without broadcast"),
        NO_ARP("without ARP"),
        HAS_MASTER("part of a bond, bridge or VRF");

        private final String told;

        Fitness(String told) {
            this.told = told;
        }

        /// In words.
        @Override
        public String toString() {
            return told;
        }
    }

    /// Whether this interface can announce. What a name excludes is told only of an interface that
    /// could otherwise.
    public Fitness fitness(Link link) {
        if (link.is(Trait.LOOPBACK)) {
            return Fitness.LOOPBACK;
        }
        if (!link.is(Trait.ETHERNET) || link.mac() == 0) {
            return Fitness.NOT_ETHERNET;
        }
        if (link.is(Trait.HAS_MASTER)) {
            return Fitness.HAS_MASTER;
        }
        if (!link.is(Trait.BROADCAST)) {
            return Fitness.NO_BROADCAST;
        }
        if (link.is(Trait.NO_ARP)) {
            return Fitness.NO_ARP;
        }
        if (!link.is(Trait.UP)) {
            return Fitness.DOWN;
        }
        if (!link.is(Trait.CARRIER)) {
            return Fitness.NO_CARRIER;
        }
        return isExcluded(link.name()) ? Fitness.EXCLUDED : Fitness.FIT;
    }

    /// Whether its name keeps an interface out.
    public boolean isExcluded(String name) {
        return excluded.stream().anyMatch(pattern -> pattern.matcher(name).find());
    }
}
