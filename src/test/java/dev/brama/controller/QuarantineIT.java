package dev.brama.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.NamespacedName;
import dev.brama.ingress.IngressOptions;
import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.nginx.CapabilityProbe;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.render.NginxLayout;
import dev.brama.render.RenderOptions;
import dev.brama.render.Templates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What nginx refuses is traced to the object that asked for it, and to no other.
class QuarantineIT {
    static Stream<Path> binaries() {
        return Stream.of(
                Path.of(System.getProperty("brama.nginx", "/usr/sbin/nginx")),
                Path.of(System.getProperty("brama.nginx.newest", "")));
    }

    private static List<String> refused(Path nginx, String manifests) throws Exception {
        return refused(nginx, Optional.empty(), manifests);
    }

    private static List<String> refused(Path nginx, Optional<Path> modules, String manifests)
            throws Exception {
        RenderOptions options =
                new RenderOptions(
                        new NginxLayout("/tmp/brama-unused"),
                        new RenderOptions.Ports(18080, 18443),
                        List.of("127.0.0.1"),
                        List.of(),
                        Machine.workerUser(),
                        CapabilityProbe.probe(nginx, modules));
        List<Problem> problems =
                TrialRun.problems(
                        ManifestReader.read(List.of(new ManifestText("test.yaml", manifests)))
                                .state(),
                        IngressOptions.DEFAULTS.with(
                                new IngressOptions.StreamSources(
                                        Optional.of(new NamespacedName("default", "tcp")),
                                        Optional.empty(),
                                        Set.of())),
                        options,
                        nginx,
                        Templates.read(Optional.empty()));
        return problems.stream()
                .filter(problem -> problem.reason() == Reason.REFUSED_BY_NGINX)
                .map(problem -> problem.object().toString())
                .toList();
    }

    private static String ingress(String name, String host, String path, String annotations) {
        return """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: %s, annotations: {%s}}
        spec:
          ingressClassName: nginx
          rules:
          - host: %s
            http:
              paths:
              - path: "%s"
                pathType: ImplementationSpecific
                backend: {service: {name: any, port: {number: 80}}}
        ---
        """
                .formatted(name, annotations, host, path);
    }

    private static String alias(String value) {
        return "nginx.ingress.kubernetes.io/server-alias: \"" + value + "\"";
    }

    private static final String REGEX = "nginx.ingress.kubernetes.io/use-regex: \"true\"";

    @ParameterizedTest
    @MethodSource("binaries")
    void badAliasOfASharedHostBlamesItsOwnerAlone(Path nginx) throws Exception {
        assertThat(
                        refused(
                                nginx,
                                ingress("first", "a.example.com", "/", "")
                                        + ingress("bad", "a.example.com", "/b", alias("~((("))
                                        + ingress("last", "a.example.com", "/c", "")))
                .containsExactly("Ingress default/bad");
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void badPathOfASharedHostBlamesItsOwnerAlone(Path nginx) throws Exception {
        assertThat(
                        refused(
                                nginx,
                                ingress("first", "a.example.com", "/", REGEX)
                                        + ingress("bad", "a.example.com", "/b(((", REGEX)
                                        + ingress("last", "a.example.com", "/c", "")))
                .containsExactly("Ingress default/bad");
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void severalBadOnesAreAllFoundAndNobodyElseIs(Path nginx) throws Exception {
        StringBuilder manifests = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            boolean bad = i % 7 == 3;
            manifests.append(
                    ingress(
                            "app" + i,
                            "h" + i % 5 + ".example.com",
                            bad ? "/p" + i + "[[" : "/p" + i,
                            REGEX));
        }
        assertThat(refused(nginx, manifests.toString()))
                .containsExactly(
                        "Ingress default/app10", "Ingress default/app17", "Ingress default/app3");
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void moduleOfAnotherVersionBlamesWhoNeedsIt(Path nginx, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("ngx_stream_module.so"), "no module");
        String service =
                """
                apiVersion: v1
                kind: Service
                metadata: {name: db}
                spec: {type: ExternalName, externalName: 192.0.2.1, ports: [{port: 5432}]}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: tcp}
                data: {"15432": "default/db:5432"}
                ---
                """;
        assertThat(
                        refused(
                                nginx,
                                Optional.of(folder),
                                service + ingress("a", "a.example.com", "/", "")))
                .containsExactly("ConfigMap default/tcp");
    }

    @ParameterizedTest
    @MethodSource("binaries")
    void goodObjectsAreNotRefused(Path nginx) throws Exception {
        assertThat(refused(nginx, ingress("a", "a.example.com", "/x(/|$)(.*)", REGEX))).isEmpty();
    }
}
