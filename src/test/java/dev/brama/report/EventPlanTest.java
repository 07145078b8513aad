package dev.brama.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.brama.cluster.Age;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.ObjectIdentity;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.report.EventPlan.Served;
import dev.brama.report.EventPlan.SyncEvents;
import dev.brama.report.Notice.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventPlanTest {
    private static final NamespacedName WEB = new NamespacedName("shop", "web");
    private static final NamespacedName API = new NamespacedName("shop", "api");
    private static final NamespacedName SETTINGS = new NamespacedName("ingress-nginx", "settings");
    private static final EventPlan PLAN = new EventPlan(SyncEvents.TOLD, EventPlanTest::identity);

    @Test
    void takenIngressIsScheduled() {
        assertThat(PLAN.between(served(), served(ingress(WEB, "a"))))
                .containsExactly(new Notice(of(WEB), Type.NORMAL, "Sync", "Scheduled for sync"));
    }

    @Test
    void onlyTheChangedIngressIsScheduledAgain() {
        assertThat(
                        PLAN.between(
                                served(ingress(WEB, "a"), ingress(API, "a")),
                                served(ingress(WEB, "a"), ingress(API, "b"))))
                .extracting(Notice::object)
                .containsExactly(of(API));
    }

    @Test
    void startTellsOnlyOfIngressesWithoutAnAddress() {
        assertThat(PLAN.atStart(served(ingress(WEB, "a"), ingress(API, "a")), Set.of(API)))
                .extracting(Notice::object)
                .containsExactly(of(WEB));
    }

    @Test
    void syncEventsCanBeSwitchedOff() {
        EventPlan silent = new EventPlan(SyncEvents.UNTOLD, EventPlanTest::identity);
        assertThat(silent.between(served(), served(ingress(WEB, "a")))).isEmpty();
        assertThat(silent.atStart(served(ingress(WEB, "a")), Set.of())).isEmpty();
    }

    @Test
    void settingsAreCreatedOnceAndThenUpdated() {
        assertThat(PLAN.between(served(), withSettings("1")))
                .extracting(Notice::reason, Notice::message)
                .containsExactly(tuple("CREATE", "ConfigMap ingress-nginx/settings"));
        assertThat(PLAN.between(withSettings("1"), withSettings("2")))
                .extracting(Notice::reason)
                .containsExactly("UPDATE");
        assertThat(PLAN.between(withSettings("2"), withSettings("2"))).isEmpty();
    }

    @Test
    void problemIsToldWithItsFieldAndItsMend() {
        Notice notice =
                PLAN.standing(List.of(problem(WEB.as("Ingress"), Reason.MISSING_REFERENCE, "one")))
                        .getFirst();
        assertThat(notice.type()).isEqualTo(Type.WARNING);
        assertThat(notice.reason()).isEqualTo("MissingReference");
        assertThat(notice.message()).isEqualTo("spec.x: One. Mend it.");
    }

    @Test
    void badAnnotationHasTheTokenThatPeopleKnow() {
        assertThat(
                        PLAN.standing(
                                List.of(
                                        problem(WEB.as("Ingress"), Reason.INVALID_SETTING, "one"),
                                        problem(
                                                SETTINGS.as("ConfigMap"),
                                                Reason.INVALID_SETTING,
                                                "two"))))
                .extracting(Notice::reason)
                .containsExactlyInAnyOrder("AnnotationParsingFailed", "InvalidSetting");
    }

    @Test
    void objectThatIsNotInTheClusterGetsNoEvent() {
        assertThat(
                        PLAN.standing(
                                List.of(
                                        problem(
                                                ObjectRef.file("app.yaml"),
                                                Reason.MALFORMED_DOCUMENT,
                                                "one"))))
                .isEmpty();
    }

    @Test
    void objectFullOfProblemsTellsTheTenWorstAndThatThereAreMore() {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ObjectRef web = WEB.as("Ingress");
            problems.add(Problem.warning(web, "a", Reason.UNKNOWN_SETTING, "mild " + i, "mend"));
            problems.add(Problem.error(web, "b", Reason.INVALID_FIELD, "grave " + i, "mend"));
        }
        List<Notice> notices = PLAN.standing(problems);
        assertThat(notices).hasSize(11);
        assertThat(notices.subList(0, 10)).allMatch(notice -> notice.message().contains("Grave"));
        assertThat(notices.getLast().message()).contains("brama check");
    }

    @Test
    void messageFitsIntoAnEvent() {
        Problem problem =
                Problem.error(
                        WEB.as("Ingress"),
                        "",
                        Reason.INVALID_FIELD,
                        "m".repeat(900),
                        "f".repeat(900));
        assertThat(Notice.of(problem, of(WEB)).message()).hasSize(1024).endsWith("...");
    }

    @Test
    void sameWordsAboutTheSameObjectAreTheSameEvent() {
        Notice notice = new Notice(of(WEB), Type.WARNING, "R", "m");
        assertThat(new Notice(of(WEB), Type.WARNING, "R", "m").event()).isEqualTo(notice.event());
        assertThat(new Notice(of(WEB), Type.WARNING, "R", "n").event())
                .isNotEqualTo(notice.event());
        ObjectIdentity reborn = new ObjectIdentity(WEB.as("Ingress"), "v1", "other-uid");
        assertThat(new Notice(reborn, Type.WARNING, "R", "m").event()).isNotEqualTo(notice.event());
    }

    @Test
    void eventOfALongNameHasAValidName() {
        String name = "a".repeat(235) + "." + "b".repeat(17);
        NamespacedName event =
                new Notice(of(new NamespacedName("shop", name)), Type.NORMAL, "R", "m").event();
        assertThat(event.name()).hasSizeLessThanOrEqualTo(253).matches("a{235}\\.[0-9a-f]{16}");
    }

    @Test
    void eventOfAClusterWideObjectLivesInTheDefaultNamespace() {
        ObjectIdentity node = new ObjectIdentity(new ObjectRef("IngressClass", "", "x"), "v1", "u");
        assertThat(new Notice(node, Type.NORMAL, "R", "m").event().namespace())
                .isEqualTo("default");
    }

    private static Problem problem(ObjectRef object, Reason reason, String message) {
        return Problem.error(object, "spec.x", reason, message, "mend it");
    }

    private static Served served(IngressObject... ingresses) {
        TreeMap<NamespacedName, IngressObject> map = new TreeMap<>();
        for (IngressObject ingress : ingresses) {
            map.put(ingress.id(), ingress);
        }
        return new Served(map, new TreeMap<>());
    }

    private static Served withSettings(String value) {
        return new Served(
                new TreeMap<>(),
                new TreeMap<>(
                        Map.of(
                                SETTINGS,
                                new ConfigMapObject(
                                        SETTINGS, new TreeMap<>(Map.of("key", value))))));
    }

    private static IngressObject ingress(NamespacedName id, String annotation) {
        return new IngressObject(
                id,
                Age.createdAt(Instant.EPOCH),
                Map.of("a", annotation),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static ObjectIdentity of(NamespacedName ingress) {
        return identity(ingress.as("Ingress")).orElseThrow();
    }

    private static Optional<ObjectIdentity> identity(ObjectRef ref) {
        return ref.kind().equals("File")
                ? Optional.empty()
                : Optional.of(new ObjectIdentity(ref, "v1", "uid-of-" + ref.name()));
    }
}
