package dev.brama.golden;

import dev.brama.ingress.Compilation;
import dev.brama.kube.ManifestReader;
import dev.brama.kube.ManifestText;
import dev.brama.kube.Manifests;
import dev.brama.problem.Problem;
import dev.brama.report.ProblemReport;
import dev.brama.report.ProblemReport.Colour;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What comes out of a case, by the names that its files have in the folder.
final class GoldenOutput {
    static final String PROBLEMS = "out-problems.txt";

    private GoldenOutput() {}

    static SortedMap<String, String> of(GoldenCase golden) {
        return of(golden, golden.manifests());
    }

    static SortedMap<String, String> of(GoldenCase golden, List<ManifestText> texts) {
        Manifests manifests = ManifestReader.read(texts);
        Stage stage = golden.stage();
        Compilation compilation = stage.compile(manifests.state());
        SortedMap<String, String> outputs = new TreeMap<>();
        stage.render(compilation.config())
                .files()
                .forEach((path, file) -> outputs.put(name(path), file.text()));
        outputs.put(PROBLEMS, problems(manifests, compilation));
        return outputs;
    }

    private static String name(String path) {
        String flat = "out-" + path.replace('/', '-');
        // Password files have no ending of their own.
        return flat.contains(".") ? flat : flat + ".conf";
    }

    private static String problems(Manifests manifests, Compilation compilation) {
        List<Problem> all =
                Stream.concat(manifests.problems().stream(), compilation.problems().stream())
                        .sorted()
                        .toList();
        return new ProblemReport(all, _ -> Optional.empty()).text(Colour.NONE);
    }
}
