package dev.brama.kube;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Objects of one kind that are asked for together.
///
/// @param api `api/v1` or `apis/GROUP/VERSION`
/// @param plural the kind in the plural, as in URLs
/// @param namespace the only namespace; all where absent, and for cluster-wide kinds
/// @param fields a field selector, if any
/// @param labels a label selector, if any
record Resource(
        String api,
        String plural,
        Optional<String> namespace,
        Optional<String> fields,
        Optional<String> labels) {
    static Resource of(String api, String plural) {
        return new Resource(api, plural, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Resource in(Optional<String> only) {
        return new Resource(api, plural, only, fields, labels);
    }

    Resource withFields(String selector) {
        return new Resource(api, plural, namespace, Optional.of(selector), labels);
    }

    Resource withLabels(String selector) {
        return new Resource(api, plural, namespace, fields, Optional.of(selector));
    }

    String path() {
        return "/" + api + namespace.map(name -> "/namespaces/" + name).orElse("") + "/" + plural;
    }

    Map<String, String> query() {
        Map<String, String> query = new TreeMap<>();
        fields.ifPresent(selector -> query.put("fieldSelector", selector));
        labels.ifPresent(selector -> query.put("labelSelector", selector));
        return query;
    }

    @Override
    public String toString() {
        return plural + namespace.map(name -> " in namespace " + name).orElse("");
    }
}
