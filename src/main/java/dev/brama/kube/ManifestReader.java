package dev.brama.kube;

import java.util.ArrayList;
import java.util.List;

/// Reads Kubernetes manifests in YAML or JSON.
public final class ManifestReader {
    private ManifestReader() {}

    /// The objects of these files, read in this order; of two definitions of one object the later
    /// counts. Never throws on what the texts hold.
    public static Manifests read(List<ManifestText> files) {
        List<ParsedFile> parsed = new ArrayList<>();
        long position = 0;
        for (ManifestText file : files) {
            ParsedFile next = ParsedFile.parse(file).movedTo(position);
            parsed.add(next);
            position += next.entries().size();
        }
        return Assembly.of(parsed);
    }
}
