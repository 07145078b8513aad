package dev.brama.cluster;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Secret.
///
/// @param id its namespace and name
/// @param type the Secret's type, such as `kubernetes.io/tls`
/// @param entries `data`, decoded, with `stringData` laid over it
public record SecretObject(NamespacedName id, String type, SortedMap<String, SecretValue> entries) {
    public SecretObject {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /// The value of a key, where present.
    public Optional<SecretValue> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }
}
