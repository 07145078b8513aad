package dev.brama.feature;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a client got.
///
/// @param headers in their order, names in lower case
record Answer(int status, List<Map.Entry<String, String>> headers, String body) {
    Answer {
        headers = List.copyOf(headers);
    }

    /// The values of a header; empty if it is not there.
    List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equals(name.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .toList();
    }

    /// The value of a header that is there once.
    String header(String name) {
        List<String> values = headers(name);
        if (values.size() != 1) {
            throw new AssertionError(name + " is there " + values.size() + " times in " + this);
        }
        return values.getFirst();
    }

    /// The first line of an echo: backend, method and target.
    String echoed() {
        return body.lines().findFirst().orElse("");
    }

    /// The backend that echoed.
    String backend() {
        return echoed().split(" ", 2)[0];
    }

    /// The target that the backend was asked for.
    String target() {
        String[] words = echoed().split(" ", 3);
        return words.length == 3 ? words[2] : "none: " + this;
    }

    /// The values of a header that an echoing backend got.
    List<String> sentOn(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ": ";
        return body.lines()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }
}
