package dev.brama.proxy;

import java.util.List;
import java.util.Optional;

/// Statuses whose page another backend makes.
///
/// @param statuses the statuses, ascending; empty for none
/// @param backend who makes the pages; absent exactly where there are no statuses
/// @param interceptBackend whether the statuses of the location's own backend count too
public record ErrorPages(
        List<Integer> statuses, Optional<BackendRef> backend, boolean interceptBackend) {
    /// No pages.
    public static final ErrorPages NONE = new ErrorPages(List.of(), Optional.empty(), false);

    public ErrorPages {
        statuses = statuses.stream().sorted().distinct().toList();
        if (statuses.isEmpty() != backend.isEmpty()) {
            throw new IllegalArgumentException("statuses and backend go together");
        }
    }
}
