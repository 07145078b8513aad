package dev.brama.kube;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Finds the files of manifests below some roots.
///
/// A folder or file that is reachable by several ways, through links or overlapping roots, is found
/// once, so a link that leads back up does no harm.
final class FolderWalk {
    private final List<FoundFile> files = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final Set<Object> met = new HashSet<>();
    private int root;

    private FolderWalk() {}

    /// @param root the place of the root it was found below
    /// @param file where it is
    /// @param stamp by what it is known to be unchanged
    record FoundFile(int root, Path file, FileStamp stamp) implements Comparable<FoundFile> {
        String name() {
            return file.toString();
        }

        /// The order of the walk: by root, then folder by folder.
        @Override
        public int compareTo(FoundFile other) {
            int byRoot = Integer.compare(root, other.root);
            return byRoot != 0 ? byRoot : key().compareTo(other.key());
        }

        private String key() {
            return name().replace(file.getFileSystem().getSeparator(), "\0");
        }
    }

    /// @param path what could not be looked at
    /// @param cause why
    record Trouble(Path path, IOException cause) {}

    /// @param files the files of manifests, root by root, sorted by path within each
    /// @param folders the folders in which changes matter
    /// @param troubles roots that are not there, and what could not be looked at
    record Finds(List<FoundFile> files, List<Path> folders, List<Trouble> troubles) {}

    static Finds walk(List<Path> roots) {
        FolderWalk walk = new FolderWalk();
        for (Path root : roots) {
            walk.root(root);
            walk.root++;
        }
        return new Finds(walk.files, walk.folders, walk.troubles);
    }

    /// Whether a name is that of a manifest; hidden files and editors' backups are not.
    static boolean isManifest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !isHidden(name)
                && !name.startsWith("#")
                && (lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json"));
    }

    static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private void root(Path root) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                folder(root, attributes);
            } else {
                file(root, attributes);
            }
        } catch (IOException e) {
            troubles.add(new Trouble(root, e));
        }
    }

    private void folder(Path folder, BasicFileAttributes attributes) {
        if (!isFirstMeeting(attributes)) {
            return;
        }
        folders.add(folder);
        try {
            for (Path entry : entries(folder)) {
                entry(entry);
            }
        } catch (NoSuchFileException _) {
            // Deleted since its parent was listed; then there is nothing below it.
        } catch (IOException e) {
            troubles.add(new Trouble(folder, e));
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
        return entries;
    }

    private void entry(Path entry) {
        String name = entry.getFileName().toString();
        if (isHidden(name)) {
            return;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                folder(entry, attributes);
            } else if (isManifest(name) && attributes.isRegularFile()) {
                file(entry, attributes);
            }
        } catch (NoSuchFileException _) {
            // Deleted since its folder was listed, or a link that leads nowhere.
        } catch (IOException e) {
            troubles.add(new Trouble(entry, e));
        }
    }

    private void file(Path file, BasicFileAttributes attributes) throws IOException {
        if (isFirstMeeting(attributes)) {
            files.add(new FoundFile(root, file, FileStamp.of(file, attributes)));
        }
    }

    private boolean isFirstMeeting(BasicFileAttributes attributes) {
        return Optional.ofNullable(attributes.fileKey()).map(met::add).orElse(true);
    }
}
