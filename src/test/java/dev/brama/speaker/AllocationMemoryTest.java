package dev.brama.speaker;

import static dev.brama.fixture.NetworkBuilder.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.AddressRules;
import dev.brama.address.AllocationInput;
import dev.brama.address.AllocationInput.Memory;
import dev.brama.address.AllocationInput.Probing;
import dev.brama.address.AllocationPlan;
import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.fixture.NetworkBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllocationMemoryTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final IpAddress FIRST = IpAddress.parse("10.0.0.1").orElseThrow();
    private static final IpAddress NEXT = IpAddress.parse("10.0.0.2").orElseThrow();

    private final AllocationMemory memory = new AllocationMemory(Duration.ofSeconds(10));

    private static AllocationPlan plan(NetworkBuilder network) {
        NetworkState state = network.build();
        return AllocationPlan.of(
                new AllocationInput(
                        state,
                        AddressRules.of(state, AddressRules.NONE).value(),
                        Optional.empty(),
                        Memory.NONE,
                        Probing.NONE));
    }

    private static NetworkBuilder pool() {
        return network().pool("default", "10.0.0.1-10.0.0.9");
    }

    @Test
    void addressOfAServiceThatIsGoneRests() {
        memory.planned(plan(pool().service("a/web", s -> s.holds("10.0.0.1"))), 0);
        assertThat(memory.memory().resting()).isEmpty();
        memory.planned(plan(pool()), SECOND);
        assertThat(memory.memory().resting())
                .isEqualTo(Map.of(FIRST, new NamespacedName("a", "web")));
        assertThat(memory.forget(10 * SECOND)).isFalse();
        assertThat(memory.forget(11 * SECOND)).isTrue();
        assertThat(memory.memory().resting()).isEmpty();
    }

    @Test
    void addressThatIsTakenAwayByTheFirstPlanRests() {
        memory.planned(
                plan(pool().service("a/web", s -> s.holds("10.0.0.1").loadBalancerIp("10.0.0.2"))),
                0);
        assertThat(memory.memory().resting()).containsOnlyKeys(FIRST);
    }

    @Test
    void addressThatIsTakenAgainRestsNoMore() {
        memory.planned(plan(pool().service("a/web", s -> s.holds("10.0.0.1"))), 0);
        memory.planned(plan(pool()), SECOND);
        memory.planned(plan(pool().service("a/web", s -> s.holds("10.0.0.1"))), 2 * SECOND);
        assertThat(memory.memory().resting()).isEmpty();
    }

    @Test
    void answersOfTheNetworkAreBelievedForAWhile() {
        memory.asked(Set.of(FIRST, NEXT), Set.of(FIRST), 0);
        assertThat(memory.probing(true))
                .isEqualTo(new Probing(Set.of(FIRST), Optional.of(Set.of(NEXT))));
        assertThat(memory.probing(false).free()).isEmpty();
        assertThat(memory.forget(31 * SECOND)).isFalse();
        assertThat(memory.probing(true).free()).contains(Set.of());
        assertThat(memory.forget(60 * SECOND)).isTrue();
        assertThat(memory.probing(true).strangers()).isEmpty();
    }
}
