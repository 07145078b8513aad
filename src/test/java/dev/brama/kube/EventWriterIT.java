package dev.brama.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.fixture.ControlPlane;
import dev.brama.fixture.ControlPlane.User;
import dev.brama.fixture.KubeApi;
import dev.brama.kube.EventWriter.Reporter;
import dev.brama.report.EventLedger;
import dev.brama.report.EventLimits;
import dev.brama.report.KubeWrite.EmitEvent;
import dev.brama.report.Notice;
import dev.brama.report.Notice.Type;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventWriterIT {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final ControlPlane plane = ControlPlane.shared();
    private final KubeApi admin = plane.admin();
    private String namespace;

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = admin.newNamespace(Map.of());
    }

    @Test
    void eventStandsBesideItsObject() throws Exception {
        assertThat(writer().write(List.of(event(1)))).isEmpty();
        JsonObject event =
                admin.list(events() + "?fieldSelector=involvedObject.uid=uid-web,type=Warning")
                        .getFirst();
        assertThat(event.get("reason").getAsString()).isEqualTo("InvalidField");
        assertThat(event.get("message").getAsString()).isEqualTo("Bad. Mend it.");
        assertThat(event.get("count").getAsInt()).isEqualTo(1);
        assertThat(event.getAsJsonObject("source").get("component").getAsString())
                .isEqualTo("nginx-ingress-controller");
        assertThat(event.getAsJsonObject("involvedObject").get("apiVersion").getAsString())
                .isEqualTo("networking.k8s.io/v1");
    }

    @Test
    void whatIsSeenAgainIsTheSameEventWithACount() throws Exception {
        EventWriter writer = writer();
        writer.write(List.of(event(1)));
        writer.write(List.of(event(7)));
        assertThat(admin.list(events()))
                .singleElement()
                .satisfies(event -> assertThat(event.get("count").getAsInt()).isEqualTo(7));
    }

    @Test
    void eventThatTheServerDroppedIsMadeAnew() throws Exception {
        EventWriter writer = writer();
        writer.write(List.of(event(7)));
        assertThat(admin.list(events()))
                .singleElement()
                .satisfies(event -> assertThat(event.get("count").getAsInt()).isEqualTo(7));
    }

    @Test
    void anotherRunThatSaysTheSameMakesNoSecondEvent() throws Exception {
        writer().write(List.of(event(1)));
        writer().write(List.of(event(5)));
        assertThat(writer().write(List.of(event(1)))).isEmpty();
        assertThat(admin.list(events()))
                .singleElement()
                .satisfies(event -> assertThat(event.get("count").getAsInt()).isEqualTo(5));
    }

    @Test
    void thousandBadIngressesAreAThousandEventsAndARestartWritesNone() throws Exception {
        List<Notice> problems = IntStream.range(0, 1000).mapToObj(i -> notice("web-" + i)).toList();
        EventLedger ledger = new EventLedger(EventLimits.DEFAULTS, NOW);
        EventWriter writer = writer();
        int written = 0;
        for (int second = 0; second <= 120; second++) {
            ledger.stand(problems, NOW.plusSeconds(second));
            List<EmitEvent> due = ledger.due(NOW.plusSeconds(second));
            assertThat(writer.write(due)).isEmpty();
            written += due.size();
        }
        assertThat(written).isEqualTo(1000);
        assertThat(admin.list(events())).hasSize(1000);

        Instant restart = NOW.plusSeconds(300);
        EventLedger after = new EventLedger(EventLimits.DEFAULTS, restart);
        EventWriter writerAfter = writer();
        after.recall(writerAfter.recall());
        for (int second = 0; second <= 120; second++) {
            after.stand(problems, restart.plusSeconds(second));
            assertThat(after.due(restart.plusSeconds(second))).isEmpty();
        }
    }

    @Test
    void restartWithoutTheRightToListMakesNoSecondEvent() throws Exception {
        User user =
                plane.newUser(
                        namespace,
                        "[{apiGroups: [\"\"], resources: [events], verbs: [create, patch]}]");
        for (int run = 0; run < 3; run++) {
            EventWriter writer = writer(user);
            EventLedger ledger = new EventLedger(EventLimits.DEFAULTS, NOW);
            ledger.recall(writer.recall());
            ledger.stand(List.of(notice("web")), NOW);
            assertThat(writer.write(ledger.due(NOW))).isEmpty();
            assertThat(writer.trouble()).isEmpty();
        }
        assertThat(admin.list(events())).hasSize(1);
    }

    @Test
    void eventsOfOtherComponentsAreNotRecalled() throws Exception {
        EventWriter other =
                new EventWriter(
                        plane.client(plane.adminUser()),
                        new Reporter("another", "pod", Set.of(namespace)));
        other.write(List.of(event(1)));
        assertThat(writer().recall()).isEmpty();
        assertThat(other.recall()).containsOnlyKeys(event(1).notice().event());
    }

    @Test
    void namespaceThatIsGoneIsPassedOver() throws Exception {
        ObjectIdentity object =
                new ObjectIdentity(
                        new NamespacedName("no-such-namespace", "web").as("Ingress"),
                        "networking.k8s.io/v1",
                        "u");
        Notice lost = new Notice(object, Type.WARNING, "R", "m");
        EventWriter writer = writer();
        assertThat(writer.write(List.of(new EmitEvent(lost, 1, NOW, NOW), event(1)))).isEmpty();
        assertThat(writer.trouble()).isEmpty();
        assertThat(admin.list(events())).hasSize(1);
    }

    @Test
    void userWithoutTheRightIsToldTheRuleAndLeftInPeace() throws Exception {
        EventWriter writer = writer(plane.newUser());
        assertThat(writer.write(List.of(event(1)))).isEmpty();
        assertThat(writer.trouble().orElseThrow().fix())
                .endsWith("- {apiGroups: [\"\"], resources: [\"events\"], verbs: [\"create\"]}");
    }

    @Test
    void eventsWaitForTheApiServer() throws Exception {
        EventWriter writer = writer();
        plane.stopApiServer();
        try {
            assertThat(writer.write(List.of(event(1)))).containsExactly(event(1));
        } finally {
            plane.startApiServer();
        }
        assertThat(writer.write(List.of(event(1)))).isEmpty();
        assertThat(admin.list(events())).hasSize(1);
    }

    private String events() {
        return KubeApi.collection("v1", "Event", namespace);
    }

    private EventWriter writer() throws Exception {
        return writer(plane.adminUser());
    }

    private EventWriter writer(User user) throws Exception {
        return new EventWriter(
                plane.client(user),
                new Reporter("nginx-ingress-controller", "pod", Set.of(namespace)));
    }

    private EmitEvent event(int count) {
        return new EmitEvent(notice("web"), count, NOW, NOW);
    }

    private Notice notice(String ingress) {
        ObjectIdentity object =
                new ObjectIdentity(
                        new NamespacedName(namespace, ingress).as("Ingress"),
                        "networking.k8s.io/v1",
                        "uid-" + ingress);
        return new Notice(object, Type.WARNING, "InvalidField", "Bad. Mend it.");
    }
}
