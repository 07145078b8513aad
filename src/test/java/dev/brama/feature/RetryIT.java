package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What happens to requests whose peer fails.
class RetryIT extends Feature {
    private static final int ROUNDS = 10;

    private Backend live;
    private Backend closing;
    private List<Backend> busy;

    @Override
    Served serve(Path nginx) {
        live = echo("live");
        closing = keep(Backend.closing());
        busy = IntStream.range(0, 3).mapToObj(_ -> keep(Backend.answering(503))).toList();
        return Served.by(
                nginx,
                Yaml.service("dead", List.of(Backend.deadPort(), live.port())),
                Yaml.service("all-dead", List.of(Backend.deadPort())),
                Yaml.service("closing", closing, live),
                Yaml.service("busy", busy.get(0), live),
                Yaml.service("all-busy", busy.toArray(Backend[]::new)),
                Yaml.ingress("dead").prefix("dead.test", "/", "dead"),
                Yaml.ingress("all-dead").prefix("all-dead.test", "/", "all-dead"),
                Yaml.ingress("once")
                        .with("proxy-next-upstream-tries", "1")
                        .prefix("once.test", "/", "dead"),
                Yaml.ingress("closing").prefix("closing.test", "/", "closing"),
                Yaml.ingress("busy").prefix("busy.test", "/", "busy"),
                Yaml.ingress("retried")
                        .with("proxy-next-upstream", "error timeout http_503")
                        .prefix("retried.test", "/", "busy"),
                Yaml.ingress("twice")
                        .with("proxy-next-upstream", "error http_503")
                        .with("proxy-next-upstream-tries", "2")
                        .prefix("twice.test", "/", "all-busy"));
    }

    private List<Integer> statuses(String method, String host) {
        return IntStream.range(0, ROUNDS)
                .mapToObj(_ -> served.client().send(method, host, "/", "x").status())
                .toList();
    }

    @Test
    void aDeadPeerIsPassedOver() {
        assertThat(statuses("GET", "dead.test")).containsOnly(200);
        assertThat(statuses("POST", "dead.test")).containsOnly(200);
        assertThat(statuses("GET", "all-dead.test")).containsOnly(502);
    }

    @Test
    void oneTryMayBeAllThatIsWanted() {
        assertThat(statuses("GET", "once.test")).containsOnly(200, 502).contains(200, 502);
    }

    @Test
    void whatAPeerLeftUnansweredIsAskedOfAnotherIfThatIsSafe() {
        assertThat(statuses("GET", "closing.test")).containsOnly(200);
        closing.takeRequests();
        live.takeRequests();
        List<Integer> posts = statuses("POST", "closing.test");
        assertThat(posts).contains(200, 502);
        // Each of them has been asked of one peer only.
        assertThat(closing.takeRequests().size() + live.takeRequests().size()).isEqualTo(ROUNDS);
    }

    @Test
    void askingAnotherForUnsafeRequestsCanBeAllowed() {
        served.put("settings.yaml", Yaml.settings("retry-non-idempotent", "true"));
        assertThat(statuses("POST", "closing.test")).containsOnly(200);
        served.remove("settings.yaml");
    }

    @Test
    void aStatusIsAReasonOnlyWhereTheIngressSaysSo() {
        assertThat(statuses("GET", "busy.test")).contains(200, 503);
        assertThat(statuses("GET", "retried.test")).containsOnly(200);
    }

    @Test
    void noMorePeersAreAskedThanAllowed() {
        busy.forEach(Backend::takeRequests);
        assertThat(statuses("GET", "twice.test")).containsOnly(503);
        assertThat(busy.stream().mapToInt(peer -> peer.takeRequests().size()).sum())
                .isEqualTo(2 * ROUNDS);
    }
}
