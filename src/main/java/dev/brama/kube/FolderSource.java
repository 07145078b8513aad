package dev.brama.kube;

import dev.brama.kube.FolderWalk.Finds;
import dev.brama.kube.FolderWalk.FoundFile;
import dev.brama.kube.FolderWalk.Trouble;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The manifests in some folders, read again and again.
///
/// A file that has not changed is not read again and its objects stay the same instances, so that
/// who comes after can go by identity. A file that is broken, or cannot be read, keeps the objects
/// of its last good version in force; a file that is gone takes its objects with it.
///
/// For one thread.
public final class FolderSource {
    private final List<Path> roots;
    private final ReadingOrder order = new ReadingOrder();
    private Map<Path, HeldFile> held = Map.of();
    private List<ParsedFile> inForce = List.of();
    private List<ParsedFile> absent = List.of();
    private Manifests last = Assembly.of(List.of());

    /// @param roots files, and folders with all below them; of two definitions of one object the
    ///   later root counts, within a root the later path
    public FolderSource(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /// The objects as they are now; the same instance as before where nothing has changed.
    public Manifests read() {
        Finds finds = FolderWalk.walk(roots);
        Map<Path, HeldFile> now = LinkedHashMap.newLinkedHashMap(finds.files().size());
        for (FoundFile found : finds.files()) {
            HeldFile before = held.get(found.file());
            HeldFile file = before == null ? new HeldFile(found) : before;
            if (file.refresh(found)) {
                now.put(found.file(), file);
            }
        }
        List<ParsedFile> faults = new ArrayList<>();
        finds.troubles().forEach(trouble -> stayDespite(trouble, now, faults));
        held = now;
        List<HeldFile> files = new ArrayList<>(now.values());
        if (!finds.troubles().isEmpty()) {
            // What stayed came last, but has its place among the others.
            files.sort(Comparator.comparing(HeldFile::file));
        }
        if (hasChanged(files) || !faults.equals(absent)) {
            assemble(files, faults);
        }
        return last;
    }

    /// What cannot be looked at stays as it was; what is not there any more does not.
    private void stayDespite(Trouble trouble, Map<Path, HeldFile> now, List<ParsedFile> faults) {
        String name = trouble.path().toString();
        if (trouble.cause() instanceof NoSuchFileException) {
            faults.add(ParsedFile.unread(name, Fault.absent()));
            return;
        }
        String why = UnreadableManifestException.why(trouble.cause());
        HeldFile file = held.get(trouble.path());
        if (file != null) {
            file.fail(Fault.unreadable(why));
            now.put(trouble.path(), file);
            return;
        }
        faults.add(ParsedFile.unread(name, Fault.inaccessible(why)));
        held.forEach((path, below) -> {
            if (path.startsWith(trouble.path())) {
                now.putIfAbsent(path, below);
            }
        });
    }

    private boolean hasChanged(List<HeldFile> files) {
        if (files.size() != inForce.size()) {
            return true;
        }
        for (int i = 0; i < inForce.size(); i++) {
            if (!isSame(files.get(i).parsed(), inForce.get(i))) {
                return true;
            }
        }
        return false;
    }

    /// By identity: comparing two long files by value would cost as much as parsing them.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(ParsedFile one, ParsedFile other) {
        return one == other;
    }

    private void assemble(List<HeldFile> files, List<ParsedFile> faults) {
        inForce = order.place(files.stream().map(HeldFile::parsed).toList());
        for (int i = 0; i < inForce.size(); i++) {
            files.get(i).place(inForce.get(i));
        }
        absent = List.copyOf(faults);
        List<ParsedFile> all = new ArrayList<>(inForce);
        all.addAll(faults);
        last = Assembly.of(all);
    }
}
