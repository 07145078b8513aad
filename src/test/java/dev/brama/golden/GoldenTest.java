package dev.brama.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.brama.ingress.Compilation;
import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.proxy.Location;
import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.VirtualHost;
import dev.brama.render.ConfigRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Objects in, files out: each case is a folder, see [GoldenCase].
///
/// With `-Dgolden.update=true` the expected files are rewritten and the tests fail, so that a
/// rewrite can never pass for a check.
class GoldenTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final int[] SEEDS = {1, 2, 3};

    @TestFactory
    Stream<DynamicContainer> cases() {
        return GoldenCase.all().stream()
                .map(golden -> DynamicContainer.dynamicContainer(golden.name(), tests(golden)));
    }

    private static Stream<DynamicTest> tests(GoldenCase golden) {
        if (UPDATE) {
            return Stream.of(DynamicTest.dynamicTest("rewritten", () -> rewrite(golden)));
        }
        SortedMap<String, String> actual = GoldenOutput.of(golden);
        List<DynamicTest> tests = new ArrayList<>();
        for (String output : golden.outputs()) {
            tests.add(
                    DynamicTest.dynamicTest(
                            output,
                            () -> assertThat(actual.get(output)).isEqualTo(golden.read(output))));
        }
        tests.add(DynamicTest.dynamicTest("no file is left unused", () -> allUsed(golden)));
        tests.add(
                DynamicTest.dynamicTest(
                        "a second run gives the same bytes",
                        () -> assertThat(GoldenOutput.of(golden)).isEqualTo(actual)));
        tests.add(
                DynamicTest.dynamicTest(
                        "a renderer used before gives what a new one gives",
                        () -> usedRendererForgetsNothing(golden)));
        if (golden.isFreeOfOrder()) {
            for (int seed : SEEDS) {
                tests.add(
                        DynamicTest.dynamicTest(
                                "documents shuffled by " + seed,
                                () ->
                                        assertThat(GoldenOutput.of(golden, shuffled(golden, seed)))
                                                .isEqualTo(actual)));
            }
        }
        return tests.stream();
    }

    private static void allUsed(GoldenCase golden) {
        assertThat(golden.strangers()).isEmpty();
        assertThat(golden.manifests()).isNotEmpty();
        assertThat(golden.outputs()).contains(GoldenOutput.PROBLEMS);
    }

    private static List<ManifestText> shuffled(GoldenCase golden, int seed) {
        List<ManifestText> documents = new ArrayList<>(golden.documents());
        Collections.shuffle(documents, new Random(seed));
        return documents;
    }

    private static void usedRendererForgetsNothing(GoldenCase golden) {
        Stage stage = golden.stage();
        ProxyConfig config =
                Optional.of(ManifestReader.read(golden.manifests()).state())
                        .map(stage::compile)
                        .map(Compilation::config)
                        .orElseThrow();
        ProxyConfig changed = withOneHostChanged(config);
        ConfigRenderer used = stage.renderer();
        assertThat(used.render(config)).isEqualTo(stage.render(config));
        assertThat(used.render(changed)).isEqualTo(stage.render(changed));
        assertThat(used.render(config)).isEqualTo(stage.render(config));
    }

    private static ProxyConfig withOneHostChanged(ProxyConfig config) {
        List<VirtualHost> hosts = new ArrayList<>(config.virtualHosts());
        if (!hosts.isEmpty()) {
            VirtualHost last = hosts.removeLast();
            List<Location> fewer = last.locations().subList(1, last.locations().size());
            hosts.add(
                    new VirtualHost(
                            last.host(),
                            last.aliases(),
                            last.certificate(),
                            last.appRoot(),
                            last.redirectedName(),
                            fewer,
                            last.ingresses()));
        }
        return new ProxyConfig(
                config.http(),
                config.fallback(),
                hosts,
                config.upstreams(),
                config.certificates(),
                config.passwordFiles(),
                config.streams());
    }

    // A case without outputs gets those of its hosts, to choose from.
    private static void rewrite(GoldenCase golden) throws IOException {
        SortedMap<String, String> actual = GoldenOutput.of(golden);
        List<String> wanted = new ArrayList<>(golden.outputs());
        if (wanted.isEmpty()) {
            actual.keySet().stream()
                    .filter(name ->
                            name.startsWith("out-hosts-") || name.equals("out-upstreams.conf"))
                    .filter(name -> !name.equals("out-hosts-_any.conf"))
                    .forEach(wanted::add);
            wanted.add(GoldenOutput.PROBLEMS);
        }
        List<String> changed = new ArrayList<>();
        for (String name : wanted) {
            String text = actual.get(name);
            if (text == null) {
                Files.delete(golden.folder().resolve(name));
                changed.add(name);
            } else if (!golden.outputs().contains(name) || !golden.read(name).equals(text)) {
                Files.writeString(golden.folder().resolve(name), text);
                changed.add(name);
            }
        }
        fail("rewritten, to be read as a diff: " + changed);
    }
}
