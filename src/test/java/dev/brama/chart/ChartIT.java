package dev.brama.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.brama.fixture.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Values in, objects out, and a real API server takes every one of them: each case is a folder,
/// see [ChartCase].
///
/// With `-Dgolden.update=true` the expected objects are rewritten and the tests fail, so that a
/// rewrite can never pass for a check.
class ChartIT {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private static ControlPlane plane;
    private static Tools tools;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        plane = ControlPlane.start();
        tools = Tools.of(plane.kubeconfig(plane.adminUser()));
        for (String namespace : List.of(Tools.NAMESPACE, "shop", "monitoring")) {
            tools.kubectl("create", "namespace", namespace).orFail();
        }
        tools.kubectl(
                        "label",
                        "namespace",
                        Tools.NAMESPACE,
                        "pod-security.kubernetes.io/warn=restricted")
                .orFail();
        tools.kubectl("create", "-f", "src/test/chart/crds.yaml").orFail();
        tools.kubectl("wait", "--for=condition=Established", "crd", "--all").orFail();
    }

    @AfterAll
    static void stop() throws IOException {
        if (tools != null) {
            tools.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> cases() {
        return ChartCase.all().stream()
                .map(chart -> DynamicContainer.dynamicContainer(chart.name(), tests(chart)));
    }

    private static Stream<DynamicTest> tests(ChartCase chart) {
        if (UPDATE) {
            return Stream.of(DynamicTest.dynamicTest("rewritten", () -> rewrite(chart)));
        }
        return Stream.of(
                DynamicTest.dynamicTest("gives the objects of before", () -> isAsBefore(chart)),
                DynamicTest.dynamicTest("is clean to helm lint", () -> isClean(chart)),
                DynamicTest.dynamicTest("is taken by the API server", () -> isTaken(chart)));
    }

    private static String render(ChartCase chart) throws IOException, InterruptedException {
        Said said = tools.template(chart.release(), "--values", chart.values());
        assertThat(said.err()).as("nothing is said beside the objects").isEmpty();
        return said.orFail();
    }

    private static void isAsBefore(ChartCase chart) throws IOException, InterruptedException {
        assertThat(render(chart)).isEqualTo(chart.objects());
    }

    private static void isClean(ChartCase chart) throws IOException, InterruptedException {
        Said said = tools.helm("lint", "--strict", Tools.CHART, "--values", chart.values());
        assertThat(said.exit()).as(said.all()).isZero();
        assertThat(said.all()).doesNotContain("WARNING", "ERROR");
    }

    private static void isTaken(ChartCase chart) throws IOException, InterruptedException {
        Said said =
                tools.kubectl("apply", "--dry-run=server", "--filename", chart.golden().toString());
        assertThat(said.exit()).as(said.all()).isZero();
        List<String> warnings = chart.beyondRestricted();
        if (warnings.isEmpty()) {
            assertThat(said.err()).doesNotContain("Warning");
        } else {
            assertThat(said.err()).contains(warnings);
        }
    }

    private static void rewrite(ChartCase chart) throws IOException, InterruptedException {
        String objects = render(chart);
        boolean changed = !objects.equals(chart.objects());
        Files.writeString(chart.golden(), objects);
        fail(changed ? "rewritten, to be read as a diff" : "unchanged");
    }
}
