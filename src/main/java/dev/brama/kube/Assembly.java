package dev.brama.kube;

import dev.brama.cluster.AddressConfig;
import dev.brama.cluster.ConfigMapObject;
import dev.brama.problem.Checked;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Lays files over each other: of two definitions of one object the later counts.
final class Assembly {
    private final Map<ObjectRef, Placed> winners = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Problem, Origin> places = new HashMap<>();

    private final StateAssembly state = new StateAssembly();
    private final NetworkAssembly network = new NetworkAssembly();

    private Assembly() {}

    private record Placed(String file, Entry entry) {
        Origin origin() {
            return new Origin(file, entry.line());
        }
    }

    static Manifests of(List<ParsedFile> files) {
        Assembly assembly = new Assembly();
        files.forEach(assembly::add);
        return assembly.finished();
    }

    private void add(ParsedFile file) {
        for (Fault fault : file.faults()) {
            report(problem(file, fault), new Origin(file.file(), fault.line()));
        }
        for (Finding finding : file.findings()) {
            report(finding.problem(), new Origin(file.file(), finding.line()));
        }
        for (Entry entry : file.entries()) {
            Placed placed = new Placed(file.file(), entry);
            Placed earlier = winners.get(entry.ref());
            // Documents that are no objects have the name of their file in common.
            if (earlier != null && isConfig(earlier.entry()) && isConfig(entry)) {
                winners.put(entry.ref(), new Placed(file.file(), joined(earlier.entry(), entry)));
                continue;
            }
            winners.put(entry.ref(), placed);
            if (earlier != null) {
                report(duplicate(earlier, placed), placed.origin());
            }
        }
    }

    private static boolean isConfig(Entry entry) {
        return entry.content() instanceof Content.OfAddressConfig;
    }

    private static Entry joined(Entry one, Entry other) {
        return one.content() instanceof Content.OfAddressConfig(var first)
                        && other.content() instanceof Content.OfAddressConfig(var second)
                ? new Entry(
                        one.ref(),
                        one.line(),
                        new Content.OfAddressConfig(AddressConfigReader.joined(first, second)))
                : other;
    }

    private void report(Problem problem, Origin place) {
        problems.add(problem);
        places.put(problem, place);
    }

    private static Problem problem(ParsedFile file, Fault fault) {
        String consequence =
                switch (file.standing()) {
                    case LAST_GOOD -> "; the last good version of this file stays in force";
                    case CURRENT -> fault.line() > 0 ? "; this document is left out" : "";
                };
        return Problem.error(
                ObjectRef.file(file.file()),
                fault.place(),
                fault.reason(),
                fault.message() + consequence,
                fault.fix());
    }

    private static Problem duplicate(Placed earlier, Placed later) {
        return Problem.warning(
                later.entry().ref(),
                "",
                Reason.DUPLICATE_OBJECT,
                "the object is defined at "
                        + earlier.origin()
                        + " and again at "
                        + later.origin()
                        + "; the later definition counts",
                "remove one of them");
    }

    private void addConfig(Checked<AddressConfig> config, Origin place) {
        network.add(config.value());
        config.problems().forEach(problem -> report(problem, place));
    }

    private Manifests finished() {
        SortedMap<ObjectRef, Origin> origins = new TreeMap<>();
        winners.forEach((ref, placed) -> {
            origins.put(ref, placed.origin());
            state.add(placed.entry().content());
            network.add(placed.entry().content());
            if (placed.entry().content() instanceof Content.OfConfigMap(ConfigMapObject map)) {
                AddressConfigReader.of(map).ifPresent(config -> addConfig(config, placed.origin()));
            }
        });
        return new Manifests(state.finished(), network.finished(), origins, problems, places);
    }
}
