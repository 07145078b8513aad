package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static dev.brama.kube.Reading.ingressNames;
import static dev.brama.kube.Reading.onlyProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.brama.cluster.IngressObject;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {
    @TempDir Path folder;

    private FolderSource source() {
        return new FolderSource(List.of(folder));
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static IngressObject named(Manifests manifests, String name) {
        return manifests.state().ingresses().stream()
                .filter(each -> each.id().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> byAge(Manifests manifests) {
        return manifests.state().ingresses().stream()
                .sorted(Comparator.comparing(IngressObject::age))
                .map(each -> each.id().name())
                .toList();
    }

    private static void deleteAll(Path root) throws IOException {
        try (Stream<Path> below = Files.walk(root)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void filesBelowAreReadInTheOrderOfTheirPaths() throws IOException {
        write("b.yaml", ingress("three"));
        write("a/z.YML", ingress("two"));
        write(
                "a/b/c.json",
                """
                \t{"apiVersion": "v1", "kind": "ConfigMap",
                \t"metadata": {"name": "c"}}
                """);
        write("a/a.yaml", ingress("one"));

        Manifests manifests = source().read();

        assertThat(byAge(manifests)).containsExactly("one", "two", "three");
        assertThat(manifests.state().configMaps()).hasSize(1);
        assertThat(manifests.problems()).isEmpty();
        assertThat(manifests.origins().get(new ObjectRef("Ingress", "default", "two")))
                .isEqualTo(new Origin(folder.resolve("a/z.YML").toString(), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x.txt",
                "x.yaml~",
                "x.yaml.swp",
                ".x.yaml",
                ".x.yaml.swp",
                "#x.yaml#",
                "x.yaml.tmp",
                "x.tmp",
                ".git/x.yaml",
                "..data/x.yaml",
                "yaml",
                "#x.yaml"
            })
    void otherFilesAreNot(String name) throws IOException {
        write(name, ingress("x"));

        assertThat(source().read().state().ingresses()).isEmpty();
    }

    @Test
    void rootMayBeAFileOfAnyName() throws IOException {
        Path file = write("manifests", ingress("x"));

        assertThat(ingressNames(new FolderSource(List.of(file)).read())).containsExactly("x");
    }

    @Test
    void whatIsReachableTwiceIsReadOnce() throws IOException {
        Path file = write("a/x.yaml", ingress("x"));
        Files.createSymbolicLink(folder.resolve("a/y.yaml"), file);
        Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("a/up"), folder);

        Manifests manifests = new FolderSource(List.of(folder, file)).read();

        assertThat(ingressNames(manifests)).containsExactly("x");
        assertThat(manifests.problems()).isEmpty();
    }

    @Test
    void mountedConfigMapIsReadThroughItsLinks() throws IOException {
        write("..2024_01/x.yaml", ingress("old"));
        write("..2024_02/x.yaml", ingress("new"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2024_01"));
        Files.createSymbolicLink(folder.resolve("x.yaml"), Path.of("..data/x.yaml"));
        FolderSource source = source();
        assertThat(ingressNames(source.read())).containsExactly("old");

        Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..2024_02"));
        Files.move(
                folder.resolve("..tmp"),
                folder.resolve("..data"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        assertThat(ingressNames(source.read())).containsExactly("new");
    }

    @Test
    void linksThatLeadNowhereOrInACircleDoNoHarm() throws IOException {
        write("x.yaml", ingress("x"));
        Files.createSymbolicLink(folder.resolve("gone.yaml"), folder.resolve("nowhere.yaml"));
        Files.createSymbolicLink(folder.resolve("loop.yaml"), folder.resolve("loop.yaml"));

        Manifests manifests = source().read();

        assertThat(ingressNames(manifests)).containsExactly("x");
        assertThat(onlyProblem(manifests).object().name()).endsWith("loop.yaml");
    }

    @Test
    void nothingChangedGivesTheSameInstance() throws IOException {
        write("a.yaml", ingress("a"));
        FolderSource source = source();

        assertThat(source.read()).isSameAs(source.read());
    }

    @Test
    void objectsOfUnchangedFilesStayTheSameInstances() throws IOException {
        write("b.yaml", ingress("b"));
        Path c = write("c.yaml", ingress("c"));
        FolderSource source = source();
        Manifests before = source.read();

        write("a.yaml", ingress("a"));
        write("bb.yaml", ingress("bb"));
        write("d.yaml", ingress("d"));
        Files.writeString(c, ingress("c") + "---\n" + ingress("c2"));
        Manifests after = source.read();

        assertThat(named(after, "b")).isSameAs(named(before, "b"));
        assertThat(named(after, "c")).isNotSameAs(named(before, "c"));
        assertThat(byAge(after)).containsExactly("a", "b", "bb", "c", "c2", "d");
    }

    @Test
    void touchedFileKeepsItsObjects() throws IOException {
        Path file = write("a.yaml", ingress("a"));
        FolderSource source = source();
        Manifests before = source.read();

        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));

        assertThat(source.read()).isSameAs(before);
    }

    @Test
    void changeThatTimeAndSizeHideIsSeen() throws IOException {
        Path file = write("a.yaml", ingress("a"));
        FileTime time = FileTime.fromMillis(1_700_000_000_000L);
        Files.setLastModifiedTime(file, time);
        FolderSource source = source();
        assertThat(ingressNames(source.read())).containsExactly("a");

        Files.writeString(file, ingress("b"));
        Files.setLastModifiedTime(file, time);

        assertThat(ingressNames(source.read())).containsExactly("b");
    }

    @Test
    void quickChangesOfTheSameSizeAreAllSeen() throws IOException {
        FolderSource source = source();
        for (int i = 100; i < 400; i++) {
            write("a.yaml", ingress("a" + i));
            assertThat(ingressNames(source.read())).containsExactly("a" + i);
        }
    }

    @Test
    void objectsOfAFileGoWithIt() throws IOException {
        write("a.yaml", ingress("a"));
        Path b = write("b.yaml", ingress("b"));
        FolderSource source = source();
        source.read();

        Files.delete(b);

        assertThat(ingressNames(source.read())).containsExactly("a");
    }

    @Test
    void brokenFileKeepsItsLastGoodVersionInForce() throws IOException {
        Path file = write("a.yaml", ingress("a") + "---\n" + ingress("b"));
        FolderSource source = source();
        Manifests before = source.read();

        Files.writeString(file, ingress("new") + "---\nbroken: [\n");
        Manifests broken = source.read();

        assertThat(ingressNames(broken)).containsExactlyInAnyOrder("a", "b");
        assertThat(named(broken, "a")).isSameAs(named(before, "a"));
        Problem problem = onlyProblem(broken);
        assertThat(problem.reason()).isEqualTo(Reason.MALFORMED_DOCUMENT);
        assertThat(problem.object()).isEqualTo(ObjectRef.file(file.toString()));
        assertThat(problem.message())
                .endsWith("; the last good version of this file stays in force");

        Files.writeString(file, ingress("b") + "---\nbroken: {\n");
        assertThat(ingressNames(source.read())).containsExactlyInAnyOrder("a", "b");

        Files.writeString(file, ingress("new"));
        Manifests mended = source.read();
        assertThat(ingressNames(mended)).containsExactly("new");
        assertThat(mended.problems()).isEmpty();
    }

    @Test
    void goodDocumentsOfAFileThatWasNeverGoodCount() throws IOException {
        Path file = write("a.yaml", ingress("a") + "---\nbroken: [\n");
        FolderSource source = source();

        assertThat(ingressNames(source.read())).containsExactly("a");
        assertThat(onlyProblem(source.read()).message()).endsWith("; this document is left out");

        Files.writeString(file, ingress("b") + "---\nbroken: [\n");
        assertThat(ingressNames(source.read())).containsExactly("b");
    }

    @Test
    void fileThatHeldNothingHasNoLastGoodVersion() throws IOException {
        Path file = write("a.yaml", "");
        FolderSource source = source();
        source.read();

        Files.writeString(file, ingress("a") + "---\nbroken: [\n");

        assertThat(ingressNames(source.read())).containsExactly("a");
    }

    @Test
    void objectOfBadFormKeepsItsLastGoodVersionAndItsFileCounts() throws IOException {
        Path file = write("a.yaml", ingress("a") + "---\n" + ingress("b"));
        FolderSource source = source();
        IngressObject before = named(source.read(), "a");

        Files.writeString(file, ingress("a").replace("Prefix", "x") + "---\n" + ingress("c"));
        Manifests after = source.read();

        assertThat(ingressNames(after)).containsExactlyInAnyOrder("a", "c");
        assertThat(named(after, "a").rules()).isEqualTo(before.rules());
        assertThat(onlyProblem(after).message()).contains("its last good version stays in force");
    }

    @Test
    void objectThatWasNeverGoodIsLeftOut() throws IOException {
        write("a.yaml", ingress("a").replace("Prefix", "x") + "---\n" + ingress("b"));

        assertThat(ingressNames(source().read())).containsExactly("b");
    }

    @Test
    void badVersionOfAnObjectKeepsTheGoodOneThroughFurtherChanges() throws IOException {
        Path file = write("a.yaml", ingress("a"));
        FolderSource source = source();
        source.read();

        Files.writeString(file, ingress("a").replace("Prefix", "x"));
        source.read();
        Files.writeString(file, ingress("a").replace("Prefix", "xy"));

        assertThat(ingressNames(source.read())).containsExactly("a");
        Files.writeString(file, "");
        assertThat(ingressNames(source.read())).isEmpty();
    }

    @Test
    void fileThatCannotBeReadKeepsItsObjects() throws IOException {
        Path file = write("a.yaml", ingress("a"));
        FolderSource source = source();
        source.read();

        // A link in a circle fails for root, too.
        Files.delete(file);
        Files.createSymbolicLink(file, file);
        Manifests unreadable = source.read();

        assertThat(ingressNames(unreadable)).containsExactly("a");
        assertThat(onlyProblem(unreadable).message())
                .startsWith("the file cannot be read")
                .endsWith("; the last good version of this file stays in force");
        assertThat(source.read()).isSameAs(unreadable);

        Files.delete(file);
        Files.writeString(file, ingress("b"));
        assertThat(ingressNames(source.read())).containsExactly("b");
        assertThat(source.read().problems()).isEmpty();
    }

    @Test
    void missingRootIsAProblemUntilItComes() throws IOException {
        Path root = folder.resolve("later");
        FolderSource source = new FolderSource(List.of(root));
        Manifests missing = source.read();

        Problem problem = onlyProblem(missing);
        assertThat(problem.object()).isEqualTo(ObjectRef.file(root.toString()));
        assertThat(problem.reason()).isEqualTo(Reason.MISSING_REFERENCE);
        assertThat(source.read()).isSameAs(missing);

        write("later/a.yaml", ingress("a"));
        assertThat(ingressNames(source.read())).containsExactly("a");
        assertThat(source.read().problems()).isEmpty();

        deleteAll(root);
        assertThat(source.read().state().ingresses()).isEmpty();
    }

    @Test
    void laterRootCounts() throws IOException {
        write("z/a.yaml", ingress("a").replace("a.example.com", "first.example.com"));
        write("b/a.yaml", ingress("a").replace("a.example.com", "second.example.com"));

        Manifests manifests =
                new FolderSource(List.of(folder.resolve("z"), folder.resolve("b"))).read();

        assertThat(named(manifests, "a").rules().getFirst().host()).isEqualTo("second.example.com");
        assertThat(onlyProblem(manifests).reason()).isEqualTo(Reason.DUPLICATE_OBJECT);
    }

    @Test
    void definitionComesBackWhenTheLaterOneGoes() throws IOException {
        write("a.yaml", ingress("x"));
        FolderSource source = source();
        IngressObject first = named(source.read(), "x");
        Path later = write("b.yaml", ingress("x"));
        assertThat(named(source.read(), "x")).isNotSameAs(first);

        Files.delete(later);

        assertThat(named(source.read(), "x")).isSameAs(first);
    }

    @Test
    void orderOfAgesStaysThatOfThePathsWhateverComesAndGoes() throws IOException {
        FolderSource source = source();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            String name = String.format("f%03d", random.nextInt(60));
            Path file = folder.resolve(name + ".yaml");
            if (random.nextInt(3) > 0) {
                Files.writeString(file, ingress(name) + "---\n" + ingress(name + "-b"));
            } else {
                Files.deleteIfExists(file);
            }
            List<String> ages = byAge(source.read());
            assertThat(ages).isSorted();
            assertThat(ages).isEqualTo(byAge(source().read()));
        }
    }

    @Test
    void roomInTheOrderOfAgesNeverRunsOut() throws IOException {
        write("a.yaml", ingress("a"));
        write("z.yaml", ingress("z"));
        FolderSource source = source();
        source.read();
        StringBuilder name = new StringBuilder("b");
        for (int i = 0; i < 60; i++) {
            name.append('b');
            write(name + ".yaml", ingress(name.toString()));
            source.read();
        }

        assertThat(byAge(source.read())).isSorted().hasSize(62);
    }
}
