package dev.brama.nginx;

import dev.brama.render.Rendering;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A configuration written to a folder for people to look at; nothing serves from it.
public final class RenderingFolder {
    private RenderingFolder() {}

    /// Writes the files, in place of what an earlier call has written there.
    ///
    /// @param folder new, empty, or written by an earlier call
    /// @throws IOException if the folder holds anything else, or cannot be written
    public static void write(Rendering rendering, Path folder) throws IOException {
        if (Files.exists(folder.resolve(Manifest.NAME))) {
            FileTree.delete(folder);
        } else if (Files.exists(folder) && !isEmpty(folder)) {
            throw new IOException(
                    folder + " holds other files; name a new or empty folder",
                    new DirectoryNotEmptyException(folder.toString()));
        }
        Files.createDirectories(folder.toAbsolutePath().getParent());
        Files.deleteIfExists(folder);
        GenerationWriter.of(Optional.empty()).write(rendering, 0, folder, Optional.empty());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
