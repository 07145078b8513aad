package dev.brama.kube;

import dev.brama.kube.Content.OfIngress;
import dev.brama.kube.Outcome.Broken;
import dev.brama.problem.ObjectRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What one file holds.
///
/// @param file the name of the file
/// @param start the place of its first object in the order of reading
/// @param entries the good objects
/// @param findings what is wrong with objects
/// @param faults what is wrong with the file itself
/// @param standing which version of the file the entries come from
record ParsedFile(
        String file,
        long start,
        List<Entry> entries,
        List<Finding> findings,
        List<Fault> faults,
        Standing standing) {
    ParsedFile {
        entries = List.copyOf(entries);
        findings = List.copyOf(findings);
        faults = List.copyOf(faults);
    }

    /// Which version of a file is in force.
    enum Standing {
        /// The one on disk.
        CURRENT,
        /// The last one without a fault.
        LAST_GOOD
    }

    /// Parses a file whose first object takes the place 0.
    static ParsedFile parse(ManifestText file) {
        List<Fault> faults = new ArrayList<>();
        ObjectReader reader = new ObjectReader(file.file());
        for (Piece piece : Piece.split(TextFile.withoutMark(file.text()))) {
            for (Outcome outcome : YamlParser.parse(piece)) {
                switch (outcome) {
                    case Outcome.Parsed(Value root) -> reader.read(root);
                    case Broken broken -> faults.add(Fault.of(broken));
                }
            }
        }
        return new ParsedFile(
                file.file(), 0, reader.entries(), reader.findings(), faults, Standing.CURRENT);
    }

    /// A file that could not be read at all.
    static ParsedFile unread(String file, Fault fault) {
        return new ParsedFile(file, 0, List.of(), List.of(), List.of(fault), Standing.CURRENT);
    }

    /// What is in force when this is the next version of a file after that one. A version with
    /// faults does not displace the objects of the last one without, if that had any. An object
    /// that is no good any more stays as it was, as the API server would refuse the change.
    ParsedFile after(ParsedFile before) {
        boolean yields =
                !faults.isEmpty()
                        && !before.entries.isEmpty()
                        && (before.faults.isEmpty() || before.standing == Standing.LAST_GOOD);
        return yields
                ? new ParsedFile(
                        file, before.start, before.entries, List.of(), faults, Standing.LAST_GOOD)
                : withLastGood(before);
    }

    private ParsedFile withLastGood(ParsedFile before) {
        Set<ObjectRef> good = new HashSet<>();
        entries.forEach(entry -> good.add(entry.ref()));
        Set<ObjectRef> refused = new HashSet<>();
        for (Finding finding : findings) {
            ObjectRef object = finding.problem().object();
            if (finding.problem().isError() && !good.contains(object)) {
                refused.add(object);
            }
        }
        List<Entry> kept =
                before.movedTo(start).entries.stream()
                        .filter(entry -> refused.contains(entry.ref()))
                        .toList();
        if (kept.isEmpty()) {
            return this;
        }
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(kept);
        Set<ObjectRef> stay = new HashSet<>();
        kept.forEach(entry -> stay.add(entry.ref()));
        return new ParsedFile(
                file,
                start,
                all,
                findings.stream().map(finding -> finding.tellingWhatStays(stay)).toList(),
                faults,
                standing);
    }

    /// The same file read at another place of the order.
    ParsedFile movedTo(long newStart) {
        if (newStart == start) {
            return this;
        }
        List<Entry> moved = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            moved.add(
                    entry.content() instanceof OfIngress ingress
                            ? new Entry(entry.ref(), entry.line(), ingress.later(newStart - start))
                            : entry);
        }
        return new ParsedFile(file, newStart, moved, findings, faults, standing);
    }
}
