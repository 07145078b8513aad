package dev.brama.kube;

import dev.brama.cluster.SecretValue;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Secret as the API server stores it, to be replaced where it did not change meanwhile.
///
/// @param entries `data`, decoded
/// @param keeper who looks after it
/// @param version `metadata.resourceVersion`
public record StoredSecret(SortedMap<String, SecretValue> entries, Keeper keeper, String version) {
    /// Who looks after a Secret.
    public enum Keeper {
        BRAMA,
        OTHER
    }

    public StoredSecret {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }
}
