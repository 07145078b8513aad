package dev.brama.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A folder of values that go in, `values.yaml`, and of the objects that must come out,
/// `objects.yaml`.
///
/// `release` names the release where it is not `brama`; `beyond-restricted` says why Pod Security
/// does not let these Pods into a restricted namespace.
record ChartCase(Path folder) {
    private static final Path ROOT = Path.of("src/test/chart");

    static List<ChartCase> all() {
        try (Stream<Path> paths = Files.list(ROOT)) {
            return paths.filter(Files::isDirectory).sorted().map(ChartCase::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    String values() {
        return folder.resolve("values.yaml").toString();
    }

    Path golden() {
        return folder.resolve("objects.yaml");
    }

    String release() {
        String named = text("release").strip();
        return named.isEmpty() ? "brama" : named;
    }

    /// Words of Pod Security's warnings that must come, empty where none may.
    List<String> beyondRestricted() {
        return text("beyond-restricted").lines().toList();
    }

    String objects() {
        return text("objects.yaml");
    }

    private String text(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
