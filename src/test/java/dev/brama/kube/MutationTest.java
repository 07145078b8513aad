package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever becomes of good manifests, reading them gives objects and problems, not an exception.
class MutationTest {
    private static final String SECRET_TEXT = "c29tZXRoaW5nIHNlY3JldA";

    private static final String MARKS = "{}[]:,-?&*!|>'\"%@`#\n\t \\~<0";

    private static final String GOOD =
            ingress("one")
                    + """
                    ---
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: &meta
                      name: shop
                      namespace: web
                      creationTimestamp: "2024-05-01T10:00:00Z"
                      annotations:
                        nginx.ingress.kubernetes.io/configuration-snippet: |
                          more_set_headers "X: y";
                          # $1
                        nginx.ingress.kubernetes.io/rewrite-target: '/$1'
                    spec:
                      ingressClassName: brama
                      defaultBackend: {resource: {kind: A, name: b}}
                      tls: [{hosts: [shop.example.com, "*.example.com"], secretName: shop-tls}]
                      rules:
                      - host: "*.example.com"
                        http: &http
                          paths:
                          - {path: "/a\\u0062", pathType: Exact, backend: {service: {name: a, port: {name: http}}}}
                      - host: other.example.com
                        http: *http
                    ---
                    {"apiVersion": "v1", "kind": "List", "items": [
                    \t{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"},
                    \t "spec": {"clusterIP": "10.0.0.1", "ports": [{"port": 80, "targetPort": "http"}]}},
                    \t{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "\\/b"}}
                    ]}
                    ---
                    apiVersion: discovery.k8s.io/v1
                    kind: EndpointSlice
                    metadata:
                      name: a-1
                      labels: {kubernetes.io/service-name: a}
                    addressType: IPv6
                    ports: [{name: http, port: 8080, protocol: TCP}]
                    endpoints:
                    - addresses: ["fd00::1"]
                      conditions: {ready: true}
                    ---
                    apiVersion: v1
                    kind: Endpoints
                    metadata: {name: b}
                    subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]
                    ---
                    apiVersion: v1
                    kind: Secret
                    metadata: {<<: {name: tls}}
                    type: Opaque
                    data:
                      key: SECRET==
                    stringData:
                      other: SECRET
                    ---
                    apiVersion: networking.k8s.io/v1
                    kind: IngressClass
                    metadata: {name: brama}
                    spec: {controller: brama.dev/ingress}
                    """
                            .replace("SECRET", SECRET_TEXT);

    @Test
    void theUnchangedTextIsGood() {
        Manifests manifests = Reading.read(GOOD);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins()).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutantsGiveObjectsAndProblems(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_500; i++) {
            byte[] mutant = GOOD.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(4); j >= 0; j--) {
                mutant = mutate(mutant, random);
            }
            read(mutant, seed + "/" + i);
        }
    }

    @Test
    void everyTruncationGivesObjectsAndProblems() {
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        for (int end = 0; end < good.length; end++) {
            Manifests manifests = read(Arrays.copyOf(good, end), "first " + end);
            assertThat(manifests.problems().toString()).doesNotContain(SECRET_TEXT.substring(0, 4));
        }
    }

    private static Manifests read(byte[] bytes, String which) {
        Manifests manifests;
        try {
            manifests = Reading.read(TextFile.decode(bytes));
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("mutant " + which, e);
        }
        assertThat(manifests.problems())
                .as("mutant %s", which)
                .allSatisfy(problem -> {
                    assertThat(problem.message()).isNotBlank();
                    assertThat(problem.fix()).isNotBlank();
                    assertThat(problem.message() + problem.field() + problem.object())
                            .matches("[^\\p{Cntrl}]*");
                    assertThat(manifests.placeOf(problem)).isPresent();
                });
        return manifests;
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] copy = bytes.clone();
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> copy[at] = (byte) random.nextInt(256);
            case 1 -> copy[at] = (byte) (copy[at] ^ (1 << random.nextInt(8)));
            case 2 -> copy[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
            case 3 -> copy = Arrays.copyOf(copy, at);
            case 4 -> copy = withoutALine(copy, random);
            case 5 -> copy = withTwoLinesSwapped(copy, random);
            default -> {
                int end = Math.min(copy.length, at + random.nextInt(30));
                int to = random.nextInt(copy.length);
                System.arraycopy(bytes, at, copy, to, Math.min(end - at, copy.length - to));
            }
        }
        return copy;
    }

    private static List<String> lines(byte[] bytes) {
        return new ArrayList<>(
                List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
    }

    private static byte[] join(List<String> lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withoutALine(byte[] bytes, Random random) {
        List<String> lines = lines(bytes);
        lines.remove(random.nextInt(lines.size()));
        return join(lines);
    }

    private static byte[] withTwoLinesSwapped(byte[] bytes, Random random) {
        List<String> lines = lines(bytes);
        java.util.Collections.swap(
                lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        return join(lines);
    }
}
