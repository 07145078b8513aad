package dev.brama.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.problem.ObjectRef;
import dev.brama.report.EventLedger.Told;
import dev.brama.report.KubeWrite.EmitEvent;
import dev.brama.report.Notice.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLedgerTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final EventLimits LIMITS = EventLimits.DEFAULTS;

    private final EventLedger ledger = new EventLedger(LIMITS, START);

    @Test
    void standingProblemIsToldOnce() {
        List<Notice> problems = List.of(warning("web", "bad"));
        ledger.stand(problems, START);
        assertThat(ledger.due(START)).hasSize(1);
        ledger.stand(problems, after(1));
        ledger.stand(problems, after(300));
        assertThat(ledger.due(after(600))).isEmpty();
    }

    @Test
    void problemThatStandsIsToldAgainBeforeItsEventIsForgotten() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.due(START);
        assertThat(ledger.due(after(44 * 60))).isEmpty();
        EmitEvent again = ledger.due(after(45 * 60)).getFirst();
        assertThat(again.count()).isEqualTo(2);
        assertThat(again.first()).isEqualTo(START);
        assertThat(again.last()).isEqualTo(after(45 * 60));
    }

    @Test
    void problemThatWentAwayIsToldNoMore() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.due(START);
        ledger.stand(List.of(), after(10));
        assertThat(ledger.due(after(50 * 60))).isEmpty();
    }

    @Test
    void problemMendedBeforeItWasToldIsNotTold() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.stand(List.of(), after(1));
        assertThat(ledger.due(after(2))).isEmpty();
    }

    @Test
    void flappingProblemIsCountedNotRepeated() {
        List<EmitEvent> told = new ArrayList<>();
        for (int second = 0; second < 120; second++) {
            ledger.stand(
                    second % 2 == 0 ? List.of(warning("web", "bad")) : List.of(), after(second));
            told.addAll(ledger.due(after(second)));
        }
        assertThat(told).extracting(EmitEvent::count).containsExactly(1, 31);
    }

    @Test
    void occurrencesAreCountedUntilTheRestIsOver() {
        for (int second = 0; second < 30; second++) {
            ledger.occur(List.of(sync("web")), after(second));
            if (second == 0) {
                assertThat(ledger.due(after(second))).hasSize(1);
            }
        }
        assertThat(ledger.due(after(59))).isEmpty();
        assertThat(ledger.due(after(60)))
                .containsExactly(new EmitEvent(sync("web"), 30, START, after(29)));
        assertThat(ledger.due(after(600))).isEmpty();
    }

    @Test
    void oneObjectHasABurstOfTwentyFive() {
        List<Notice> many =
                IntStream.range(0, 100).mapToObj(i -> warning("web", "bad " + i)).toList();
        ledger.occur(many, START);
        assertThat(ledger.due(START)).hasSize(25);
        assertThat(ledger.due(after(5 * 60 - 1))).isEmpty();
        assertThat(ledger.due(after(5 * 60))).hasSize(1);
    }

    @Test
    void whatIsNormalLeavesRoomForAWarning() {
        List<Notice> many =
                IntStream.range(0, 100)
                        .mapToObj(i -> new Notice(object("web"), Type.NORMAL, "Sync", "n" + i))
                        .toList();
        ledger.occur(many, START);
        assertThat(ledger.due(START)).hasSize(20);
        ledger.stand(List.of(warning("web", "bad")), after(1));
        assertThat(ledger.due(after(1)))
                .extracting(event -> event.notice().type())
                .containsExactly(Type.WARNING);
    }

    @Test
    void thousandBadIngressesAreToldOneByOneAndAllInTheEnd() {
        List<Notice> problems = thousandProblems();
        ledger.stand(problems, START);
        assertThat(ledger.due(START)).hasSize(100);
        List<Notice> told = new ArrayList<>(told(ledger.due(after(0))));
        int most = 0;
        for (int second = 1; second <= 90; second++) {
            ledger.stand(problems, after(second));
            List<EmitEvent> due = ledger.due(after(second));
            most = Math.max(most, due.size());
            told.addAll(told(due));
        }
        assertThat(most).isEqualTo(10);
        assertThat(told).hasSize(900).doesNotHaveDuplicates();
        assertThat(ledger.due(after(1000))).isEmpty();
    }

    @Test
    void newProblemDoesNotWaitBehindAThousandOldOnes() {
        ledger.stand(thousandProblems(), START);
        ledger.due(START);
        List<Notice> problems = new ArrayList<>(thousandProblems());
        problems.add(warning("fresh", "just applied"));
        ledger.stand(problems, after(1));
        assertThat(told(ledger.due(after(1)))).contains(warning("fresh", "just applied"));
    }

    @Test
    void restartTellsNothingThatTheClusterRemembers() {
        EventLedger restarted = new EventLedger(LIMITS, after(600));
        Map<NamespacedName, Told> events = new HashMap<>();
        thousandProblems()
                .forEach(notice -> events.put(notice.event(), new Told(3, START, after(60))));
        restarted.recall(events);
        restarted.stand(thousandProblems(), after(600));
        assertThat(restarted.due(after(600))).isEmpty();
        assertThat(restarted.due(after(60 + 45 * 60 - 1))).isEmpty();
        EmitEvent refreshed = restarted.due(after(60 + 45 * 60)).getFirst();
        assertThat(refreshed.count()).isEqualTo(4);
        assertThat(refreshed.first()).isEqualTo(START);
    }

    @Test
    void whatTheLeaderBeforeToldIsNotToldBySuccessor() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.recall(Map.of(warning("web", "bad").event(), new Told(2, START, after(5))));
        assertThat(ledger.due(after(10))).isEmpty();
    }

    @Test
    void failedWriteIsTriedAgain() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.occur(List.of(sync("api")), START);
        List<EmitEvent> first = ledger.due(START);
        ledger.failed(first);
        assertThat(ledger.due(after(59))).isEmpty();
        assertThat(ledger.due(after(60))).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void clockSetBackDoesNotSilenceIt() {
        ledger.stand(List.of(warning("web", "bad")), START);
        ledger.due(START);
        Instant yesterday = START.minus(Duration.ofDays(1));
        ledger.stand(List.of(warning("web", "bad"), warning("web", "worse")), yesterday);
        assertThat(told(ledger.due(yesterday))).contains(warning("web", "worse"));
    }

    private static List<Notice> thousandProblems() {
        return IntStream.range(0, 1000).mapToObj(i -> warning("web-" + i, "bad")).toList();
    }

    private static List<Notice> told(List<EmitEvent> events) {
        return events.stream().map(EmitEvent::notice).toList();
    }

    private static Instant after(int seconds) {
        return START.plusSeconds(seconds);
    }

    private static Notice warning(String ingress, String message) {
        return new Notice(object(ingress), Type.WARNING, "InvalidField", message);
    }

    private static Notice sync(String ingress) {
        return new Notice(object(ingress), Type.NORMAL, "Sync", "Scheduled for sync");
    }

    private static ObjectIdentity object(String name) {
        return new ObjectIdentity(
                new ObjectRef("Ingress", "shop", name), "networking.k8s.io/v1", "uid-" + name);
    }
}
