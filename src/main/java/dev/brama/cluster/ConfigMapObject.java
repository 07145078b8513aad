package dev.brama.cluster;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A ConfigMap.
///
/// @param id its namespace and name
/// @param data `data`
public record ConfigMapObject(NamespacedName id, SortedMap<String, String> data) {
    public ConfigMapObject {
        data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    }
}
