package dev.brama.ingress;

import static dev.brama.fixture.ClusterBuilder.cluster;
import static dev.brama.fixture.IngressBuilder.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IngressClassObject;
import dev.brama.fixture.ClusterBuilder;
import dev.brama.fixture.IngressBuilder;
import dev.brama.problem.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassFilterTest {
    private static final String OURS = "k8s.io/ingress-nginx";

    private static IngressBuilder app() {
        return ingress("app").prefix("a.com", "/");
    }

    private static boolean isServed(ClusterBuilder cluster) {
        return cluster.compile().hosts().contains("a.com");
    }

    private static IngressOptions withSelection(boolean withoutClass, boolean byName) {
        IngressOptions d = IngressOptions.DEFAULTS;
        return new IngressOptions(
                d.configMap(),
                d.defaultCertificate(),
                d.defaultBackend(),
                d.ingressClass(),
                d.controllerClass(),
                new IngressOptions.ClassSelection(withoutClass, byName),
                d.annotationsPrefix());
    }

    @Test
    void catchAllIsLeftOutWhereItIsForbiddenAndSaysSo() {
        IngressOptions d = IngressOptions.DEFAULTS;
        IngressOptions forbidding =
                new IngressOptions(
                        d.configMap(),
                        d.defaultCertificate(),
                        d.defaultBackend(),
                        d.ingressClass(),
                        d.controllerClass(),
                        new IngressOptions.ClassSelection(false, false, false),
                        d.annotationsPrefix());
        var all = cluster(ingress("all").defaultBackend("web"), app());
        assertThat(all.options(forbidding).compile().complaints())
                .containsExactly("Ingress shop/all ForbiddenSetting");
        assertThat(all.options(forbidding).compile().hosts()).containsExactly("a.com");
        assertThat(all.options(d).compile().complaints()).isEmpty();
    }

    @Test
    void classOfOurControllerIsOursWhateverItsName() {
        assertThat(isServed(cluster(app().ofClass("edge")).ingressClass("edge", OURS))).isTrue();
    }

    @Test
    void classOfAnotherControllerIsForeignEvenIfItHasOurName() {
        assertThat(isServed(cluster(app()).ingressClass("nginx", "example.com/other"))).isFalse();
    }

    @Test
    void classByNameTakesOurNameOfAnotherController() {
        assertThat(
                        isServed(
                                cluster(app())
                                        .ingressClass("nginx", "example.com/other")
                                        .options(withSelection(false, true))))
                .isTrue();
    }

    @Test
    void classByNameLeavesOtherNamesAlone() {
        assertThat(
                        isServed(
                                cluster(app().ofClass("edge"))
                                        .ingressClass("edge", "example.com/other")
                                        .options(withSelection(false, true))))
                .isFalse();
    }

    @Test
    void foreignClassIsFinalWhateverTheAnnotationSays() {
        assertThat(
                        isServed(
                                cluster(
                                                app().ofClass("edge")
                                                        .fullAnnotation(
                                                                "kubernetes.io/ingress.class",
                                                                "nginx"))
                                        .ingressClass("edge", "example.com/other")
                                        .options(withSelection(true, false))))
                .isFalse();
    }

    @Test
    void annotationOfOurNameIsOurs() {
        assertThat(
                        isServed(
                                cluster(
                                        app().withoutClass()
                                                .fullAnnotation(
                                                        "kubernetes.io/ingress.class", "nginx"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"traefik", "NGINX", " nginx"})
    void annotationOfAnotherNameIsForeignEvenWithoutClassFlag(String name) {
        assertThat(
                        isServed(
                                cluster(
                                                app().withoutClass()
                                                        .fullAnnotation(
                                                                "kubernetes.io/ingress.class",
                                                                name))
                                        .options(withSelection(true, false))))
                .isFalse();
    }

    @Test
    void ingressWithoutClassIsOursWithTheFlagOnly() {
        assertThat(isServed(cluster(app().withoutClass()))).isFalse();
        assertThat(isServed(cluster(app().withoutClass()).options(withSelection(true, false))))
                .isTrue();
    }

    @Test
    void ingressWithoutClassIsOursWhereOurClassIsTheDefault() {
        assertThat(
                        isServed(
                                cluster(app().withoutClass())
                                        .ingressClass(new IngressClassObject("edge", OURS, true))))
                .isTrue();
        assertThat(
                        isServed(
                                cluster(app().withoutClass())
                                        .ingressClass(
                                                new IngressClassObject("edge", "other", true))))
                .isFalse();
    }

    @Test
    void ourNameIsOursWithAWarningWhereNoClassExistsAtAll() {
        var compiled = cluster(app()).withoutIngressClasses().compile();
        assertThat(compiled.hosts()).containsExactly("a.com");
        assertThat(compiled.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo(Reason.MISSING_REFERENCE);
                    assertThat(problem.isError()).isFalse();
                });
    }

    @Test
    void ourNameIsForeignWhereOtherClassesExist() {
        var compiled = cluster(app()).withoutIngressClasses().ingressClass("edge", OURS).compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.complaints()).containsExactly("Ingress shop/app MissingReference");
    }

    @Test
    void unknownClassIsForeignWithoutAWord() {
        var compiled = cluster(app().ofClass("edge")).compile();
        assertThat(compiled.hosts()).isEmpty();
        assertThat(compiled.problems()).isEmpty();
    }
}
