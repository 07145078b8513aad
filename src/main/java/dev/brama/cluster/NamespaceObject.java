package dev.brama.cluster;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Namespace.
///
/// @param name its name
/// @param labels its labels
public record NamespaceObject(String name, SortedMap<String, String> labels) {
    public NamespaceObject {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
