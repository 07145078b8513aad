package dev.brama.address;

import static dev.brama.fixture.NetworkBuilder.network;
import static dev.brama.fixture.NetworkBuilder.pinned;
import static dev.brama.fixture.NetworkBuilder.pooled;
import static dev.brama.fixture.NetworkBuilder.selector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IpAddressPoolObject.ServiceAllocation;
import dev.brama.fixture.NetworkBuilder;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressCheckTest {
    private static List<Problem> problems(NetworkBuilder network) {
        return AddressCheck.problems(network.build());
    }

    @Test
    void serviceThatGetsNothingIsTold() {
        assertThat(
                        problems(
                                network()
                                        .pool("default", "10.0.0.1/32")
                                        .advertise("all")
                                        .service("a/first")
                                        .service("b/second")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.object()).hasToString("Service b/second");
                    assertThat(problem.reason()).isEqualTo(Reason.NO_ADDRESS);
                    assertThat(problem.message())
                            .isEqualTo(
                                    "the Service gets no address: no address is free in pool"
                                            + " default");
                });
    }

    @Test
    void serviceOfAFileNeedsNoClusterAddress() {
        assertThat(
                        problems(
                                network()
                                        .pool("default", "10.0.0.0/24", "2001:db8::/120")
                                        .advertise("all")
                                        .service(
                                                "a/unwritten",
                                                s -> s.ofFile().clusterIps("RequireDualStack"))
                                        .service("b/plain", s -> s.ofFile().clusterIps(""))))
                .isEmpty();
    }

    @Test
    void withoutPoolsNothingIsSaidOfServices() {
        assertThat(problems(network().service("a/web"))).isEmpty();
    }

    @Test
    void withoutNamespacesNothingIsSaidWhereTheyDecide() {
        NetworkBuilder network =
                network()
                        .pool(
                                pinned(
                                        pooled("a", "10.0.0.0/24"),
                                        new ServiceAllocation(
                                                0,
                                                List.of(),
                                                List.of(selector("team", "x")),
                                                List.of())))
                        .advertise("all")
                        .service("shop/web");
        assertThat(problems(network)).isEmpty();
        assertThat(problems(network.namespace("shop", Map.of("team", "y"))))
                .extracting(Problem::reason)
                .containsExactly(Reason.INEFFECTIVE_SETTING, Reason.NO_ADDRESS);
    }
}
