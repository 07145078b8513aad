package dev.brama.speaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.link.Link;
import dev.brama.link.Link.Trait;
import dev.brama.speaker.InterfaceRules.Fitness;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceRulesTest {
    private static final Set<Trait> SOUND =
            EnumSet.of(Trait.UP, Trait.CARRIER, Trait.BROADCAST, Trait.ETHERNET);

    private static Link link(String name, Set<Trait> traits) {
        return new Link(2, name, 0x0200_0000_0001L, traits, 0, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "ens3", "bond0", "br0", "wlan0", "eth0.5", "lo0"})
    void cardsAndWhatIsBuiltOnThemAreFit(String name) {
        assertThat(InterfaceRules.DEFAULT.fitness(link(name, SOUND))).isEqualTo(Fitness.FIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker0",
                "cbr0",
                "dummy0",
                "virbr0",
                "lxcbr0",
                "veth12ab",
                "lo",
                "cali1",
                "tunl0",
                "flannel.1",
                "kube-ipvs0",
                "cni0",
                "nodelocaldns",
                "lxc7"
            })
    void whatMetalLbLeavesOutIsLeftOut(String name) {
        assertThat(InterfaceRules.DEFAULT.fitness(link(name, SOUND))).isEqualTo(Fitness.EXCLUDED);
    }

    @ParameterizedTest
    @CsvSource({
        "UP, DOWN",
        "CARRIER, NO_CARRIER",
        "BROADCAST, NO_BROADCAST",
        "ETHERNET, NOT_ETHERNET"
    })
    void whatIsMissingIsTold(Trait missing, Fitness told) {
        EnumSet<Trait> traits = EnumSet.copyOf(SOUND);
        traits.remove(missing);
        assertThat(InterfaceRules.DEFAULT.fitness(link("eth0", traits))).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({"NO_ARP, NO_ARP", "HAS_MASTER, HAS_MASTER", "LOOPBACK, LOOPBACK"})
    void whatIsTooMuchIsTold(Trait extra, Fitness told) {
        EnumSet<Trait> traits = EnumSet.copyOf(SOUND);
        traits.add(extra);
        assertThat(InterfaceRules.DEFAULT.fitness(link("eth0", traits))).isEqualTo(told);
    }

    @Test
    void otherRulesTakeThePlaceOfTheDefault() {
        InterfaceRules rules = InterfaceRules.of(List.of("^eth1$"));
        assertThat(rules.fitness(link("eth1", SOUND))).isEqualTo(Fitness.EXCLUDED);
        assertThat(rules.fitness(link("veth1", SOUND))).isEqualTo(Fitness.FIT);
    }
}
