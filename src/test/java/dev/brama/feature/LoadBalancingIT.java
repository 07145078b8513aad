package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The feature load_balancing of the public conformance suite, and the ways to choose a peer.
class LoadBalancingIT extends Feature {
    @Override
    Served serve(Path nginx) {
        Backend[] all =
                IntStream.range(0, 10).mapToObj(i -> echo("pod-" + i)).toArray(Backend[]::new);
        return Served.by(
                nginx,
                Yaml.service("echo-service", all),
                Yaml.service("hashed", all),
                Yaml.service("busy", all),
                Yaml.ingress("load-balancing").defaultBackend("echo-service"),
                Yaml.ingress("hashed")
                        .with("upstream-hash-by", "$arg_user")
                        .prefix("hashed.test", "/", "hashed"),
                Yaml.ingress("busy").with("load-balance", "ewma").prefix("busy.test", "/", "busy"));
    }

    @Test
    void aHundredRequestsSeeAllTenEndpoints() {
        Map<String, Integer> answers = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            Answer answer = get("load-balancing", "/");
            assertThat(answer.status()).isEqualTo(200);
            answers.merge(answer.backend(), 1, Integer::sum);
        }
        // The workers share the turn, so it is even as well.
        assertThat(answers).hasSize(10).allSatisfy((_, n) -> assertThat(n).isEqualTo(10));
    }

    @Test
    void equalHashKeysGoToOnePeerAndDifferentOnesToMany() {
        Map<String, Integer> answers = new TreeMap<>();
        for (int user = 0; user < 20; user++) {
            String first = get("hashed.test", "/?user=" + user).backend();
            assertThat(get("hashed.test", "/?user=" + user).backend()).isEqualTo(first);
            answers.merge(first, 1, Integer::sum);
        }
        assertThat(answers).hasSizeGreaterThan(3);
    }

    @Test
    void theLessBusyOfTwoIsAPeerToo() {
        assertThat(get("busy.test", "/").backend()).startsWith("pod-");
    }
}
