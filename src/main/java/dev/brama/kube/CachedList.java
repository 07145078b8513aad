package dev.brama.kube;

import java.util.List;

/// All objects of a resource at one version.
record CachedList(String version, List<Cached> items) {
    CachedList {
        items = List.copyOf(items);
    }
}
