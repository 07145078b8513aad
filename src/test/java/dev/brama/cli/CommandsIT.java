package dev.brama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.brama.controller.FallbackCertificate;
import dev.brama.proxy.Certificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands over manifests, with an nginx at hand.
class CommandsIT {
    private static final String NGINX = System.getProperty("brama.nginx", "/usr/sbin/nginx");
    private static final String HASH = "$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/";
    // The certificate is for this name.
    private static final String HOST = "ingress.local";

    private final Certificate pair = FallbackCertificate.make(Instant.now());

    @TempDir Path folder;

    @BeforeEach
    void writeObjects() throws IOException {
        write(
                "objects.yaml",
                """
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx}
                spec: {controller: k8s.io/ingress-nginx}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec: {ports: [{name: http, port: 80}]}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints: [{addresses: [127.0.0.9]}]
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: passwords, namespace: shop}
                stringData: {auth: "ann:%s"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: tls, namespace: shop}
                stringData:
                  tls.crt: |
                %s
                  tls.key: |
                %s
                """
                                .formatted(
                                        HASH,
                                        pair.chainPem().indent(4).stripTrailing(),
                                        pair.keyPem().indent(4).stripTrailing())
                        + ingress("app", HOST, "/app(/|$)(.*)", "rewrite-target: /$2", "tls")
                        + ingress("locked", "locked.test", "/", "auth-type: basic", "")
                                .replace(
                                        "auth-type: basic",
                                        "auth-type: basic\n    nginx.ingress.kubernetes.io/auth-secret: passwords"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String ingress(
            String name, String host, String path, String annotation, String secret) {
        return """
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: %s
          namespace: shop
          creationTimestamp: "2026-01-01T00:00:00Z"
          annotations:
            nginx.ingress.kubernetes.io/%s
        spec:
          ingressClassName: nginx
        %s  rules:
          - host: %s
            http:
              paths:
              - path: %s
                pathType: ImplementationSpecific
                backend: {service: {name: web, port: {number: 80}}}
        """
                .formatted(
                        name,
                        annotation,
                        secret.isEmpty()
                                ? ""
                                : "  tls: [{secretName: %s, hosts: [%s]}]\n"
                                        .formatted(secret, host),
                        host,
                        path);
    }

    private Said brama(String command, String... more) {
        List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
        args.addAll(List.of("-f", folder.toString(), "--nginx", NGINX));
        args.addAll(List.of(more));
        return Said.by(args.toArray(String[]::new));
    }

    private void holdsNoSecret(String text) {
        assertThat(text).doesNotContain("PRIVATE KEY").doesNotContain(HASH).doesNotContain("$apr1");
        pair.keyPem()
                .lines()
                .filter(line -> !line.startsWith("-"))
                .forEach(line -> assertThat(text).doesNotContain(line));
    }

    private static JsonObject json(Said said) {
        JsonElement tree = JsonParser.parseString(said.out());
        return tree.getAsJsonObject();
    }

    @Test
    void goodManifestsPassTheCheck() {
        Said said = brama("check --strict");
        assertThat(said.all()).contains("no problems");
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void warningsFailTheStrictCheckOnly() throws IOException {
        write("more.yaml", ingress("more", "more.test", "/", "no-such-annotation: x", ""));
        assertThat(brama("check").exit()).isEqualTo(ExitCode.OK);
        Said strict = brama("check --strict");
        assertThat(strict.exit()).isEqualTo(ExitCode.WARNINGS);
        assertThat(strict.out())
                .contains("more.yaml:")
                .contains("Ingress shop/more")
                .contains("no-such-annotation")
                .contains("1 warning");
    }

    @Test
    void errorsFailTheCheckAndAreToldInJsonToo() throws IOException {
        write(
                "more.yaml",
                ingress("more", "more.test", "/", "permanent-redirect: \"a b\\nc\"", ""));
        Said said = brama("check -o json");
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(json(said).toString()).contains("permanent-redirect").contains("shop");
        holdsNoSecret(said.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "render --validate"})
    void whatOnlyNginxRefusesIsFound(String command) throws IOException {
        write("more.yaml", ingress("more", "more.test", "/a(", "use-regex: \"true\"", ""));
        Said said = brama(command);
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        String problems = command.equals("check") ? said.out() : said.err();
        assertThat(problems)
                .contains("Ingress shop/more")
                .contains("RefusedByNginx")
                .doesNotContain("Ingress shop/app");
        assertThat(brama("render --dry-run").exit()).isEqualTo(ExitCode.OK);
    }

    @Test
    void tcpServicesAreRenderedAndTheirMistakesTold() throws IOException {
        write(
                "more.yaml",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: tcp, namespace: shop}
                data: {"15432": "shop/web:80", "15433": "shop/none:80"}
                """);
        String flag = " --tcp-services-configmap shop/tcp";
        Said rendered = brama("render --validate" + flag);
        assertThat(rendered.exit()).as(rendered.all()).isEqualTo(ExitCode.OK);
        assertThat(rendered.out())
                .contains("listen 127.0.0.1:15432;")
                .doesNotContain("127.0.0.1:15433");
        JsonObject model =
                JsonParser.parseString(brama("render -o json" + flag).out()).getAsJsonObject();
        assertThat(model.getAsJsonObject("streams").getAsJsonArray("servers")).hasSize(1);
        Said checked = brama("check" + flag);
        assertThat(checked.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(checked.out()).contains("ConfigMap shop/tcp").contains("data[15433]");
    }

    @Test
    void poolsAndWhoGetsNothingOfThemAreChecked() throws IOException {
        write(
                "pools.yaml",
                """
                apiVersion: metallb.io/v1beta1
                kind: IPAddressPool
                metadata: {name: lan, namespace: metallb-system}
                spec: {addresses: [192.168.1.80-192.168.1.70, 192.168.1.90/32]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: outer, namespace: shop}
                spec: {type: LoadBalancer, loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}
                """);
        Said said = brama("check");
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out())
                .contains("pools.yaml:")
                .contains("IPAddressPool metallb-system/lan")
                .contains("spec.addresses[0]")
                .contains("runs backwards")
                .contains("NotAnnounced")
                .contains("Service shop/outer")
                .contains("no pool has 10.0.0.1");
    }

    @Test
    void poolsInTheFormOfOldAreChecked() throws IOException {
        write(
                "values.yaml",
                """
                configInline:
                  address-pools:
                  - name: default
                    protocol: layer2
                    addresses: [192.168.1.70]
                """);
        Said said = brama("check");
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out())
                .contains("values.yaml")
                .contains("configInline.address-pools[0].addresses[0]")
                .contains("192.168.1.70/32");
    }

    @Test
    void brokenYamlIsAnErrorWithItsPlace() throws IOException {
        write("more.yaml", "kind: [\n");
        Said said = brama("check");
        assertThat(said.exit()).isEqualTo(ExitCode.ERRORS);
        assertThat(said.out()).contains("more.yaml").contains("MalformedDocument");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "render --dry-run",
                "render --dry-run=client",
                "render --validate",
                "render -o json",
                "render -o yaml",
                "render --host " + HOST,
                "render --host locked.test -o json",
                "check -o json",
                "check -o yaml",
                "explain https://" + HOST + "/app -o json",
                "explain https://locked.test/ -o yaml",
                "explain https://locked.test/"
            })
    void noOutputHoldsASecret(String command) {
        Said said = brama(command);
        assertThat(said.exit()).isEqualTo(ExitCode.OK);
        assertThat(said.out()).isNotBlank();
        holdsNoSecret(said.all());
        if (command.endsWith("-o json")) {
            assertThat(json(said).size()).isPositive();
        }
    }

    @Test
    void renderShowsTheConfiguration() {
        Said said = brama("render --dry-run");
        assertThat(said.out())
                .contains("server_name " + HOST + ";")
                .contains("server_name locked.test;")
                .contains("server 127.0.0.9:8080");
        Said one = brama("render --host locked.test");
        assertThat(one.out()).contains("server_name locked.test;").doesNotContain(HOST);
    }

    @Test
    void renderedFilesAreWhatNginxTakesAndKeysAreForTheirOwnerOnly() throws IOException {
        Path out = folder.resolveSibling(folder.getFileName() + "-out");
        Said said = brama("render", "--output-dir", out.toString(), "--validate");
        assertThat(said.exit()).as(said.all()).isEqualTo(ExitCode.OK);
        holdsNoSecret(said.all());
        try (Stream<Path> files = Files.walk(out)) {
            List<Path> all = files.sorted(java.util.Comparator.reverseOrder()).toList();
            assertThat(all).contains(out.resolve("nginx.conf"));
            for (Path file : all) {
                if (Files.isRegularFile(file) && Files.readString(file).contains("PRIVATE KEY")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                }
                Files.delete(file);
            }
        }
    }

    @Test
    void explainTellsWhoAnswersAndWhatHappensOnTheWay() throws IOException {
        write(
                "more.yaml",
                ingress("late", HOST, "/app(/|$)(.*)", "proxy-body-size: 1m", "")
                        .replace("2026-01-01", "2026-02-01"));
        Said plain = brama("explain http://" + HOST + "/app/cart");
        assertThat(plain.exit()).isEqualTo(ExitCode.OK);
        assertThat(plain.out()).contains("shop/app").contains("308").contains("https://" + HOST);
        Said tls = brama("explain https://" + HOST + "/app/cart");
        assertThat(tls.out()).contains("shop/app").contains("web").contains("/cart");
        assertThat(tls.out()).contains("Ingress shop/late");
        Said nobody = brama("explain https://nobody.test/");
        assertThat(nobody.exit()).isEqualTo(ExitCode.OK);
        assertThat(nobody.out()).contains("404");
    }

    @Test
    void aPortThatIsTakenIsNotServedOn() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int other = free.getLocalPort();
            free.close();
            Path state = folder.resolveSibling("bs" + taken.getLocalPort());
            Said said =
                    Said.by(
                            "serve",
                            folder.toString(),
                            "--nginx",
                            NGINX,
                            "--http-port",
                            Integer.toString(taken.getLocalPort()),
                            "--https-port",
                            Integer.toString(other),
                            "--state-dir",
                            state.toString());
            assertThat(said.exit()).isEqualTo(ExitCode.UNAVAILABLE);
            assertThat(said.err())
                    .contains(Integer.toString(taken.getLocalPort()))
                    .contains("--http-port");
        }
    }
}
