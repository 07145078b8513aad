package dev.brama.speaker;

import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import java.util.List;
import java.util.Optional;

/// What came of an [Ask].
sealed interface Answer {
    /// A record was read; [Record#NONE] where there is none.
    record Found(Record record) implements Answer {}

    /// The Leases of all nodes.
    record Listed(List<NodeLease> leases) implements Answer {
        public Listed {
            leases = List.copyOf(leases);
        }
    }

    /// The Lease as it is now; empty where somebody else was quicker.
    record Placed(Optional<NodeLease> lease) implements Answer {}

    /// Whether nobody else was quicker.
    record Written(boolean won) implements Answer {}

    /// It is done.
    record Done() implements Answer {}

    /// Nobody knows whether it was done, or will be done yet.
    record Failed() implements Answer {}
}
