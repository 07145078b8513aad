package dev.brama.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.EndpointSliceObject;
import dev.brama.cluster.EndpointSliceObject.Endpoint;
import dev.brama.cluster.EndpointSliceObject.EndpointPort;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.PortRef;
import dev.brama.cluster.ServiceObject.ServicePort;
import dev.brama.syntax.HostPort;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointSelectionTest {
    private static final List<ServicePort> HTTP =
            List.of(new ServicePort("http", 80, new PortRef.Number(8080), "TCP"));

    private static Endpoint ready(String address, String... zones) {
        return new Endpoint(List.of(address), true, true, false, List.of(zones));
    }

    private static Endpoint ending(String address) {
        return new Endpoint(List.of(address), false, true, true, List.of());
    }

    private static List<String> hosts(Optional<String> zone, Endpoint... endpoints) {
        // In two slices, for what holds is a matter of the whole Service.
        return EndpointSelection.of(
                        List.of(
                                slice(List.of(endpoints).subList(0, 1)),
                                slice(List.of(endpoints).subList(1, endpoints.length))),
                        HTTP,
                        zone)
                .stream()
                .map(HostPort::host)
                .toList();
    }

    private static EndpointSliceObject slice(List<Endpoint> endpoints) {
        return new EndpointSliceObject(
                new NamespacedName("shop", "web-1"),
                "web",
                endpoints,
                List.of(new EndpointPort("http", Optional.of(8080), "TCP")));
    }

    @Test
    void endpointThatEndsGetsNoRequestsWhileAnotherIsReady() {
        assertThat(hosts(Optional.empty(), ending("10.0.0.1"), ready("10.0.0.2")))
                .containsExactly("10.0.0.2");
    }

    @Test
    void endpointsThatServeWhileTheyEndStandInForReadyOnes() {
        Endpoint starting = new Endpoint(List.of("10.0.0.3"), false, false, false, List.of());
        Endpoint ended = new Endpoint(List.of("10.0.0.4"), false, false, true, List.of());
        assertThat(hosts(Optional.empty(), ending("10.0.0.2"), ending("10.0.0.1"), starting, ended))
                .containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void hintsChooseTheZoneWhereEachEndpointHasOne() {
        Optional<String> a = Optional.of("a");
        Endpoint near = ready("10.0.0.1", "a", "c");
        Endpoint far = ready("10.0.0.2", "b");
        assertThat(hosts(a, near, far)).containsExactly("10.0.0.1");
        assertThat(hosts(Optional.of("d"), near, far)).hasSize(2);
        assertThat(hosts(a, near, far, ready("10.0.0.3"))).hasSize(3);
        assertThat(hosts(Optional.empty(), near, far)).hasSize(2);
    }

    @Test
    void hintsOfEndpointsThatAreNotReadyDoNotCount() {
        Endpoint starting = new Endpoint(List.of("10.0.0.3"), false, false, false, List.of());
        assertThat(
                        hosts(
                                Optional.of("a"),
                                ready("10.0.0.1", "a"),
                                ready("10.0.0.2", "b"),
                                starting))
                .containsExactly("10.0.0.1");
    }
}
