package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.NamespacedName;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.kube.LeaderElection.Candidate;
import dev.brama.kube.LeaderElection.Listener;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderElectionIT {
    private static final Duration TTL = Duration.ofSeconds(6);
    private static final String RULES =
            "[{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}]";

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private final List<Running> candidates = new ArrayList<>();
    private String namespace;

    /// A candidate, and how often it gained and lost.
    private record Running(
            String name, LeaderElection election, AtomicInteger gained, AtomicInteger lost) {
        boolean leads() {
            return election.isLeader();
        }
    }

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of());
    }

    @AfterEach
    void stopAll() {
        candidates.forEach(candidate -> candidate.election().close());
    }

    @Test
    void oneOfThreeLeadsAndAnotherFollowsAtOnceWhenItStops() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            run(name);
        }
        for (int left = 3; left > 0; left--) {
            Running leader = awaitLeader();
            assertThat(leader.gained()).hasValue(1);
            leader.election().close();
            assertThat(leader.leads()).isFalse();
            assertThat(leader.lost()).hasValue(1);
            candidates.remove(leader);
        }
        assertThat(spec("holderIdentity")).isEmpty();
        // Three leaders in a row, and none was ever replaced by a candidate that merely waited.
        assertThat(spec("leaseTransitions")).isEqualTo("2");
    }

    @Test
    void leaderWithoutRightsGivesUpSaysWhichAndAnotherTakesOver() throws Exception {
        User user = plane.newUser(namespace, RULES);
        Running first = run("a", user, Clock.systemUTC());
        awaitLeader();
        Running second = run("b");
        admin.delete(
                "/apis/rbac.authorization.k8s.io/v1/namespaces/%s/rolebindings/%s"
                        .formatted(namespace, user.name()));
        Waiting.until(
                "the second to lead",
                () -> {
                    assertThat(first.leads() && second.leads()).isFalse();
                    return second.leads();
                });
        assertThat(first.lost()).hasValue(1);
        assertThat(first.election().trouble().orElseThrow().fix())
                .contains("resources: [\"leases\"]")
                .contains("apiGroups: [\"coordination.k8s.io\"]");
    }

    @Test
    void apiServerAwayForLongerThanTheLeaseLeavesNoLeaderAndThenOne() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            run(name);
        }
        Running leader = awaitLeader();
        plane.stopApiServer();
        try {
            Waiting.until("the leader to give up", () -> leader.lost().get() == 1);
            TimeUnit.MILLISECONDS.sleep(TTL.toMillis());
            assertThat(candidates).noneMatch(Running::leads);
            assertThat(leader.election().trouble().orElseThrow().message())
                    .contains("does not answer");
        } finally {
            plane.startApiServer();
        }
        Running next = awaitLeader();
        assertThat(next.election().trouble()).isEmpty();
        assertThat(next.election().holder()).contains(next.name());
    }

    @Test
    void apiServerThatHangsEndsLeadershipWithinTheLease() throws Exception {
        Running leader = run("a");
        awaitLeader();
        plane.pauseApiServer();
        long paused = System.nanoTime();
        try {
            Waiting.until("the leader to give up", () -> leader.lost().get() == 1);
            assertThat(System.nanoTime() - paused).isLessThan(TTL.toNanos());
        } finally {
            plane.resumeApiServer();
        }
        awaitLeader();
    }

    @Test
    void clocksThatAreDaysApartDisturbNobody() throws Exception {
        run("a", plane.adminUser(), Clock.offset(Clock.systemUTC(), Duration.ofDays(-3)));
        Running leader = awaitLeader();
        run("b", plane.adminUser(), Clock.offset(Clock.systemUTC(), Duration.ofDays(3)));
        run("c", plane.adminUser(), Clock.systemUTC());
        long end = System.nanoTime() + TTL.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            assertThat(candidates.stream().filter(Running::leads).count()).isLessThan(2);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(leader.gained()).hasValue(1);
        assertThat(leader.lost()).hasValue(0);
        leader.election().close();
        candidates.remove(leader);
        awaitLeader();
    }

    @Test
    void unknownTokenIsToldAndTriedAgain() throws Exception {
        Running nobody = run("a", new User("nobody", "expired"), Clock.systemUTC());
        Waiting.until("the trouble", () -> nobody.election().trouble().isPresent());
        assertThat(nobody.election().trouble().orElseThrow().code()).isEqualTo(401);
        assertThat(nobody.leads()).isFalse();
    }

    @Test
    void stoppedElectionLeavesNoThread() throws Exception {
        Running candidate = run("a");
        awaitLeader();
        candidate.election().close();
        candidates.clear();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("leader-election");
    }

    private Running run(String name) throws IOException {
        return run(name, plane.adminUser(), Clock.systemUTC());
    }

    private Running run(String name, User user, Clock clock) throws IOException {
        AtomicInteger gained = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        LeaderElection election =
                LeaderElection.start(
                        plane.client(user),
                        new Candidate(new NamespacedName(namespace, "leader"), name, TTL),
                        new Listener(gained::incrementAndGet, lost::incrementAndGet),
                        clock);
        Running running = new Running(name, election, gained, lost);
        candidates.add(running);
        return running;
    }

    /// Waits for a leader who knows it, and sees to it that there is only one.
    private Running awaitLeader() throws Exception {
        Waiting.until(
                "a leader",
                () -> {
                    List<Running> leaders = candidates.stream().filter(Running::leads).toList();
                    assertThat(leaders).hasSizeLessThan(2);
                    return leaders.stream()
                            .anyMatch(leader -> leader.gained().get() > leader.lost().get());
                });
        return candidates.stream().filter(Running::leads).findFirst().orElseThrow();
    }

    private String spec(String field) throws Exception {
        return admin.get(
                        KubeApi.collection("coordination.k8s.io/v1", "Lease", namespace)
                                + "/leader")
                .getAsJsonObject("spec")
                .get(field)
                .getAsString();
    }
}
