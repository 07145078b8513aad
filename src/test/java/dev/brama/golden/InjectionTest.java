package dev.brama.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.ClusterState;
import dev.brama.golden.HostileCluster.Slot;
import dev.brama.ingress.IngressCompiler;
import dev.brama.render.ConfigRenderer;
import dev.brama.render.RenderOptions;
import dev.brama.settings.Annotation;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKey;
import dev.brama.settings.ConfigKeys;
import dev.brama.syntax.NginxVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Whatever text stands wherever text can stand, the files keep the form that they have with a
/// harmless text in that place.
class InjectionTest {
    private static final long SEED = Long.getLong("injection.seed", 1);
    private static final int TEXTS = Integer.getInteger("injection.texts", 20);
    private static final Stage STAGE = stage();
    private static final IngressCompiler COMPILER = new IngressCompiler(STAGE.ingress());
    private static final ConfigRenderer RENDERER = STAGE.renderer();
    private static final Shape SHAPES = new Shape();

    static Stage stage() {
        Stage usual = Stage.of(new NginxVersion(1, 30, 6));
        RenderOptions render = usual.render();
        return new Stage(
                usual.ingress().with(HostileCluster.STREAMS),
                new RenderOptions(
                        render.layout(),
                        render.ports(),
                        render.addresses(),
                        List.of("10.96.0.53"),
                        render.workerUser(),
                        render.capabilities()),
                usual.fallback());
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfObjects() {
        return Arrays.stream(Slot.values())
                .map(slot ->
                        test(
                                slot.name(),
                                slot.harmless(),
                                text -> new HostileCluster().with(slot, text)));
    }

    @TestFactory
    Stream<DynamicTest> pathsThatAreExpressions() {
        return Stream.of(Slot.PATH, Slot.EXACT_PATH)
                .map(slot ->
                        test(
                                slot.name(),
                                slot.harmless(),
                                text ->
                                        new HostileCluster()
                                                .with(slot, text)
                                                .annotation("rewrite-target", "/$1/x")));
    }

    @TestFactory
    Stream<DynamicTest> annotations() {
        return Annotations.ALL.stream()
                .map(Annotation::name)
                .map(name ->
                        test(
                                name,
                                Samples.ofAnnotation(name),
                                text ->
                                        new HostileCluster()
                                                .annotations(Samples.beside(name))
                                                .annotation(name, text)));
    }

    @TestFactory
    Stream<DynamicTest> keysOfTheConfigMap() {
        return ConfigKeys.ALL.stream()
                .map(ConfigKey::name)
                .map(name ->
                        test(
                                name,
                                Samples.ofConfigKey(name),
                                text ->
                                        new HostileCluster()
                                                .annotations(Map.of("limit-rps", "5"))
                                                .config(Samples.beside(name))
                                                .config(name, text)));
    }

    @Test
    void everyAnnotationHasSamples() {
        assertThat(Samples.annotations())
                .containsExactlyInAnyOrderElementsOf(
                        Annotations.ALL.stream().map(Annotation::name).toList());
    }

    private static DynamicTest test(
            String name, List<String> harmless, Function<String, HostileCluster> cluster) {
        return DynamicTest.dynamicTest(
                name, () -> keepsItsForm(name, harmless, text -> cluster.apply(text).state()));
    }

    private static void keepsItsForm(
            String name, List<String> harmless, Function<String, ClusterState> state) {
        Set<String> forms =
                Stream.concat(harmless.stream(), Stream.of("\u0001", "x", ""))
                        .map(text -> shape(state.apply(text)))
                        .collect(Collectors.toSet());
        for (String text : texts(name, harmless)) {
            String form = shape(state.apply(text));
            assertThat(forms)
                    .as("seed %d, %s = %s", SEED, name, HostileText.shown(text))
                    .contains(form);
        }
    }

    private static List<String> texts(String name, List<String> harmless) {
        HostileText hostile = new HostileText(SEED * 31 + name.hashCode());
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            String text = hostile.trouble();
            texts.add(text);
            texts.add(hostile.pick(harmless) + text);
            texts.add("/" + text);
        }
        texts.add(hostile.trouble().repeat(100) + "a".repeat(1_000_000));
        texts.add("a,".repeat(500_000));
        texts.add(harmless.getFirst().repeat(1_000_000 / (harmless.getFirst().length() + 1) + 1));
        return texts;
    }

    private static String shape(ClusterState state) {
        return SHAPES.of(RENDERER.render(STAGE.compile(state, COMPILER).config()));
    }
}
