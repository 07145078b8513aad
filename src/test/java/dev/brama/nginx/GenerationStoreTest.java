package dev.brama.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.brama.render.NginxLayout;
import dev.brama.render.RenderedFile;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import dev.brama.render.SourceMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationStoreTest {
    @TempDir Path temp;
    private NginxLayout layout;
    private GenerationStore store;

    @BeforeEach
    void open() throws IOException {
        layout = new NginxLayout(temp.resolve("state").toString());
        store = reopened();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void generationHoldsTheFilesItsNumberAndItsManifest() throws Exception {
        Generation generation = store.write(rendering("one"));

        assertThat(generation.number()).isEqualTo(1);
        assertThat(Files.readString(generation.folder().resolve("nginx.conf"))).isEqualTo("one");
        assertThat(Files.readString(generation.folder().resolve("generation.conf")))
                .isEqualTo("map \"\" $brama_generation { default \"1\"; }\n");
        assertThat(store.inForce()).isEmpty();
    }

    @Test
    void modesFollowTheAccess() throws Exception {
        Path folder = store.write(all("one")).folder();

        assertThat(mode(folder)).isEqualTo("rwxr-xr-x");
        assertThat(mode(folder.resolve("certificates"))).isEqualTo("rwxr-xr-x");
        assertThat(mode(folder.resolve("nginx.conf"))).isEqualTo("rw-r--r--");
        assertThat(mode(folder.resolve("certificates/a.key"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("manifest"))).isEqualTo("rw-------");
    }

    @Test
    void rootGivesFilesForTheWorkersToTheirGroup() throws Exception {
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
        store.close();
        store = GenerationStore.open(layout, Optional.of("www-data"));

        Path file = store.write(all("one")).folder().resolve("auth/a.htpasswd");

        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "posix:group")).hasToString("www-data");
    }

    @Test
    void withoutAGroupTheWorkersAreTheOwner() throws Exception {
        assertThat(mode(store.write(all("one")).folder().resolve("auth/a.htpasswd")))
                .isEqualTo("rw-------");
    }

    @Test
    void foldersOnTheWayCanBeTraversedByOthers() throws Exception {
        for (String folder : List.of(layout.stateDir(), layout.generationsDir(), layout.runDir())) {
            assertThat(mode(Path.of(folder))).endsWith("x").matches("rwx..x..x");
        }
    }

    @Test
    void unchangedFilesAreShared() throws Exception {
        Generation first = store.write(all("one"));
        store.switchTo(first);

        Generation second = store.write(all("two"));

        assertThat(inode(second, "auth/a.htpasswd")).isEqualTo(inode(first, "auth/a.htpasswd"));
        assertThat(inode(second, "certificates/a.key"))
                .isEqualTo(inode(first, "certificates/a.key"));
        assertThat(inode(second, "nginx.conf")).isNotEqualTo(inode(first, "nginx.conf"));
    }

    @Test
    void sameContentWithAnotherAccessIsNotShared() throws Exception {
        store.switchTo(store.write(single("a", "same", Access.PUBLIC)));

        Path folder = store.write(single("a", "same", Access.OWNER)).folder();

        assertThat(mode(folder.resolve("a"))).isEqualTo("rw-------");
    }

    @Test
    void nextRunKnowsWhatIsInForce() throws Exception {
        store.switchTo(store.write(all("one")));

        store = reopened();

        assertThat(store.inForce()).hasValue(1);
        assertThat(store.current().orElseThrow().manifest()).isEqualTo(Manifest.of(all("one")));
    }

    @Test
    void damagedFileIsNeitherUnchangedNorShared() throws Exception {
        Generation first = store.write(all("one"));
        store.switchTo(first);
        Files.writeString(first.folder().resolve("certificates/a.key"), "");

        store = reopened();

        assertThat(store.current().orElseThrow().manifest()).isNotEqualTo(Manifest.of(all("one")));
        Path key = store.write(all("one")).folder().resolve("certificates/a.key");
        assertThat(Files.readString(key)).isEqualTo("key");
    }

    @Test
    void leftoversOfACrashAreCleared() throws Exception {
        store.switchTo(store.write(rendering("one")));
        Path untested = store.write(rendering("two")).folder();
        Path partial = Path.of(layout.generationsDir(), "3.partial");
        Files.createDirectories(partial.resolve("hosts"));
        Files.writeString(partial.resolve("hosts/a.conf"), "half");
        Path link = Path.of(layout.stateDir(), "current.new");
        Files.createSymbolicLink(link, untested);

        store = reopened();

        assertThat(untested).doesNotExist();
        assertThat(partial).doesNotExist();
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(store.inForce()).hasValue(1);
    }

    @Test
    void linkThatLeadsNowhereIsNotInForce() throws Exception {
        Files.createSymbolicLink(Path.of(layout.currentLink()), Path.of("generations/9"));

        store = reopened();

        assertThat(store.inForce()).isEmpty();
        assertThat(Files.isSymbolicLink(Path.of(layout.currentLink()))).isFalse();
    }

    @Test
    void numbersNeverComeBack() throws Exception {
        store.switchTo(store.write(rendering("one")));
        store.discard(store.write(rendering("two")).folder());

        store = reopened();

        assertThat(store.write(rendering("three")).number()).isEqualTo(3);
    }

    @Test
    void lastThreeAndTheOneInForceAreKept() throws Exception {
        store.switchTo(store.write(rendering("one")));
        for (int i = 0; i < 5; i++) {
            store.write(rendering("other " + i));
        }

        store.prune();

        assertThat(generations()).containsExactlyInAnyOrder("1", "4", "5", "6");
    }

    @Test
    void generationInForceCannotBeDiscarded() throws Exception {
        Generation generation = store.write(rendering("one"));
        store.switchTo(generation);

        assertThatIllegalArgumentException().isThrownBy(() -> store.discard(generation.folder()));
    }

    @Test
    void earlierGenerationCanBeFound() throws Exception {
        store.switchTo(store.write(rendering("one")));
        store.switchTo(store.write(rendering("two")));

        assertThat(store.find(1).orElseThrow().manifest()).isEqualTo(Manifest.of(rendering("one")));
        assertThat(store.find(7)).isEmpty();
    }

    @Test
    void linkAlwaysLeadsToAWholeGeneration() throws Exception {
        store.switchTo(store.write(rendering("0")));
        AtomicBoolean done = new AtomicBoolean();
        Callable<Integer> reader =
                () -> {
                    int reads = 0;
                    while (!done.get()) {
                        Files.readString(Path.of(layout.mainFile()));
                        reads++;
                    }
                    return reads;
                };
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> reads = readers.submit(reader);
            for (int i = 1; i <= 200; i++) {
                store.switchTo(store.write(rendering("" + i)));
            }
            done.set(true);
            assertThat(reads.get()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../escape",
                "a/../../b",
                "./a",
                "a//b",
                "a\nb",
                "generation.conf",
                "manifest"
            })
    void pathThatLeavesTheFolderIsABug(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.write(single(path, "x", Access.PUBLIC)));
        assertThat(Path.of(layout.generationsDir()).toFile().list())
                .noneMatch(name -> name.endsWith(".partial"));
    }

    @Test
    void folderWithTooLongAPathIsRefused() {
        NginxLayout tooLong = new NginxLayout(temp.resolve("x".repeat(90)).toString());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> GenerationStore.open(tooLong, Optional.empty()))
                .withMessageContaining("more than Linux takes; name a shorter one");
    }

    @Test
    void secondProcessIsKeptOut() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> GenerationStore.open(layout, Optional.empty()))
                .withMessageContaining("another process drives nginx in " + layout.stateDir());
    }

    private GenerationStore reopened() throws IOException {
        if (store != null) {
            store.close();
        }
        return GenerationStore.open(layout, Optional.empty());
    }

    private List<String> generations() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(layout.generationsDir()))) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    private static Rendering rendering(String mainFile) {
        return single("nginx.conf", mainFile, Access.PUBLIC);
    }

    private static Rendering single(String path, String text, Access access) {
        TreeMap<String, RenderedFile> files = new TreeMap<>();
        files.put(path, RenderedFile.of(text, access));
        return new Rendering(files, SourceMap.EMPTY);
    }

    private static Rendering all(String mainFile) {
        TreeMap<String, RenderedFile> files = new TreeMap<>(rendering(mainFile).files());
        files.put("certificates/a.key", RenderedFile.of("key", Access.OWNER));
        files.put("auth/a.htpasswd", RenderedFile.of("password", Access.WORKERS));
        return new Rendering(files, SourceMap.EMPTY);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Object inode(Generation generation, String path) throws IOException {
        return Files.getAttribute(generation.folder().resolve(path), "unix:ino");
    }
}
