package dev.brama.problem;

import java.util.List;

/// A value and what was found wrong on the way to it.
///
/// The value is usable whatever the problems say: what was wrong has been left out of it.
///
/// @param value the result
/// @param problems what was wrong, in the order found
public record Checked<T>(T value, List<Problem> problems) {
    public Checked {
        problems = List.copyOf(problems);
    }

    /// A value with nothing wrong.
    public static <T> Checked<T> of(T value) {
        return new Checked<>(value, List.of());
    }
}
