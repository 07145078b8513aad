package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static dev.brama.kube.Reading.ingressNames;
import static dev.brama.kube.Reading.onlyProblem;
import static dev.brama.kube.Reading.outline;
import static dev.brama.kube.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.Age;
import dev.brama.cluster.IngressObject;
import dev.brama.cluster.NamespacedName;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
    private static final ObjectRef FILE = ObjectRef.file("a.yaml");

    @Test
    void documentsOfOneFileAreAllRead() {
        Manifests manifests =
                read(
                        ingress("one")
                                + "---\n"
                                + ingress("two")
                                + "--- # three\n"
                                + ingress("three"));

        assertThat(ingressNames(manifests)).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(manifests.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# a comment\n",
                "---\n---\n\n---\n",
                "--- # nothing\n...\n",
                "\uFEFF",
                "~\n",
                "%YAML 1.1\n---\n"
            })
    void documentsWithoutContentAreNothing(String text) {
        Manifests manifests = read(text);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins()).isEmpty();
    }

    @Test
    void commentsAndDirectivesBelongToTheDocumentAfterThem() {
        Manifests manifests =
                read(
                        "# mine\n%YAML 1.1\n---\n"
                                + ingress("one")
                                + "...\n%YAML 1.1\n---\n"
                                + ingress("two"));

        assertThat(ingressNames(manifests)).containsExactlyInAnyOrder("one", "two");
        assertThat(manifests.problems()).isEmpty();
    }

    @Test
    void linesEndWithCarriageReturnOnWindows() {
        Manifests manifests =
                read(("\uFEFF" + ingress("one") + "---\n" + ingress("two")).replace("\n", "\r\n"));

        assertThat(ingressNames(manifests)).containsExactlyInAnyOrder("one", "two");
        assertThat(manifests.origins().get(new ObjectRef("Ingress", "default", "two")))
                .isEqualTo(new Origin("a.yaml", 14));
    }

    @Test
    void originNamesFileAndLine() {
        Manifests manifests = read("\n# shop\n" + ingress("one"), "---\n" + ingress("two"));

        assertThat(manifests.origins())
                .containsEntry(new ObjectRef("Ingress", "default", "one"), new Origin("a.yaml", 3))
                .containsEntry(new ObjectRef("Ingress", "default", "two"), new Origin("b.yaml", 2));
        assertThat(new Origin("b.yaml", 2)).hasToString("b.yaml:2");
    }

    @Test
    void unknownKindsAreIgnored() {
        Manifests manifests =
                read(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: 5, annotations: {a: 1}}
                        ---
                        apiVersion: serving.knative.dev/v1
                        kind: Service
                        metadata: {name: Strange Name}
                        ---
                        apiVersion: gateway.example.com/v1beta1
                        kind: Ingress
                        ---
                        apiVersion: example.com/v1
                        kind: AllowList
                        items: no list
                        """);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins()).isEmpty();
    }

    @Test
    void listsHoldObjectsOfAnyKind() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: List
                        items:
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: {name: one}
                        - apiVersion: v1
                          kind: List
                          items:
                          - apiVersion: v1
                            kind: ConfigMap
                            metadata: {name: two, namespace: other}
                        - apiVersion: v1
                          kind: Pod
                        """);

        assertThat(manifests.state().configMaps().keySet())
                .containsExactly(
                        new NamespacedName("default", "one"), new NamespacedName("other", "two"));
        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins().get(new ObjectRef("ConfigMap", "other", "two")))
                .isEqualTo(new Origin("a.yaml", 10));
    }

    @Test
    void listsOfOneKindLendItToTheirItems() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMapList
                        metadata: {resourceVersion: "7"}
                        items:
                        - metadata: {name: one}
                          data: {a: b}
                        """);

        assertThat(manifests.state().configMaps()).hasSize(1);
    }

    @Test
    void badItemOfAListIsLeftOutAlone() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: List
                        items:
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: {name: one}
                          data: {a: 1}
                        - apiVersion: v1
                          metadata: {name: no-kind}
                        - just text
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: {name: two}
                        """);

        assertThat(manifests.state().configMaps().keySet())
                .containsExactly(new NamespacedName("default", "two"));
        assertThat(outline(manifests))
                .containsExactly(
                        "InvalidField data[a]", "MissingField kind", "InvalidField line 10");
    }

    @Test
    void listsWithinListsWithinListsEnd() {
        Manifests manifests =
                read(
                        "&a {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List,"
                                + " items: [{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind:"
                                + " List}]}]}]}");

        assertThat(onlyProblem(manifests).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void tabIndentedJsonIsRead() {
        Manifests manifests =
                read(
                        """
                        {
                        \t"apiVersion":\t"v1",
                        \t"kind": "ConfigMap",
                        \t"metadata": {"name": "one"},
                        \t"data": {
                        \t\t"tab": "a\\tb",
                        \t\t"slash": "a\\/b",
                        \t\t"quote": "\\"}{",
                        \t\t"letters": "\\u0434\\ud83d\\ude00"
                        \t}
                        }
                        """);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.state().configMaps().firstEntry().getValue().data())
                .containsEntry("tab", "a\tb")
                .containsEntry("slash", "a/b")
                .containsEntry("quote", "\"}{")
                .containsEntry("letters", "д😀");
    }

    @Test
    void jsonValuesMayFollowEachOtherWithoutMarker() {
        Manifests manifests =
                read(
                        """
                        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one"}}
                        {"apiVersion": "v1",
                        \t"kind": "ConfigMap", "metadata": {"name": "two"}} {"apiVersion": "v1",
                        "kind": "ConfigMap", "metadata": {"name": "three"}}
                        ---
                        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "four"}}
                        """);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.state().configMaps()).hasSize(4);
        assertThat(manifests.origins().get(new ObjectRef("ConfigMap", "default", "two")).line())
                .isEqualTo(2);
    }

    @Test
    void yamlInBracesIsNotTakenForJson() {
        Manifests manifests =
                read(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: {a: \"x"
                                + "\ty\"}}");

        assertThat(manifests.state().configMaps().firstEntry().getValue().data())
                .containsEntry("a", "x\ty");
    }

    @Test
    void brokenDocumentDoesNotHideItsNeighbours() {
        Manifests manifests =
                read(
                        ingress("before")
                                + """
                                ---
                                kind: Ingress
                                 metadata: [unclosed
                                ---
                                """
                                + ingress("after"));

        assertThat(ingressNames(manifests)).containsExactlyInAnyOrder("before", "after");
        Problem problem = onlyProblem(manifests);
        assertThat(problem.object()).isEqualTo(FILE);
        assertThat(problem.reason()).isEqualTo(Reason.MALFORMED_DOCUMENT);
        assertThat(problem.field()).isEqualTo("line 15, column 10");
        assertThat(problem.message())
                .contains("mapping values are not allowed here")
                .endsWith("; this document is left out")
                .doesNotContain("\n");
        assertThat(problem.fix()).isNotEmpty();
        assertThat(manifests.placeOf(problem)).contains(new Origin("a.yaml", 15));
        assertThat(manifests.origins().get(new ObjectRef("Ingress", "default", "after")))
                .isEqualTo(new Origin("a.yaml", 17));
    }

    @Test
    void markerInsideATextEndsTheDocument() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: one}
                        data:
                          text: |
                            first
                            --- not a marker, it is indented
                        ---
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: two}
                        """);

        assertThat(manifests.state().configMaps()).hasSize(2);
        assertThat(manifests.state().configMaps().firstEntry().getValue().data().get("text"))
                .isEqualTo("first\n--- not a marker, it is indented\n");
    }

    @Test
    void tabInYamlIsExplained() {
        Problem problem = onlyProblem(read("kind: Ingress\nmetadata:\n\tname: x\n"));

        assertThat(problem.field()).isEqualTo("line 3, column 1");
        assertThat(problem.fix()).contains("spaces");
    }

    @Test
    void starThatIsNotQuotedIsExplained() {
        Problem problem = onlyProblem(read(ingress("x").replace("x.example.com", "*.example.com")));

        assertThat(problem.fix()).contains("\"*.example.com\"");
    }

    @Test
    void templateIsRecognised() {
        Problem problem = onlyProblem(read("kind: {{ .Values.kind }}\n"));

        assertThat(problem.fix()).contains("helm template");
    }

    @Test
    void controlCharactersBreakOnlyTheirDocument() {
        Manifests manifests = read(ingress("one") + "---\na: \"x\u0007\"\n---\n" + ingress("two"));

        assertThat(ingressNames(manifests)).hasSize(2);
        assertThat(onlyProblem(manifests).message()).startsWith("the character U+0007");
        assertThat(onlyProblem(manifests).field()).isEqualTo("line 14, column 6");
    }

    @Test
    void messagesOfTheParserShowNoTextOfTheDocument() {
        Manifests manifests =
                read(
                        """
                        kind: Secret
                        stringData: {password: *hunter2}
                        ---
                        kind: Secret
                        stringData: {password: !hunter3!x y}
                        ---
                        stringData: {password: "\\xhunter4"}
                        """);

        assertThat(manifests.problems()).hasSize(3);
        assertThat(manifests.toString()).doesNotContain("unter");
    }

    @Test
    void mergeKeysAndAliasesAreCarriedOut() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: List
                        common: &common {a: "1", b: "2"}
                        items:
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: &meta {name: one}
                          data: {<<: *common, b: "3"}
                        - apiVersion: v1
                          kind: ConfigMap
                          metadata: {<<: [{namespace: other}, *meta]}
                          data: *common
                        """);

        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.state().configMaps().get(new NamespacedName("default", "one")).data())
                .containsEntry("a", "1")
                .containsEntry("b", "3");
        assertThat(manifests.state().configMaps().get(new NamespacedName("other", "one")).data())
                .containsEntry("b", "2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&a [*a]",
                "&a {b: *a}",
                "&a {<<: *a}",
                "&a {b: [{c: *a}]}",
                "{<<: 5}",
                "{<<: [5]}",
                "{? [a] : b}",
                "{~: b}",
                "&a {apiVersion: v1, kind: List, items: [*a]}",
                "%YAML 99999999999.1\n---\na: b"
            })
    void whatCannotBecomeJsonIsMalformed(String text) {
        assertThat(onlyProblem(read(text)).reason()).isEqualTo(Reason.MALFORMED_DOCUMENT);
    }

    @Test
    void aliasesOfAliasesDoNotGrow() {
        StringBuilder text = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i <= 11; i++) {
            String alias = "*a" + (i - 1);
            text.append("a").append(i).append(": &a").append(i);
            text.append(" [").append(String.join(", ", List.of(alias, alias, alias, alias, alias)));
            text.append(", ").append(String.join(", ", List.of(alias, alias, alias, alias)));
            text.append("]\n");
        }
        String bomb =
                text.append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n").toString();

        assertThat(read(bomb).problems()).isEmpty();
        assertThat(onlyProblem(read(bomb + "more: [*a1, *a1]\n")).message()).contains("aliases");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);

        assertThat(onlyProblem(read(deep)).reason()).isEqualTo(Reason.MALFORMED_DOCUMENT);
    }

    @Test
    void repeatedFieldIsToldAndTheLastCounts() {
        Manifests manifests =
                read(
                        """
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: one}
                        data: {a: "1", a: "2"}
                        data: {b: "1", b: "2"}
                        """);

        assertThat(outline(manifests)).containsExactly("InvalidField data", "InvalidField data[b]");
        assertThat(manifests.problems()).noneMatch(Problem::isError);
        assertThat(manifests.state().configMaps().firstEntry().getValue().data())
                .containsOnlyKeys("b")
                .containsEntry("b", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[a, b]", "5"})
    void documentThatIsNoObjectIsToldWithItsLine(String text) {
        Problem problem = onlyProblem(read("\n" + text));

        assertThat(problem.object()).isEqualTo(FILE);
        assertThat(problem.field()).isEqualTo("line 2");
    }

    @Test
    void kindAndVersionMustBeThere() {
        assertThat(outline(read("kind: Ingress"))).containsExactly("MissingField apiVersion");
        assertThat(outline(read("apiVersion: v1"))).containsExactly("MissingField kind");
        assertThat(outline(read("apiVersion: 1\nkind: Ingress")))
                .containsExactly("InvalidField apiVersion");
        assertThat(outline(read("replicaCount: 3"))).containsExactly("MissingField apiVersion");
    }

    @Test
    void nameMustBeThere() {
        Problem problem =
                onlyProblem(read("\n" + ingress("x").replace("name: x\n", "labels: {}\n")));

        assertThat(problem.object()).isEqualTo(FILE);
        assertThat(problem.field()).isEqualTo("metadata.name");
        assertThat(problem.message()).contains("Ingress");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Shop", "my_shop", "shop-", ".shop", "a..b", "5"})
    void badNamesAreRefused(String name) {
        Problem problem =
                onlyProblem(read(ingress("x").replace("name: x\n", "name: " + name + "\n")));

        assertThat(problem.object()).isEqualTo(new ObjectRef("Ingress", "default", name));
        assertThat(problem.field()).isEqualTo("metadata.name");
    }

    @Test
    void nameThatCannotBeShownIsNotUsedAsOne() {
        Manifests manifests =
                read(
                        ingress("x")
                                .replace("name: x\n", "name: \"a\\nb\"\n  namespace: \"c\\nd\"\n"));

        assertThat(manifests.problems()).extracting(Problem::object).containsOnly(FILE);
        assertThat(manifests.problems())
                .extracting(Problem::message)
                .noneMatch(m -> m.contains("\n"));
    }

    @Test
    void longNamesAreRefused() {
        String longest = "a".repeat(253);

        assertThat(read(ingress("x").replace("name: x\n", "name: " + longest + "\n")).problems())
                .isEmpty();
        assertThat(outline(read(ingress("x").replace("name: x\n", "name: " + longest + "a\n"))))
                .containsExactly("InvalidField metadata.name");
    }

    @Test
    void namespaceIsDefaultWhereNothingIsSaid() {
        assertThat(Reading.onlyIngress(ingress("x")).id())
                .isEqualTo(new NamespacedName("default", "x"));
        assertThat(
                        Reading.onlyIngress(
                                        ingress("x")
                                                .replace(
                                                        "name: x\n",
                                                        "name: x\n  namespace: shop\n"))
                                .id())
                .isEqualTo(new NamespacedName("shop", "x"));
        assertThat(outline(read(ingress("x").replace("name: x\n", "name: x\n  namespace: a.b\n"))))
                .containsExactly("InvalidField metadata.namespace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "networking.k8s.io/v1beta1",
                "extensions/v1beta1",
                "networking.k8s.io/v2",
                "v1",
                "networking.k8s.io"
            })
    void otherVersionsOfIngressAreToldWithTheMend(String version) {
        Manifests manifests = read(ingress("x").replace("networking.k8s.io/v1", version));

        Problem problem = onlyProblem(manifests);
        assertThat(problem.object()).isEqualTo(new ObjectRef("Ingress", "default", "x"));
        assertThat(problem.reason()).isEqualTo(Reason.UNSUPPORTED_VERSION);
        assertThat(problem.fix())
                .contains(
                        "networking.k8s.io/v1", "service: {name: ", "port: {number: ", "pathType");
        assertThat(manifests.state().ingresses()).isEmpty();
    }

    @Test
    void otherVersionsOfOtherKindsAreToldToo() {
        Manifests manifests =
                read(
                        "{apiVersion: discovery.k8s.io/v1beta1, kind: EndpointSlice, metadata:"
                                + " {name: x}}");

        assertThat(onlyProblem(manifests).fix()).isEqualTo("write apiVersion: discovery.k8s.io/v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"on", "5", "true", "No", "y", "0x1F", "1_000", "010", "1e3", ".5", ".inf"})
    void annotationThatIsNotTextRefusesTheObject(String value) {
        Manifests manifests =
                read(
                        ingress("x")
                                .replace(
                                        "name: x\n",
                                        "name: x\n  annotations:\n    a/b: " + value + "\n"));

        assertThat(manifests.state().ingresses()).isEmpty();
        Problem problem = onlyProblem(manifests);
        assertThat(problem.field()).isEqualTo("metadata.annotations[a/b]");
        assertThat(problem.severity()).isEqualTo(Severity.ERROR);
        assertThat(problem.fix()).isEqualTo("quote it: \"" + value + "\"");
        assertThat(manifests.placeOf(problem)).contains(new Origin("a.yaml", 6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"5\"",
                "'on'",
                "10:30",
                "2024-01-01",
                "2024-01-01T00:00:00Z",
                "1.2.3.4",
                "1k",
                "!!str 5",
                "oN",
                "=",
                "0x",
                "12 34",
                "|\n      5",
                "10m",
                "1e",
                "1.2.3",
                "<<"
            })
    void annotationThatIsTextIsKept(String value) {
        IngressObject ingress =
                Reading.onlyIngress(
                        ingress("x")
                                .replace(
                                        "name: x\n",
                                        "name: x\n  annotations:\n    a: " + value + "\n"));

        assertThat(ingress.annotations()).containsOnlyKeys("a");
    }

    @Test
    void annotationWithoutValueIsEmptyText() {
        IngressObject ingress =
                Reading.onlyIngress(
                        ingress("x").replace("name: x\n", "name: x\n  annotations: {a: , b: ~}\n"));

        assertThat(ingress.annotations()).containsEntry("a", "").containsEntry("b", "");
    }

    @Test
    void annotationsMustBeAMappingWithGoodKeys() {
        assertThat(
                        outline(
                                read(
                                        ingress("x")
                                                .replace(
                                                        "name: x\n",
                                                        "name: x\n  annotations: [a]\n"))))
                .containsExactly("InvalidField metadata.annotations");
        assertThat(
                        outline(
                                read(
                                        ingress("x")
                                                .replace(
                                                        "name: x\n",
                                                        "name: x\n"
                                                                + "  annotations: {a b: x, /c: v,"
                                                                + " \"d\\ne\": z}\n"))))
                .containsExactly(
                        "InvalidField metadata.annotations[/c]",
                        "InvalidField metadata.annotations[\"a b\"]",
                        "InvalidField metadata.annotations[\"d\\ne\"]");
        assertThat(
                        outline(
                                read(
                                        ingress("x")
                                                .replace(
                                                        "name: x\n",
                                                        "name: x\n  labels: {version: 1.0}\n"))))
                .containsExactly("InvalidField metadata.labels[version]");
    }

    @Test
    void hugeAnnotationsAreRefused() {
        String huge = "x".repeat(256 * 1024);

        assertThat(
                        outline(
                                read(
                                        ingress("x")
                                                .replace(
                                                        "name: x\n",
                                                        "name: x\n  annotations: {a: "
                                                                + huge
                                                                + "}\n"))))
                .containsExactly("TooLarge metadata.annotations");
    }

    @Test
    void laterDefinitionCounts() {
        Manifests manifests =
                read(
                        ingress("x"),
                        "---\n" + ingress("x").replace("x.example.com", "later.example.com"));

        assertThat(manifests.state().ingresses()).hasSize(1);
        assertThat(manifests.state().ingresses().getFirst().rules().getFirst().host())
                .isEqualTo("later.example.com");
        Problem problem = onlyProblem(manifests);
        assertThat(problem.reason()).isEqualTo(Reason.DUPLICATE_OBJECT);
        assertThat(problem.severity()).isEqualTo(Severity.WARNING);
        assertThat(problem.message()).contains("a.yaml:1", "b.yaml:2");
        assertThat(manifests.origins().get(problem.object())).isEqualTo(new Origin("b.yaml", 2));
    }

    @Test
    void refusedDefinitionDoesNotDisplaceAGoodOne() {
        Manifests manifests = read(ingress("x"), ingress("x").replace("Prefix", "Suffix"));

        assertThat(ingressNames(manifests)).containsExactly("x");
        assertThat(outline(manifests))
                .containsExactly("InvalidField spec.rules[0].http.paths[0].pathType");
    }

    @Test
    void ageIsTheTimeOfCreation() {
        IngressObject ingress =
                Reading.onlyIngress(
                        ingress("x")
                                .replace(
                                        "name: x\n",
                                        "name: x\n  creationTimestamp: 2024-05-01T10:00:00Z\n"));

        assertThat(ingress.age()).isEqualTo(Age.createdAt(Instant.parse("2024-05-01T10:00:00Z")));
    }

    @Test
    void ageIsElseThePlaceInTheOrderOfReading() {
        Manifests manifests =
                read(
                        ingress("one")
                                + "---\n"
                                + ingress("bad").replace("Prefix", "x")
                                + "---\n"
                                + ingress("two"),
                        ingress("three")
                                .replace(
                                        "name: three\n",
                                        "name: three\n  creationTimestamp: null\n"));

        List<IngressObject> byAge =
                manifests.state().ingresses().stream()
                        .sorted(java.util.Comparator.comparing(IngressObject::age))
                        .toList();
        assertThat(byAge)
                .extracting(each -> each.id().name())
                .containsExactly("one", "two", "three");
        assertThat(byAge).extracting(IngressObject::age).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "5", "{}", "2024-05-01"})
    void badTimeOfCreationCountsAsNone(String time) {
        Manifests manifests =
                read(
                        ingress("x")
                                .replace(
                                        "name: x\n",
                                        "name: x\n  creationTimestamp: " + time + "\n"));

        assertThat(outline(manifests)).containsExactly("InvalidField metadata.creationTimestamp");
        assertThat(onlyProblem(manifests).isError()).isFalse();
        assertThat(manifests.state().ingresses().getFirst().age().created()).isEmpty();
    }

    @Test
    void problemOfALaterStageIsPlacedAtItsObject() {
        Manifests manifests = read("---\n" + ingress("x"));
        ObjectRef ref = new ObjectRef("Ingress", "default", "x");

        assertThat(manifests.placeOf(Problem.error(ref, "spec", Reason.NO_ENDPOINTS, "m", "f")))
                .contains(new Origin("a.yaml", 2));
        assertThat(manifests.placeOf(Problem.error(FILE, "", Reason.NO_ENDPOINTS, "m", "f")))
                .isEmpty();
    }

    @Test
    void undecodableBytesBreakOnlyTheirDocument() {
        byte[] bytes =
                (ingress("one") + "---\na: \u00e9\n")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        Manifests manifests = read(TextFile.decode(bytes));

        assertThat(ingressNames(manifests)).containsExactly("one");
        assertThat(onlyProblem(manifests).message()).startsWith("the file is not valid UTF-8 here");
    }

    @Test
    void utf16WithMarkIsRead() {
        byte[] bytes =
                ("\uFEFF" + ingress("one")).getBytes(java.nio.charset.StandardCharsets.UTF_16LE);

        assertThat(ingressNames(read(TextFile.decode(bytes)))).containsExactly("one");
    }
}
