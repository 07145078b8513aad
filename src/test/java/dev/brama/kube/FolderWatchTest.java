package dev.brama.kube;

import static dev.brama.kube.Reading.ingress;
import static dev.brama.kube.Reading.ingressNames;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final Duration NEVER = Duration.ofHours(1);

    /// So slow that a test passes only by events.
    private static final FolderWatch.Pace EVENTS_ONLY =
            new FolderWatch.Pace(Duration.ofMillis(30), Duration.ofMillis(500), NEVER);

    @TempDir Path parent;

    private final Semaphore signals = new Semaphore(0);
    private Path root;
    private FolderSource source;
    private FolderWatch watch;

    @BeforeEach
    void startInAFolderWithOneFile() throws IOException {
        root = parent.resolve("manifests");
        write("old.yaml", ingress("old"));
        start(root);
    }

    private void start(Path... roots) {
        source = new FolderSource(List.of(roots));
        watch = FolderWatch.start(List.of(roots), signals::release, EVENTS_ONLY);
        source.read();
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /// Reads after each signal until these Ingresses are there.
    private void awaitIngresses(String... names) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<String> found = List.of();
        while (System.nanoTime() < deadline) {
            if (signalled()) {
                found = ingressNames(source.read());
                if (found.size() == names.length && found.containsAll(List.of(names))) {
                    return;
                }
            }
        }
        assertThat(found).as("after the last signal").containsExactlyInAnyOrder(names);
        throw new AssertionError("no signal");
    }

    private boolean signalled() {
        try {
            boolean signalled = signals.tryAcquire(5, TimeUnit.SECONDS);
            signals.drainPermits();
            return signalled;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void newFileIsSeen() throws IOException {
        write("new.yaml", ingress("new"));

        awaitIngresses("old", "new");
    }

    @Test
    void changedFileIsSeen() throws IOException {
        write("old.yaml", ingress("changed"));

        awaitIngresses("changed");
    }

    @Test
    void deletedFileIsSeen() throws IOException {
        Files.delete(root.resolve("old.yaml"));

        awaitIngresses();
    }

    @Test
    void fileThatAnEditorMovesIntoPlaceIsSeen() throws IOException {
        Path temporary = write(".old.yaml.swp", ingress("edited"));
        Files.move(temporary, root.resolve("old.yaml"), StandardCopyOption.ATOMIC_MOVE);

        awaitIngresses("edited");
    }

    @Test
    void newFolderWithFilesIsSeenAndWatched() throws IOException {
        write("sub/deep/new.yaml", ingress("new"));
        awaitIngresses("old", "new");

        write("sub/deep/new.yaml", ingress("newer"));
        awaitIngresses("old", "newer");

        Path outside = parent.resolve("outside");
        Files.createDirectory(outside);
        Files.writeString(outside.resolve("moved.yaml"), ingress("moved"));
        Files.move(outside, root.resolve("sub/moved"));
        awaitIngresses("old", "newer", "moved");
    }

    @Test
    void folderThatIsDeletedAndCreatedAgainIsSeen() throws IOException {
        write("sub/a.yaml", ingress("a"));
        awaitIngresses("old", "a");

        deleteAll(root.resolve("sub"));
        awaitIngresses("old");

        write("sub/b.yaml", ingress("b"));
        awaitIngresses("old", "b");
    }

    @Test
    void rootThatIsDeletedAndCreatedAgainIsSeen() throws IOException {
        deleteAll(root);
        awaitIngresses();

        write("new.yaml", ingress("new"));
        awaitIngresses("new");

        write("new.yaml", ingress("newer"));
        awaitIngresses("newer");
    }

    @Test
    void rootWhoseParentsComeLaterIsSeen() throws IOException {
        watch.close();
        root = parent.resolve("later/still/manifests");
        start(root);

        write("new.yaml", ingress("new"));

        awaitIngresses("new");
    }

    @Test
    void swapOfAMountedConfigMapIsSeen() throws IOException {
        write("..1/x.yaml", ingress("one"));
        write("..2/x.yaml", ingress("two"));
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(root.resolve("x.yaml"), Path.of("..data/x.yaml"));
        awaitIngresses("old", "one");

        Files.createSymbolicLink(root.resolve("..data_tmp"), Path.of("..2"));
        Files.move(
                root.resolve("..data_tmp"), root.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        awaitIngresses("old", "two");
    }

    @Test
    void linkOnTheWayToTheRootThatTurnsIsSeen() throws IOException {
        watch.close();
        Path first = parent.resolve("versions/1/ingress");
        Path second = parent.resolve("versions/2/ingress");
        Files.createDirectories(first);
        Files.createDirectories(second);
        Files.writeString(first.resolve("x.yaml"), ingress("one"));
        Files.writeString(second.resolve("x.yaml"), ingress("two"));
        Files.createSymbolicLink(parent.resolve("current"), Path.of("versions/1"));
        start(parent.resolve("current/ingress"));

        Files.createSymbolicLink(parent.resolve("next"), Path.of("versions/2"));
        Files.move(
                parent.resolve("next"), parent.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
        awaitIngresses("two");

        Files.writeString(second.resolve("x.yaml"), ingress("three"));
        awaitIngresses("three");
    }

    @Test
    void rootThatIsAFileIsWatched() throws IOException {
        watch.close();
        Path file = write("alone", ingress("alone"));
        start(file);

        Files.writeString(file, ingress("changed"));

        awaitIngresses("changed");
    }

    @Test
    void backupsAndHiddenFilesGiveNoSignal() throws Exception {
        write(".old.yaml.swp", "x");
        write("old.yaml~", "x");
        write("#old.yaml#", "x");
        Files.writeString(parent.resolve("beside.yaml"), "x");

        assertThat(signals.tryAcquire(400, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void fileThatIsBeingWrittenIsReadWhenItIsQuiet() throws Exception {
        String text = ingress("new");
        for (int end = 0; end < text.length(); end += 40) {
            write("new.yaml", text.substring(0, end));
            Thread.sleep(2);
        }
        write("new.yaml", text);

        awaitIngresses("old", "new");
        assertThat(source.read().problems()).isEmpty();
    }

    @Test
    void constantWritingDoesNotStarveTheSignal() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (!Thread.interrupted()) {
                                    write("busy.yaml", "# " + writes.incrementAndGet());
                                    Thread.sleep(5);
                                }
                            } catch (IOException | InterruptedException _) {
                                // Enough written.
                            }
                        });
        try {
            assertThat(signals.tryAcquire(3, 20, TimeUnit.SECONDS)).isTrue();
        } finally {
            writer.interrupt();
            writer.join();
        }
    }

    @Test
    void manyChangesGiveFewSignals() throws Exception {
        for (int i = 0; i < 300; i++) {
            write("f" + i + ".yaml", ingress("f" + i));
        }
        while (signals.tryAcquire(1, TimeUnit.SECONDS)) {
            assertThat(signals.availablePermits()).isLessThan(50);
        }

        assertThat(ingressNames(source.read())).hasSize(301);
    }

    @Test
    void failingReceiverDoesNotEndTheWatch() throws IOException {
        watch.close();
        Semaphore calls = new Semaphore(0);
        watch =
                FolderWatch.start(
                        List.of(root),
                        () -> {
                            signals.release();
                            calls.release();
                            throw new IllegalStateException("on purpose");
                        },
                        EVENTS_ONLY);

        write("a.yaml", "");
        assertThat(signalled()).isTrue();
        write("b.yaml", "");
        assertThat(signalled()).isTrue();
    }

    @Test
    void slowLookSeesWhatNoEventTells() throws IOException {
        watch.close();
        Path elsewhere = Files.writeString(parent.resolve("elsewhere.yaml"), ingress("one"));
        Files.createSymbolicLink(root.resolve("link.yaml"), elsewhere);
        source = new FolderSource(List.of(root));
        source.read();
        watch =
                FolderWatch.start(
                        List.of(root),
                        signals::release,
                        new FolderWatch.Pace(
                                Duration.ofMillis(30),
                                Duration.ofMillis(500),
                                Duration.ofMillis(200)));

        Files.writeString(elsewhere, ingress("other"));

        awaitIngresses("old", "other");
    }

    @Test
    void slowLookIsSilentWhileNothingChanges() throws Exception {
        watch.close();
        signals.drainPermits();
        watch =
                FolderWatch.start(
                        List.of(root),
                        signals::release,
                        new FolderWatch.Pace(
                                Duration.ofMillis(30),
                                Duration.ofMillis(500),
                                Duration.ofMillis(20)));

        assertThat(signals.tryAcquire(500, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void nothingIsSignalledAfterTheEnd() throws Exception {
        watch.close();
        signals.drainPermits();

        write("new.yaml", ingress("new"));

        assertThat(signals.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
        watch.close();
    }

    @Test
    void receiverMayCloseTheWatch() throws Exception {
        watch.close();
        FolderWatch[] own = new FolderWatch[1];
        own[0] =
                FolderWatch.start(
                        List.of(root),
                        () -> {
                            own[0].close();
                            signals.release();
                        },
                        EVENTS_ONLY);

        write("new.yaml", ingress("new"));

        assertThat(signalled()).isTrue();
    }
}
