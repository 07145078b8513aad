package dev.brama.report;

import dev.brama.problem.Problem;
import dev.brama.problem.Sentence;
import dev.brama.problem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Problems, told to people and to scripts.
public final class ProblemReport {
    /// Whether text is coloured by ANSI codes.
    public enum Colour {
        NONE("", "", "", ""),
        ANSI("\u001b[31;1m", "\u001b[33;1m", "\u001b[1m", "\u001b[0m");

        private final String error;
        private final String warning;
        private final String bold;
        private final String reset;

        Colour(String error, String warning, String bold, String reset) {
            this.error = error;
            this.warning = warning;
            this.bold = bold;
            this.reset = reset;
        }
    }

    private final List<Problem> problems;
    private final Function<Problem, Optional<String>> place;

    /// @param problems in the order to tell them
    /// @param place where to look for a problem, such as `app.yaml:12`, where that is known
    public ProblemReport(List<Problem> problems, Function<Problem, Optional<String>> place) {
        this.problems = List.copyOf(problems);
        this.place = place;
    }

    /// How many of them have a severity.
    public long count(Severity severity) {
        return problems.stream().filter(problem -> problem.severity() == severity).count();
    }

    /// Whether there is nothing to tell.
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /// A paragraph for each, and a line that counts them.
    public String text(Colour colour) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            place.apply(problem).ifPresent(where -> text.append(where).append(": "));
            boolean error = problem.isError();
            text.append(error ? colour.error : colour.warning)
                    .append(problem.severity().name().toLowerCase(Locale.ROOT))
                    .append(colour.reset)
                    .append(": ")
                    .append(colour.bold)
                    .append(problem.object())
                    .append(colour.reset);
            if (!problem.field().isEmpty()) {
                text.append(", ").append(problem.field());
            }
            text.append(" (").append(problem.reason().token()).append(")\n    ");
            text.append(Sentence.of(problem.message()))
                    .append("\n    fix: ")
                    .append(Sentence.of(problem.fix()));
            text.append("\n");
        }
        return text.append(summary()).append("\n").toString();
    }

    /// `2 errors, 1 warning`, or `no problems`.
    public String summary() {
        long errors = count(Severity.ERROR);
        long warnings = count(Severity.WARNING);
        List<String> parts = new ArrayList<>();
        if (errors > 0) {
            parts.add(errors + (errors == 1 ? " error" : " errors"));
        }
        if (warnings > 0) {
            parts.add(warnings + (warnings == 1 ? " warning" : " warnings"));
        }
        return parts.isEmpty() ? "no problems" : String.join(", ", parts);
    }

    /// One line for a log.
    public static String line(Problem problem) {
        return problem.object()
                + (problem.field().isEmpty() ? "" : " " + problem.field())
                + ": "
                + problem.reason().token()
                + ": "
                + Sentence.of(problem.message())
                + " "
                + Sentence.of(problem.fix());
    }

    /// Maps and lists of the same, to be written as JSON or YAML.
    public Map<String, Object> tree() {
        List<Object> list = new ArrayList<>();
        for (Problem problem : problems) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("kind", problem.object().kind());
            entry.put("namespace", problem.object().namespace());
            entry.put("name", problem.object().name());
            entry.put("field", problem.field());
            entry.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            entry.put("reason", problem.reason().token());
            entry.put("message", Sentence.of(problem.message()));
            entry.put("fix", Sentence.of(problem.fix()));
            place.apply(problem).ifPresent(where -> entry.put("place", where));
            list.add(entry);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("errors", count(Severity.ERROR));
        tree.put("warnings", count(Severity.WARNING));
        tree.put("problems", list);
        return tree;
    }
}
