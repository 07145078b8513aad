package dev.brama.golden;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.brama.ingress.Compilation;
import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.render.Rendering;
import dev.brama.syntax.NginxVersion;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Much of something is served or told, in bounded time, and costs nobody else anything.
class SizeTest {
    private static final Stage STAGE = Stage.of(new NginxVersion(1, 30, 6));

    private static final String GOOD = ingress("good", "", path("/"));

    private record Result(Compilation compilation, Rendering rendering) {
        String host(String name) {
            return rendering.files().get("hosts/" + name + ".example.com.conf").text();
        }
    }

    private static Result serve(String... documents) {
        return assertTimeout(
                ofSeconds(20),
                () -> {
                    var text = new ManifestText("in.yaml", String.join("---\n", documents));
                    var compilation = STAGE.compile(ManifestReader.read(List.of(text)).state());
                    return new Result(compilation, STAGE.render(compilation.config()));
                });
    }

    private static String ingress(String name, String annotations, String paths) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %s
          annotations: {%s}
        spec:
          ingressClassName: nginx
          rules: [{host: %s.example.com, http: {paths: [%s]}}]
        """
                .formatted(name, annotations, name, paths);
    }

    private static String path(String path) {
        return "{path: \"%s\", pathType: Prefix, backend: {service: {name: a, port: {number: 1}}}}"
                .formatted(path);
    }

    @Test
    void tenThousandPathsAreTenThousandLocations() {
        String paths =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> path("/p" + i))
                        .collect(Collectors.joining(","));
        Result result = serve(ingress("big", "", paths), GOOD);
        assertThat(result.host("big").split("\n    location ")).hasSize(2 * 10_000 + 2);
        assertThat(result.host("good")).contains("location \"/\"");
    }

    @Test
    void everyOneOfThreeHundredUnknownAnnotationsIsTold() {
        String annotations =
                IntStream.range(0, 300)
                        .mapToObj(i -> "nginx.ingress.kubernetes.io/no-such-thing-" + i + ": x")
                        .collect(Collectors.joining(","));
        Result result = serve(ingress("big", annotations, path("/")), GOOD);
        assertThat(result.compilation().problems())
                .filteredOn(problem -> problem.field().contains("no-such-thing"))
                .hasSize(300);
        assertThat(result.host("big")).contains("location \"/\"");
    }

    @Test
    void valueOfAMegabyteIsToldInAFewWords() {
        String annotation = "nginx.ingress.kubernetes.io/upstream-vhost: " + "a".repeat(1_000_000);
        Result result =
                serve(
                        ingress("big", annotation, path("/")),
                        ingress("long", "", path("/" + "b".repeat(1_000_000))),
                        GOOD);
        assertThat(result.compilation().problems())
                .allSatisfy(problem -> assertThat(problem.toString()).hasSizeLessThan(1000));
        assertThat(result.rendering().files()).doesNotContainKey("hosts/big.example.com.conf");
        assertThat(result.host("good")).contains("location \"/\"");
    }
}
