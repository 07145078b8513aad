package dev.brama.feature;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a backend got.
///
/// @param headers in their order, names in lower case
record Request(String method, String target, List<Map.Entry<String, String>> headers, String body) {
    Request {
        headers = List.copyOf(headers);
    }

    /// The first value of a header; empty if it is not there.
    String header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equals(name.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
