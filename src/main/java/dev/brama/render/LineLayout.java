package dev.brama.render;

import dev.brama.problem.ObjectRef;
import dev.brama.render.SourceMap.SourceRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sets the lines of a rendered file in order: indents by blocks, drops needless blank lines, and
/// notes which lines come from which object.
///
/// A comment `# Ingress NAMESPACE/NAME` or `# ConfigMap NAMESPACE/NAME` speaks for the statement or
/// block that follows it. Works line by line; that is safe because no value can hold a line break.
final class LineLayout {
    private static final Pattern MARK =
            Pattern.compile("# (Ingress|ConfigMap) ([^/, ]+)/([^,]*?)(?: port .*|,.*)?");
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private final List<SourceRange> ranges = new ArrayList<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<ObjectRef> marked = Optional.empty();
    private int markedLine;
    private int line;
    private boolean blankPending;

    /// @param text the text in order
    /// @param ranges which lines come from which object, outer before inner
    /// @param lines how many lines the text has
    record Result(String text, List<SourceRange> ranges, int lines) {}

    private record Open(Optional<ObjectRef> object, int firstLine, int rangeIndex) {}

    private LineLayout() {}

    static Result of(Templates.PebbleText raw) {
        LineLayout layout = new LineLayout();
        raw.value().lines().map(String::strip).forEach(layout::take);
        return new Result(layout.text.toString(), List.copyOf(layout.ranges), layout.line);
    }

    /// Several results as one file, with a blank line between two.
    static Result joined(List<Result> pieces) {
        StringBuilder text = new StringBuilder();
        List<SourceRange> ranges = new ArrayList<>();
        int lines = 0;
        for (Result piece : pieces) {
            if (piece.text().isEmpty()) {
                continue;
            }
            if (!text.isEmpty()) {
                text.append('\n');
                lines++;
            }
            for (SourceRange range : piece.ranges()) {
                ranges.add(
                        new SourceRange(
                                range.firstLine() + lines,
                                range.lastLine() + lines,
                                range.object()));
            }
            text.append(piece.text());
            lines += piece.lines();
        }
        return new Result(text.toString(), List.copyOf(ranges), lines);
    }

    private void take(String stripped) {
        if (stripped.isEmpty()) {
            blankPending = line > 0;
            return;
        }
        boolean closes = stripped.equals("}");
        if (closes) {
            close();
        } else if (blankPending && !endsWithOpening()) {
            append("");
        }
        blankPending = false;
        append(INDENT.repeat(open.size()) + stripped);
        if (stripped.startsWith("#")) {
            mark(stripped);
        } else if (stripped.endsWith("{")) {
            push();
        } else if (!closes) {
            marked.ifPresent(object -> ranges.add(new SourceRange(markedLine, line, object)));
            marked = Optional.empty();
        }
    }

    private boolean endsWithOpening() {
        int end = text.length() - 1;
        return end >= 1 && text.charAt(end) == '\n' && text.charAt(end - 1) == '{';
    }

    private void append(String full) {
        text.append(full).append('\n');
        line++;
    }

    private void mark(String comment) {
        Matcher mark = MARK.matcher(comment);
        if (mark.matches()) {
            marked = Optional.of(new ObjectRef(mark.group(1), mark.group(2), mark.group(3)));
            markedLine = line;
        }
    }

    private void push() {
        // Holds the place of the outer range before those of its inner ones.
        marked.ifPresent(object -> ranges.add(new SourceRange(markedLine, line, object)));
        open.push(new Open(marked, marked.isPresent() ? markedLine : line, ranges.size() - 1));
        marked = Optional.empty();
    }

    private void close() {
        if (open.isEmpty()) {
            throw new IllegalStateException("a template closes a block that it did not open");
        }
        Open block = open.pop();
        block.object()
                .ifPresent(object ->
                        ranges.set(
                                block.rangeIndex(),
                                new SourceRange(block.firstLine(), line + 1, object)));
    }
}
