package dev.brama.cli;

import dev.brama.controller.Progress;
import dev.brama.kube.ManifestFiles;
import dev.brama.kube.Manifests;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/// Which manifests are looked at.
final class FileFlags {
    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR|-",
            required = true,
            description =
                    "Manifests: a file, a folder with all below it, or - for standard"
                            + " input; may be given again.")
    private List<String> files = List.of();

    Manifests read() throws IOException {
        try (Progress _ = Progress.of("reading manifests", Terminal::tell)) {
            return ManifestFiles.read(files, System.in);
        }
    }
}
