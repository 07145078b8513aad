package dev.brama.nginx;

import dev.brama.render.NginxLayout;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The generations on disk, and which of them is in force.
///
/// ```
/// <state>/current -> generations/7   replaced by rename, so it always leads to a whole folder
/// <state>/generations/7/             nginx.conf, generation.conf, manifest, ...
/// <state>/generations/8.partial/     being written; becomes 8 by rename
/// <state>/generations/last           the highest number ever given out
/// ```
///
/// One process at a time holds a state folder, by a lock that ends with the process. Not safe for
/// use by several threads at once.
public final class GenerationStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationStore.class);
    private static final int KEPT = 3;
    private static final String FRESH_LINK = "current.new";
    private static final String PARTIAL = ".partial";
    private static final String SCRATCH = "scratch" + PARTIAL;
    private static final Comparator<Path> NEWEST_FIRST =
            Comparator.comparingLong(GenerationStore::number).reversed();

    private final NginxLayout layout;
    private final GenerationWriter writer;
    private final FileChannel lock;
    private @Nullable Generation current;

    private GenerationStore(NginxLayout layout, GenerationWriter writer, FileChannel lock) {
        this.layout = layout;
        this.writer = writer;
        this.lock = lock;
    }

    /// Prepares the state folder and clears what a crash has left half done.
    ///
    /// @param workersGroup name or number of the group that nginx's workers run as; files for the
    ///   workers are given to it where this process is root, and where it is empty or this process
    ///   is not root, master and workers are taken to run as one user
    /// @throws IllegalArgumentException where the path of the folder is too long for a unix socket
    /// @throws IOException where the folder cannot be used, or another process holds it
    public static GenerationStore open(NginxLayout layout, Optional<String> workersGroup)
            throws IOException {
        int length = layout.statusSocket().getBytes(StandardCharsets.UTF_8).length;
        if (length > NginxLayout.MAX_SOCKET_PATH) {
            throw new IllegalArgumentException(
                    "the state folder %s makes the path of nginx's status socket %d bytes long, %d more than Linux takes; name a shorter one"
                            .formatted(
                                    layout.stateDir(),
                                    length,
                                    length - NginxLayout.MAX_SOCKET_PATH));
        }
        for (String folder :
                List.of(
                        layout.stateDir(),
                        layout.generationsDir(),
                        layout.runDir(),
                        layout.tempDir())) {
            makeTraversable(Files.createDirectories(Path.of(folder)));
        }
        FileChannel lock = lock(layout);
        try {
            GenerationStore store =
                    new GenerationStore(layout, GenerationWriter.of(workersGroup), lock);
            store.recover();
            return store;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// The number of the generation in force.
    public OptionalLong inForce() {
        return current().stream().mapToLong(Generation::number).findFirst();
    }

    /// Where everything stands.
    public NginxLayout layout() {
        return layout;
    }

    /// Gives the state folder free.
    @Override
    public void close() throws IOException {
        lock.close();
    }

    Optional<Generation> current() {
        return Optional.ofNullable(current);
    }

    /// Writes a configuration under the next number; files that the one in force has too are shared
    /// with it.
    Generation write(Rendering rendering) throws IOException {
        long number = nextNumber();
        Path partial = folder(number + PARTIAL);
        try {
            Manifest manifest = writer.write(rendering, number, partial, current());
            Path folder = folder(Long.toString(number));
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            return new Generation(number, folder, manifest);
        } catch (IOException | RuntimeException e) {
            FileTree.delete(partial);
            throw e;
        }
    }

    /// Writes a configuration that will only be tested; the next one takes its place.
    Path writeScratch(Rendering rendering) throws IOException {
        Path scratch = folder(SCRATCH);
        FileTree.delete(scratch);
        writer.write(rendering, 0, scratch, current());
        return scratch;
    }

    /// Puts a generation in force for the next time that nginx reads its files.
    void switchTo(Generation generation) throws IOException {
        Path state = Path.of(layout.stateDir());
        Path fresh = state.resolve(FRESH_LINK);
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, state.relativize(generation.folder()));
        Files.move(fresh, Path.of(layout.currentLink()), StandardCopyOption.ATOMIC_MOVE);
        current = generation;
    }

    /// An earlier generation that is still on disk.
    Optional<Generation> find(long number) throws IOException {
        Path folder = folder(Long.toString(number));
        if (current != null && current.number() == number) {
            return current();
        }
        return Files.isDirectory(folder)
                ? Optional.of(GenerationWriter.load(number, folder))
                : Optional.empty();
    }

    /// Deletes a generation that is not in force.
    void discard(Path folder) throws IOException {
        if (current != null && current.folder().equals(folder)) {
            throw new IllegalArgumentException("in force: " + folder);
        }
        FileTree.delete(folder);
    }

    /// Deletes all but the newest three generations and the one in force.
    void prune() throws IOException {
        for (Path folder : numbered().stream().sorted(NEWEST_FIRST).skip(KEPT).toList()) {
            if (current == null || number(folder) != current.number()) {
                FileTree.delete(folder);
            }
        }
    }

    private void recover() throws IOException {
        current = readCurrent();
        long newest = current == null ? 0 : current.number();
        Files.deleteIfExists(Path.of(layout.stateDir(), FRESH_LINK));
        for (Path entry : entries()) {
            // What is newer than the one in force was never put in force, and may be untested.
            if (entry.toString().endsWith(PARTIAL) || number(entry) > newest) {
                FileTree.delete(entry);
                LOG.info("deleted {}, left unfinished by an earlier run", entry);
            }
        }
    }

    private @Nullable Generation readCurrent() throws IOException {
        Path link = Path.of(layout.currentLink());
        if (!Files.isSymbolicLink(link)) {
            return null;
        }
        Path folder = folder(Files.readSymbolicLink(link).getFileName().toString());
        if (!Files.isDirectory(folder) || number(folder) == 0) {
            LOG.warn("deleted {}, which leads to no generation", link);
            Files.delete(link);
            return null;
        }
        return GenerationWriter.load(number(folder), folder);
    }

    /// Written down before it is used, so that a number that nginx once answered never comes back
    /// with other content.
    private long nextNumber() throws IOException {
        Path last = folder("last");
        long highest = numbered().stream().mapToLong(GenerationStore::number).max().orElse(0);
        if (Files.exists(last)) {
            String text = Files.readString(last).strip();
            highest = Math.max(highest, text.matches("\\d{1,18}") ? Long.parseLong(text) : 0);
        }
        long next = highest + 1;
        Path fresh = folder("last" + PARTIAL);
        Files.writeString(fresh, next + "\n");
        Files.move(fresh, last, StandardCopyOption.ATOMIC_MOVE);
        return next;
    }

    private List<Path> numbered() throws IOException {
        return entries().stream().filter(entry -> number(entry) > 0).toList();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(layout.generationsDir()))) {
            return entries.toList();
        }
    }

    private Path folder(String name) {
        return Path.of(layout.generationsDir(), name);
    }

    /// The number of a generation's folder; 0 for everything else.
    private static long number(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches("[1-9]\\d{0,17}") ? Long.parseLong(name) : 0;
    }

    /// Workers may run as another user than the owner of the folders.
    private static void makeTraversable(Path folder) throws IOException {
        Set<PosixFilePermission> modes = Files.getPosixFilePermissions(folder);
        boolean widened = modes.add(PosixFilePermission.GROUP_EXECUTE);
        widened |= modes.add(PosixFilePermission.OTHERS_EXECUTE);
        if (widened) {
            Files.setPosixFilePermissions(folder, modes);
        }
    }

    private static FileChannel lock(NginxLayout layout) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        Path.of(layout.stateDir(), "lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held within this process: the same answer.
            LOG.debug("{} is held by this process", layout.stateDir());
        }
        channel.close();
        throw new IOException(
                "another process drives nginx in %s; stop it or name another state folder"
                        .formatted(layout.stateDir()));
    }
}
