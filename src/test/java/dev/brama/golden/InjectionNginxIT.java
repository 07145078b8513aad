package dev.brama.golden;

import static org.assertj.core.api.Assertions.fail;

import dev.brama.cluster.ClusterState;
import dev.brama.golden.HostileCluster.Slot;
import dev.brama.problem.ObjectRef;
import dev.brama.settings.Annotation;
import dev.brama.settings.AnnotationReader;
import dev.brama.settings.Annotations;
import dev.brama.settings.ConfigKey;
import dev.brama.settings.ConfigKeys;
import dev.brama.settings.ConfigReader;
import dev.brama.settings.GlobalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What is not answered by a problem, nginx takes: an odd value never costs a reload.
class InjectionNginxIT {
    private static final long SEED = Long.getLong("injection.seed", 1);

    /// Annotations that are regular expressions, or make some of paths.
    private static final Set<String> EXPRESSIONS =
            Set.of("use-regex", "rewrite-target", "server-alias");

    /// Annotations of which only the first Ingress of a Service decides.
    private static final Set<String> OF_UPSTREAMS =
            Set.of(
                    "upstream-hash-by",
                    "load-balance",
                    "service-upstream",
                    "affinity",
                    "session-cookie-name",
                    "session-cookie-path",
                    "session-cookie-domain",
                    "session-cookie-expires",
                    "session-cookie-max-age",
                    "session-cookie-samesite",
                    "session-cookie-conditional-samesite-none",
                    "session-cookie-secure");

    private static final Set<String> ONLY_NGINX_KNOWS =
            Set.of("skip-access-log-urls", "ssl-ciphers", "access-log-path");

    /// Whether an expression is well-formed only PCRE can tell, which ciphers there are only
    /// OpenSSL, and whether a file can be written only the system.
    private static final Pattern ONLY_NGINX_CAN_TELL =
            Pattern.compile(
                    "pcre2?_compile\\(\\) failed|SSL_CTX_set_cipher_list|open\\(\\) .* failed");

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private static final List<NginxStage> OPEN = new ArrayList<>();

    @TestFactory
    Stream<DynamicTest> everyValueIsAnsweredOrTaken() throws IOException, InterruptedException {
        for (Path nginx : NginxStage.binaries()) {
            OPEN.add(NginxStage.open(nginx));
        }
        return OPEN.stream().flatMap(InjectionNginxIT::tests);
    }

    private static Stream<DynamicTest> tests(NginxStage nginx) {
        return Stream.of(
                DynamicTest.dynamicTest(
                        "fields, " + nginx, () -> eachIsTaken(fields(), nginx, NOTHING)),
                DynamicTest.dynamicTest(
                        "annotations, " + nginx, () -> allAreTaken(annotations(), nginx)),
                DynamicTest.dynamicTest(
                        "annotations on upstreams, " + nginx,
                        () -> eachIsTaken(ofUpstreams(), nginx, NOTHING)),
                DynamicTest.dynamicTest(
                        "expressions, " + nginx,
                        () -> eachIsTaken(expressions(), nginx, ONLY_NGINX_CAN_TELL)),
                DynamicTest.dynamicTest(
                        "keys of the ConfigMap, " + nginx,
                        () -> eachIsTaken(configMaps(), nginx, NOTHING)));
    }

    @AfterAll
    static void close() throws IOException {
        for (NginxStage nginx : OPEN) {
            nginx.close();
        }
    }

    private static List<HostileCluster> fields() {
        HostileText hostile = new HostileText(SEED);
        List<HostileCluster> clusters = new ArrayList<>();
        for (Slot slot : Slot.values()) {
            for (int i = 0; i < 2; i++) {
                String start = i % 2 == 0 ? "/" : hostile.pick(slot.harmless());
                clusters.add(new HostileCluster().with(slot, start + hostile.trouble()));
            }
        }
        return clusters;
    }

    private static List<HostileCluster> annotations() {
        HostileText hostile = new HostileText(SEED);
        return Annotations.ALL.stream()
                .map(Annotation::name)
                .filter(name -> !EXPRESSIONS.contains(name) && !OF_UPSTREAMS.contains(name))
                .flatMap(name -> annotated(name, 20, hostile))
                .toList();
    }

    private static Stream<HostileCluster> annotated(String name, int count, HostileText hostile) {
        return IntStream.range(0, count)
                .mapToObj(_ ->
                        new HostileCluster()
                                .annotations(Samples.beside(name))
                                .annotation(
                                        name,
                                        value(
                                                hostile,
                                                Samples.ofAnnotation(name),
                                                text -> isTaken(name, text))));
    }

    private static List<HostileCluster> ofUpstreams() {
        HostileText hostile = new HostileText(SEED);
        return OF_UPSTREAMS.stream().sorted().flatMap(name -> annotated(name, 8, hostile)).toList();
    }

    private static List<HostileCluster> expressions() {
        HostileText hostile = new HostileText(SEED);
        List<HostileCluster> clusters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clusters.add(
                    new HostileCluster()
                            .with(Slot.PATH, "/" + hostile.trouble())
                            .annotation("rewrite-target", hostile.pick(List.of("/$1", "/$2/$9"))));
            clusters.add(new HostileCluster().annotation("server-alias", "~" + hostile.trouble()));
            clusters.add(
                    new HostileCluster().config("skip-access-log-urls", "~" + hostile.trouble()));
            clusters.add(
                    new HostileCluster()
                            .config("skip-access-log-urls", "/a,/A,/a,\\/a," + hostile.trouble()));
            clusters.add(new HostileCluster().config("access-log-path", "/dev/null/" + i));
            clusters.add(
                    new HostileCluster()
                            .config("ssl-ciphers", hostile.pick(List.of("A", "!", "HIGH:-", "@"))));
        }
        return clusters;
    }

    private static List<HostileCluster> configMaps() {
        HostileText hostile = new HostileText(SEED);
        List<HostileCluster> clusters = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            HostileCluster cluster = new HostileCluster().annotation("limit-rps", "5");
            for (ConfigKey<?> key : ConfigKeys.ALL) {
                if (!ONLY_NGINX_KNOWS.contains(key.name())) {
                    cluster.config(
                            key.name(),
                            value(
                                    hostile,
                                    Samples.ofConfigKey(key.name()),
                                    text -> isTaken(key, text)));
                }
            }
            clusters.add(cluster);
        }
        return clusters;
    }

    /// An odd value that no problem answers, where a few draws find one.
    private static String value(
            HostileText hostile, List<String> samples, Predicate<String> isTaken) {
        return Stream.generate(() -> value(hostile, samples))
                .limit(20)
                .filter(isTaken)
                .findFirst()
                .orElse("");
    }

    private static boolean isTaken(String annotation, String text) {
        return new AnnotationReader(AnnotationReader.DEFAULT_PREFIX, GlobalSettings.DEFAULTS)
                .read(Map.of(AnnotationReader.DEFAULT_PREFIX + "/" + annotation, text), NOBODY)
                .problems()
                .isEmpty();
    }

    private static boolean isTaken(ConfigKey<?> key, String text) {
        return ConfigReader.read(Map.of(key.name(), text), NOBODY).problems().isEmpty();
    }

    private static final ObjectRef NOBODY = new ObjectRef("Ingress", "shop", "web");

    private static String value(HostileText hostile, List<String> samples) {
        return switch (hostile.pick(List.of(0, 1, 2, 3, 4, 5, 6))) {
            case 0 -> hostile.pick(samples) + "," + hostile.pick(samples);
            // What a list must not hold twice.
            case 1 -> samples.getFirst() + "," + samples.getFirst();
            case 2 -> hostile.pick(samples) + hostile.trouble();
            case 3 -> hostile.pick(samples);
            default -> hostile.nearlyRight();
        };
    }

    private static void eachIsTaken(
            List<HostileCluster> clusters, NginxStage nginx, Pattern allowed)
            throws IOException, InterruptedException {
        SoftAssertions softly = new SoftAssertions();
        for (HostileCluster cluster : clusters) {
            String objections = objections(cluster.state(), nginx);
            if (!allowed.matcher(objections).find()) {
                softly.assertThat(objections).as("seed %d, %s", SEED, cluster).isEmpty();
            }
        }
        softly.assertAll();
    }

    /// Asks for many Ingresses at once, and for halves of them where nginx refuses.
    private static void allAreTaken(List<HostileCluster> clusters, NginxStage nginx)
            throws IOException, InterruptedException {
        String objections = objections(HostileCluster.together(clusters), nginx);
        if (objections.isEmpty()) {
            return;
        }
        int half = clusters.size() / 2;
        if (half > 0) {
            allAreTaken(clusters.subList(0, half), nginx);
            allAreTaken(clusters.subList(half, clusters.size()), nginx);
        }
        fail("seed " + SEED + ": " + objections + " for " + clusters);
    }

    /// What nginx refuses; that it finds something odd does not matter here.
    private static String objections(ClusterState state, NginxStage nginx)
            throws IOException, InterruptedException {
        Stage stage = nginx.before(InjectionTest.stage());
        return nginx.objections(stage.render(stage.compile(state).config()))
                .lines()
                .filter(line -> !line.contains("[warn]"))
                .collect(Collectors.joining("\n"));
    }
}
