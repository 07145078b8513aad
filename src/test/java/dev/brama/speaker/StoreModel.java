package dev.brama.speaker;

import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The objects of the speakers as an API server keeps them: each write names the version that it
/// replaces; what was deleted and made again is another object; a replacement of a Lease that is
/// not there makes one, unless it names the uid of the one that was.
final class StoreModel {
    final SortedMap<String, NodeLease> leases = new TreeMap<>();
    Record table = Record.NONE;
    Record charter = Record.NONE;
    private boolean looksAtUids = true;
    private boolean makesNewUids = true;
    private long revision;
    private long uids;

    /// As a client that names no uid would be served.
    StoreModel withoutUids() {
        looksAtUids = false;
        return this;
    }

    /// As if what is put back were the object that was deleted.
    StoreModel withOneUid() {
        makesNewUids = false;
        return this;
    }

    private String uid(String kind) {
        return kind + (makesNewUids ? "-" + ++uids : "");
    }

    private String version() {
        return Long.toString(++revision);
    }

    Answer answer(Ask ask) {
        return switch (ask) {
            case Ask.ReadTable _ -> new Answer.Found(table);
            case Ask.ReadCharter _ -> new Answer.Found(charter);
            case Ask.ReadLeases _ -> new Answer.Listed(List.copyOf(leases.values()));
            case Ask.PutLease put -> new Answer.Placed(put(put));
            case Ask.WriteTable(Record before, SortedMap<String, String> data) -> {
                Optional<Record> next = next("table", table, before, data);
                next.ifPresent(record -> table = record);
                yield new Answer.Written(next.isPresent());
            }
            case Ask.WriteCharter(Record before, CharterRecord written) -> {
                Optional<Record> next = next("charter", charter, before, written.data());
                next.ifPresent(record -> charter = record);
                yield new Answer.Written(next.isPresent());
            }
            case Ask.Follow _ -> new Answer.Done();
        };
    }

    private Optional<Record> next(
            String kind, Record current, Record before, SortedMap<String, String> data) {
        if (!before.version().equals(current.version()) || !before.uid().equals(current.uid())) {
            return Optional.empty();
        }
        String uid = current.uid().isEmpty() ? uid(kind) : current.uid();
        return Optional.of(new Record(data, uid, version()));
    }

    private Optional<NodeLease> put(Ask.PutLease put) {
        NodeLease current = leases.get(put.node());
        boolean fits;
        if (put.before().isEmpty()) {
            fits = current == null;
        } else if (current == null) {
            fits = !looksAtUids;
        } else {
            fits =
                    put.before().get().version().equals(current.version())
                            && (!looksAtUids || put.before().get().uid().equals(current.uid()));
        }
        if (!fits) {
            return Optional.empty();
        }
        String uid = current == null ? uid("lease-" + put.node()) : current.uid();
        NodeLease next = new NodeLease(put.node(), put.holder(), put.notes(), uid, version());
        leases.put(put.node(), next);
        return Optional.of(next);
    }

    /// By hand.
    void putBackTable(Record copy) {
        table = new Record(copy.data(), uid("table"), version());
    }

    /// By hand.
    void putBackCharter(Record copy) {
        charter = new Record(copy.data(), uid("charter"), version());
    }
}
