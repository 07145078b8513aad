package dev.brama.nginx;

import static java.util.stream.Collectors.joining;

import dev.brama.render.RenderedFile;
import dev.brama.render.RenderedFile.Access;
import dev.brama.render.Rendering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which files a generation holds, each with its access and its SHA-256.
///
/// Stands as a file in the folder of the generation, so that a restarted controller knows unchanged
/// objects and unchanged files again.
///
/// @param entries by path
record Manifest(SortedMap<String, Entry> entries) {
    /// Its name in the folder of a generation.
    static final String NAME = "manifest";

    private static final Pattern LINE =
            Pattern.compile("(PUBLIC|OWNER|WORKERS) ([0-9a-f]{64}) (.+)");

    Manifest {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /// What is known of one file.
    record Entry(Access access, String digest) {
        static Entry of(RenderedFile file) {
            return new Entry(file.access(), file.digest());
        }

        private boolean isAt(Path file) throws IOException {
            return Files.isRegularFile(file)
                    && RenderedFile.of(Files.readAllBytes(file), access).digest().equals(digest);
        }
    }

    static Manifest of(Rendering rendering) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        rendering.files().forEach((path, file) -> entries.put(path, Entry.of(file)));
        return new Manifest(entries);
    }

    /// Reads the manifest of a generation and keeps the files that are on disk as it says.
    ///
    /// A machine that lost power may have left files empty, for they are not forced to disk one by
    /// one; what was lost or altered must neither be linked from nor taken for unchanged.
    static Manifest read(Path folder) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return new Manifest(entries);
        }
        for (String line : Files.readAllLines(file)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                Entry entry = new Entry(Access.valueOf(matcher.group(1)), matcher.group(2));
                if (entry.isAt(folder.resolve(matcher.group(3)))) {
                    entries.put(matcher.group(3), entry);
                }
            }
        }
        return new Manifest(entries);
    }

    /// Whether a file is there with this access and content.
    boolean holds(String path, Entry entry) {
        return entry.equals(entries.get(path));
    }

    /// One line a file, sorted by path.
    String text() {
        return entries.entrySet().stream()
                .map(e -> e.getValue().access() + " " + e.getValue().digest() + " " + e.getKey())
                .collect(joining("\n", "", "\n"));
    }
}
