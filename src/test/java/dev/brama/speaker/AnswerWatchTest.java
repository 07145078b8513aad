package dev.brama.speaker;

import static dev.brama.fixture.NetworkBuilder.network;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.address.IpAddress;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.NetworkState;
import dev.brama.layer2.AnnouncedService;
import dev.brama.layer2.AnnouncedService.Answering;
import dev.brama.layer2.Holder;
import dev.brama.speaker.AnswerWatch.Looked;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AnswerWatchTest {
    private static final NamespacedName WEB = new NamespacedName("shop", "web");
    private static final NetworkState SERVING =
            network()
                    .service("shop/web", s -> s.holds("192.168.1.70"))
                    .endpoints("shop/web", "n1")
                    .build();

    @Test
    void silenceOfAMomentIsNotTold() {
        Looked first = look(new Holder.Nobody(), Set.of());
        assertThat(first.silent()).containsExactly(WEB);
        assertThat(first.lasting()).isEmpty();
        assertThat(first.addresses()).isEmpty();
        assertThat(look(new Holder.Node("n1"), first.silent()).silent()).isEmpty();
    }

    @Test
    void silenceThatLastsIsToldWithItsReason() {
        Looked second = look(new Holder.Nobody(), Set.of(WEB));
        assertThat(second.addresses()).hasSize(1);
        assertThat(second.lasting())
                .singleElement()
                .satisfies(silence -> {
                    assertThat(silence.service().id()).isEqualTo(WEB);
                    assertThat(silence.why().message()).startsWith("nobody answers for");
                });
    }

    @Test
    void whatIsNotKnownIsNoSilence() {
        Holder unknown = new Holder.Unknown(new TreeSet<>(Set.of("n3")));
        assertThat(look(unknown, Set.of(WEB)).silent()).isEmpty();
    }

    @Test
    void serviceThatIsGoneMeanwhileIsPassedOver() {
        assertThat(
                        AnswerWatch.look(
                                        asked(new Holder.Nobody()), NetworkState.EMPTY, Set.of(WEB))
                                .silent())
                .isEmpty();
    }

    @Test
    void serviceWithoutAnEndpointIsToldAndNotCounted() {
        NetworkState idle = network().service("shop/web", s -> s.holds("192.168.1.70")).build();
        Looked looked = AnswerWatch.look(asked(new Holder.Nobody()), idle, Set.of(WEB));
        assertThat(looked.lasting()).hasSize(1);
        assertThat(looked.addresses()).isEmpty();
    }

    private static Looked look(Holder holder, Set<NamespacedName> before) {
        return AnswerWatch.look(asked(holder), SERVING, before);
    }

    private static List<AnnouncedService> asked(Holder holder) {
        return List.of(
                new AnnouncedService(
                        WEB,
                        List.of(IpAddress.parse("192.168.1.70").orElseThrow()),
                        Optional.empty(),
                        new Answering(
                                true,
                                Set.of(),
                                new TreeSet<>(Set.of("n1")),
                                new TreeMap<>(),
                                new TreeSet<>(),
                                holder),
                        Map.of()));
    }
}
