package dev.brama.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.render.ConfigRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Hostile text in manifests: what the reader lets through keeps the form of the files.
class ManifestInjectionTest {
    private static final long SEED = Long.getLong("injection.seed", 1);
    private static final int TEXTS = 20;

    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    /// In double quotes stands what is replaced, one after the other.
    private static final String MANIFESTS =
            """
            apiVersion: "networking.k8s.io/v1"
            kind: "Ingress"
            metadata:
              name: "web"
              namespace: "shop"
              uid: "6f1c"
              creationTimestamp: "2026-01-01T00:00:00Z"
              labels: {"app": "web"}
              annotations:
                "nginx.ingress.kubernetes.io/rewrite-target": "/$1"
                "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8"
                "nginx.ingress.kubernetes.io/enable-cors": "true"
                "nginx.ingress.kubernetes.io/cors-allow-origin": "https://a.example.com"
                "nginx.ingress.kubernetes.io/server-alias": "b.example.com"
            spec:
              ingressClassName: "nginx"
              tls:
                - hosts: ["shop.example.com"]
                  secretName: "tls"
              rules:
                - host: "shop.example.com"
                  http:
                    paths:
                      - path: "/p(.*)"
                        pathType: "Prefix"
                        backend: {service: {name: "web", port: {name: "http"}}}
                      - path: "/r"
                        pathType: "Exact"
                        backend: {resource: {apiGroup: "x", kind: "Bucket", name: "b"}}
            ---
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: "nginx"}
            spec: {controller: "k8s.io/ingress-nginx"}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: "web", namespace: "shop"}
            spec:
              type: "ClusterIP"
              clusterIP: "10.96.0.1"
              ports: [{name: "http", port: 80, targetPort: "web", protocol: "TCP"}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: "web-1", namespace: "shop", labels: {"kubernetes.io/service-name": "web"}}
            addressType: "IPv4"
            ports: [{name: "http", port: 8080, protocol: "TCP"}]
            endpoints: [{addresses: ["10.0.0.1"], conditions: {ready: true}}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: "ingress-nginx-controller", namespace: "ingress-nginx"}
            data: {"log-format-upstream": "$host", "hide-headers": "X-A", "use-gzip": "true"}
            """;

    private final Stage stage = InjectionTest.stage();
    private final ConfigRenderer renderer = stage.renderer();
    private final Shape shapes = new Shape();

    @TestFactory
    Stream<DynamicTest> everyQuotedText() {
        List<MatchResult> places = QUOTED.matcher(MANIFESTS).results().toList();
        return IntStream.range(0, places.size())
                .mapToObj(i ->
                        DynamicTest.dynamicTest(
                                i + " " + places.get(i).group(),
                                () -> keepsItsForm(places.get(i), i)));
    }

    @TestFactory
    Stream<DynamicTest> textThatIsNotQuoted() {
        List<MatchResult> places = QUOTED.matcher(MANIFESTS).results().toList();
        return IntStream.range(0, places.size())
                .mapToObj(i ->
                        DynamicTest.dynamicTest(
                                i + " " + places.get(i).group(),
                                () -> throwsNothing(places.get(i), i)));
    }

    private void keepsItsForm(MatchResult place, int number) {
        Set<String> forms =
                Stream.of(
                                "\"\\u0001\"",
                                "\"/\\ud800\"",
                                "\"x\"",
                                "\"/x\"",
                                "\"0\"",
                                "\"\"",
                                "null",
                                place.group())
                        .map(text -> shape(place, text))
                        .collect(Collectors.toSet());
        for (String text : texts(place, number)) {
            assertThat(forms)
                    .as("seed %d, %s", SEED, HostileText.shown(text))
                    .contains(shape(place, quoted(text)));
        }
    }

    /// Text that breaks out of its place in YAML makes other objects, but no other files than
    /// objects can make.
    private void throwsNothing(MatchResult place, int number) {
        for (String text : texts(place, number)) {
            assertThat(shape(place, text)).contains("nginx.conf: ");
        }
    }

    private static List<String> texts(MatchResult place, int number) {
        HostileText hostile = new HostileText(SEED * 31 + number);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            String start = hostile.pick(List.of("", "/", place.group(1)));
            texts.add(start + hostile.trouble());
        }
        return texts;
    }

    private String shape(MatchResult place, String replacement) {
        String text =
                MANIFESTS.substring(0, place.start())
                        + replacement
                        + MANIFESTS.substring(place.end());
        var state = ManifestReader.read(List.of(new ManifestText("in.yaml", text))).state();
        return shapes.of(renderer.render(stage.compile(state).config()));
    }

    /// In JSON's quotes, which YAML takes too.
    private static String quoted(String text) {
        return text.chars()
                .mapToObj(c ->
                        c == '"' || c == '\\' || c < ' ' || c > '~'
                                ? String.format("\\u%04x", c)
                                : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
