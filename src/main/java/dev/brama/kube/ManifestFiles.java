package dev.brama.kube;

import dev.brama.kube.FolderWalk.Finds;
import dev.brama.kube.FolderWalk.FoundFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads what a command line names with `-f`.
public final class ManifestFiles {
    /// The argument that means standard input.
    public static final String STDIN = "-";

    private ManifestFiles() {}

    /// The objects of these files, folders (with all below them) and, for `-`, of the input.
    ///
    /// @throws UnreadableManifestException where one of them is not there or cannot be read
    public static Manifests read(List<String> arguments, InputStream input) throws IOException {
        List<ManifestText> texts = new ArrayList<>();
        Set<Object> read = new HashSet<>();
        for (String argument : arguments) {
            if (argument.equals(STDIN)) {
                texts.add(new ManifestText("stdin", TextFile.decode(input.readAllBytes())));
                continue;
            }
            for (FoundFile file : files(Path.of(argument))) {
                if (read.add(file.stamp().identity())) {
                    texts.add(new ManifestText(file.name(), text(file)));
                }
            }
        }
        return ManifestReader.read(texts);
    }

    private static List<FoundFile> files(Path path) throws IOException {
        Finds finds = FolderWalk.walk(List.of(path));
        for (FolderWalk.Trouble trouble : finds.troubles()) {
            throw new UnreadableManifestException(trouble.path().toString(), trouble.cause());
        }
        return finds.files();
    }

    private static String text(FoundFile file) throws IOException {
        if (file.stamp().size() > TextFile.MAX_BYTES) {
            throw new UnreadableManifestException(file.name(), Fault.tooLarge().message());
        }
        try {
            return TextFile.decode(Files.readAllBytes(file.file()));
        } catch (IOException e) {
            throw new UnreadableManifestException(file.name(), e);
        }
    }
}
