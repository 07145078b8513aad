package dev.brama.render;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A whole configuration as files.
///
/// Paths are relative to the folder of the generation and use `/`: `nginx.conf`, `hosts/NAME.conf`,
/// `certificates/ID.crt`. Paths inside the files are relative too, so the same files serve in any
/// generation. `nginx.conf` includes `generation.conf`, which is written by whoever numbers the
/// generations and is not part of this value.
///
/// @param files content by path
/// @param sources which object each line comes from
public record Rendering(SortedMap<String, RenderedFile> files, SourceMap sources) {
    public Rendering {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
