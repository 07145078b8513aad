package dev.brama.speaker;

import dev.brama.address.IpAddress;
import dev.brama.kube.SpeakerStore.NodeLease;
import dev.brama.kube.SpeakerStore.Record;
import dev.brama.layer2.Charter;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an [Agreement] wants to have done, one thing at a time.
sealed interface Ask {
    /// Answered by [Answer.Found].
    record ReadTable() implements Ask {}

    /// Answered by [Answer.Found].
    record ReadCharter() implements Ask {}

    /// Answered by [Answer.Listed].
    record ReadLeases() implements Ask {}

    /// Answered by [Answer.Placed].
    ///
    /// @param before as it was read; empty where there is none
    /// @param holder who has it from then on; empty for nobody
    record PutLease(
            String node, Optional<NodeLease> before, String holder, SortedMap<String, String> notes)
            implements Ask {
        public PutLease {
            notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
        }
    }

    /// Answered by [Answer.Written].
    record WriteTable(Record before, SortedMap<String, String> data) implements Ask {}

    /// Answered by [Answer.Written].
    record WriteCharter(Record before, CharterRecord next) implements Ask {}

    /// The quorum is to follow this charter: after it, nothing is held or promised under an earlier
    /// one. Answered by [Answer.Done].
    ///
    /// @param kept what was held by Leases until now
    record Follow(Charter charter, Set<IpAddress> kept) implements Ask {
        public Follow {
            kept = Set.copyOf(kept);
        }
    }
}
