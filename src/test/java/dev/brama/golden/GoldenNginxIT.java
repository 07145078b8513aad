package dev.brama.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.kube.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every golden case is a configuration that nginx takes without a warning.
class GoldenNginxIT {
    private static final List<NginxStage> OPEN = new ArrayList<>();

    @TestFactory
    Stream<DynamicContainer> cases() throws IOException, InterruptedException {
        for (Path nginx : NginxStage.binaries()) {
            OPEN.add(NginxStage.open(nginx));
        }
        return OPEN.stream()
                .map(nginx ->
                        DynamicContainer.dynamicContainer(
                                nginx.toString(),
                                GoldenCase.all().stream()
                                        .map(golden ->
                                                DynamicTest.dynamicTest(
                                                        golden.name(),
                                                        () -> isTaken(golden, nginx)))));
    }

    @AfterAll
    static void close() throws IOException {
        for (NginxStage nginx : OPEN) {
            nginx.close();
        }
    }

    private static void isTaken(GoldenCase golden, NginxStage nginx)
            throws IOException, InterruptedException {
        Stage stage = nginx.before(golden.stage());
        var state = ManifestReader.read(golden.manifests()).state();
        assertThat(nginx.objections(stage.render(stage.compile(state).config()))).isEmpty();
    }
}
