package dev.brama.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.nginx.ApplyOutcome;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions while nginx learns endpoints without a reload.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SessionChangesIT {
    private Resolving served;
    private Backend[] pods;

    @BeforeEach
    void start() throws Exception {
        served = new Resolving(Path.of(System.getProperty("brama.nginx.newest", "")));
        pods =
                IntStream.range(0, 5)
                        .mapToObj(i -> Backend.echo("pod-" + i))
                        .toArray(Backend[]::new);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        for (Backend pod : pods) {
            pod.close();
        }
    }

    private ApplyOutcome serve(Backend... backends) throws Exception {
        return served.apply(
                Yaml.service("web", backends),
                Yaml.ingress("web").with("affinity", "cookie").prefix("web.test", "/", "web"));
    }

    private Backend[] pods(int from, int to) {
        return Arrays.copyOfRange(pods, from, to);
    }

    private static String cookie(Answer answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }

    private Answer get(String cookie) {
        return served.client().get("web.test", "/", "Cookie", cookie);
    }

    private void become(int from, int to) {
        served.change("web", pods(from, to));
        List<String> names = IntStream.range(from, to).mapToObj(i -> "pod-" + i).toList();
        Served.await(names.toString(), () -> served.answering("web.test").equals(names));
    }

    private Map<String, String> sessions() {
        Map<String, String> sessions = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            Answer answer = served.get("web.test");
            sessions.put(cookie(answer), answer.backend());
        }
        return sessions;
    }

    private void assertKept(Map<String, String> sessions) {
        sessions.forEach((cookie, endpoint) ->
                // Often enough to meet every worker.
                assertThat(IntStream.range(0, 20).mapToObj(_ -> get(cookie).backend()).distinct())
                        .containsExactly(endpoint));
    }

    @Test
    void sessionsStayWithTheirEndpointWhileTheServiceGrowsAndShrinks() throws Exception {
        serve(pods(0, 3));
        Served.await("all", () -> served.answering("web.test").size() == 3);
        Map<String, String> sessions = sessions();
        assertThat(sessions).hasSize(3);
        List<ProcessHandle> workers = served.master().children().toList();
        become(0, 5);
        assertKept(sessions);
        become(0, 3);
        assertKept(sessions);
        assertThat(served.master().children().toList()).isEqualTo(workers);
    }

    @Test
    void sessionOfAnEndpointThatWentGetsANewOneAndANewCookie() throws Exception {
        serve(pods(0, 3));
        Served.await("all", () -> served.answering("web.test").size() == 3);
        Map<String, String> sessions = sessions();
        become(1, 3);
        sessions.forEach((cookie, endpoint) -> {
            Answer answer = get(cookie);
            if (endpoint.equals("pod-0")) {
                assertThat(answer.backend()).isIn("pod-1", "pod-2");
                assertThat(cookie(answer)).isNotEqualTo(cookie);
                assertKept(Map.of(cookie(answer), answer.backend()));
            } else {
                assertThat(answer.backend()).isEqualTo(endpoint);
                assertThat(cookie(answer)).isEqualTo(cookie);
            }
        });
    }

    @Test
    void sessionsStayOverAReload() throws Exception {
        serve(pods(0, 3));
        Served.await("all", () -> served.answering("web.test").size() == 3);
        Map<String, String> sessions = sessions();
        ApplyOutcome outcome =
                served.apply(
                        Yaml.service("web", pods(0, 3)),
                        Yaml.ingress("web")
                                .with("affinity", "cookie")
                                .prefix("web.test", "/", "web")
                                .prefix("other.test", "/", "web"));
        assertThat(outcome).isInstanceOf(ApplyOutcome.Applied.class);
        assertKept(sessions);
    }

    @Test
    void sessionWhoseEndpointFailsMovesToTheOneThatAnswered() throws Exception {
        serve(pods(0, 3));
        Served.await("all", () -> served.answering("web.test").size() == 3);
        String cookie =
                sessions().entrySet().stream()
                        .filter(session -> session.getValue().equals("pod-0"))
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        pods[0].close();
        Answer answer = get(cookie);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isIn("pod-1", "pod-2");
        assertThat(cookie(answer)).isNotEqualTo(cookie);
        assertKept(Map.of(cookie(answer), answer.backend()));
    }
}
