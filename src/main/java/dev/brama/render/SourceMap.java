package dev.brama.render;

import dev.brama.problem.ObjectRef;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Leads from a line of a rendered file back to the object that asked for it.
///
/// @param ranges by file, the ranges that come from an object; an inner range stands after the
///   outer one that holds it
public record SourceMap(SortedMap<String, List<SourceRange>> ranges) {
    /// A map that knows no line.
    public static final SourceMap EMPTY = new SourceMap(new TreeMap<>());

    public SourceMap {
        // A copy of a sorted map takes no comparisons.
        TreeMap<String, List<SourceRange>> copy = new TreeMap<>(ranges);
        copy.replaceAll((_, list) -> List.copyOf(list));
        ranges = Collections.unmodifiableSortedMap(copy);
    }

    /// The object behind a line: that of the innermost range which holds it.
    ///
    /// @param file path as in [Rendering#files]
    /// @param line counted from 1
    public Optional<ObjectRef> at(String file, int line) {
        return ranges.getOrDefault(file, List.of()).reversed().stream()
                .filter(range -> range.firstLine() <= line && line <= range.lastLine())
                .map(SourceRange::object)
                .findFirst();
    }

    /// The object behind a whole file: that of its first range.
    public Optional<ObjectRef> of(String file) {
        return ranges.getOrDefault(file, List.of()).stream().map(SourceRange::object).findFirst();
    }

    /// Lines that come from one object.
    ///
    /// @param firstLine counted from 1
    /// @param lastLine inclusive
    /// @param object the object
    public record SourceRange(int firstLine, int lastLine, ObjectRef object) {}
}
