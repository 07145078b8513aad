package dev.brama.nginx;

import dev.brama.render.RenderedFile;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Writes the files of one generation into a new folder.
final class GenerationWriter {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PUBLIC =
            PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> GROUP =
            PosixFilePermissions.fromString("rw-r-----");
    private static final FileAttribute<Set<PosixFilePermission>> OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final String NUMBER_FILE = "generation.conf";
    private static final Set<String> OWN_FILES = Set.of(NUMBER_FILE, Manifest.NAME);

    private final Optional<GroupPrincipal> workersGroup;

    private GenerationWriter(Optional<GroupPrincipal> workersGroup) {
        this.workersGroup = workersGroup;
    }

    /// @param workersGroup name or number of the workers' group
    static GenerationWriter of(Optional<String> workersGroup) throws IOException {
        if (workersGroup.isEmpty() || !isRoot()) {
            return new GenerationWriter(Optional.empty());
        }
        return new GenerationWriter(
                Optional.of(
                        FileSystems.getDefault()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByGroupName(workersGroup.get())));
    }

    /// Makes the folder and fills it.
    ///
    /// @param model the generation whose files are shared where they are the same; with thousands
    ///   of hosts nearly all are
    Manifest write(Rendering rendering, long number, Path folder, Optional<Generation> model)
            throws IOException {
        makeFolder(folder);
        Set<Path> made = new HashSet<>();
        for (Map.Entry<String, RenderedFile> file : rendering.files().entrySet()) {
            Path path = checked(file.getKey());
            makeParents(folder, path, made);
            if (!share(file.getKey(), file.getValue(), folder, model)) {
                write(folder.resolve(path), file.getValue());
            }
        }
        Manifest manifest = Manifest.of(rendering);
        write(folder.resolve(NUMBER_FILE), numberFile(number));
        write(folder.resolve(Manifest.NAME), RenderedFile.of(manifest.text(), Access.OWNER));
        return manifest;
    }

    /// What is known of a generation that an earlier run wrote.
    static Generation load(long number, Path folder) throws IOException {
        Path file = folder.resolve(NUMBER_FILE);
        boolean numbered =
                Files.isRegularFile(file)
                        && Files.readString(file).equals(numberFile(number).text());
        Manifest manifest = numbered ? Manifest.read(folder) : new Manifest(new TreeMap<>());
        return new Generation(number, folder, manifest);
    }

    private static RenderedFile numberFile(long number) {
        return RenderedFile.of(
                "map \"\" $brama_generation { default \"" + number + "\"; }\n", Access.PUBLIC);
    }

    private static boolean share(
            String path, RenderedFile file, Path folder, Optional<Generation> model) {
        if (model.isEmpty() || !model.get().manifest().holds(path, Manifest.Entry.of(file))) {
            return false;
        }
        try {
            Files.createLink(folder.resolve(path), model.get().folder().resolve(path));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            // Some volumes have no hard links, and Linux denies links to another user's files.
            return false;
        }
    }

    private void write(Path target, RenderedFile file) throws IOException {
        // For the owner only from the first byte on: the file may hold a key.
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        target,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OWNER)) {
            ByteBuffer bytes = ByteBuffer.wrap(file.bytes());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        switch (file.access()) {
            case PUBLIC -> Files.setPosixFilePermissions(target, PUBLIC);
            case WORKERS -> giveToWorkers(target);
            case OWNER -> {}
        }
    }

    private void giveToWorkers(Path target) throws IOException {
        if (workersGroup.isPresent()) {
            Files.getFileAttributeView(target, PosixFileAttributeView.class)
                    .setGroup(workersGroup.get());
            Files.setPosixFilePermissions(target, GROUP);
        }
    }

    private static void makeParents(Path folder, Path path, Set<Path> made) throws IOException {
        Path parent = path.getParent();
        if (parent != null && made.add(parent)) {
            makeParents(folder, parent, made);
            makeFolder(folder.resolve(parent));
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    private static Path checked(String path) {
        Path parsed = Path.of(path);
        if (path.isEmpty()
                || parsed.isAbsolute()
                || parsed.startsWith("..")
                || !parsed.normalize().toString().equals(path)
                || path.chars().anyMatch(Character::isISOControl)
                || OWN_FILES.contains(path)) {
            throw new IllegalArgumentException("not the path of a rendered file: " + path);
        }
        return parsed;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
