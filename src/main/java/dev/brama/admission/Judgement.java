package dev.brama.admission;

import dev.brama.problem.Problem;
import dev.brama.problem.Sentence;
import dev.brama.report.ProblemReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is wrong with an Ingress that asks to be stored.
///
/// @param refusals for these it is refused
/// @param warnings these do not stand in the way
public record Judgement(List<Problem> refusals, List<Problem> warnings) {
    /// Nothing wrong, or none of our business.
    public static final Judgement CLEAN = new Judgement(List.of(), List.of());

    private static final int MOST_REFUSALS = 10;
    private static final int MOST_WARNINGS = 15;
    // The API server cuts a longer warning, and all of them at 4096.
    private static final int LONGEST_WARNING = 256;

    public Judgement {
        refusals = refusals.stream().sorted().distinct().toList();
        warnings = warnings.stream().sorted().distinct().toList();
    }

    /// Whether the Ingress may be stored.
    public boolean allows() {
        return refusals.isEmpty();
    }

    /// What is told to who is refused, in the words of `brama check`.
    public String message() {
        List<Problem> told = refusals.subList(0, Math.min(refusals.size(), MOST_REFUSALS));
        String text =
                new ProblemReport(told, _ -> Optional.empty())
                        .text(ProblemReport.Colour.NONE)
                        .strip();
        int more = refusals.size() - told.size();
        return more == 0 ? text : text + ", and " + more + " more";
    }

    /// What is told beside the verdict: a line each, each short enough to arrive whole.
    public List<String> warningLines() {
        List<String> lines = new ArrayList<>();
        for (Problem problem : warnings) {
            if (lines.size() == MOST_WARNINGS) {
                int more = warnings.size() - MOST_WARNINGS;
                lines.add("There are " + more + " more warnings; brama check tells them all.");
                break;
            }
            lines.add(line(problem));
        }
        return lines;
    }

    private static String line(Problem problem) {
        String place = problem.field().isEmpty() ? "" : problem.field() + ": ";
        String what = place + Sentence.of(problem.message());
        String whole = what + " " + Sentence.of(problem.fix());
        if (whole.length() <= LONGEST_WARNING) {
            return whole;
        }
        return what.length() <= LONGEST_WARNING
                ? what
                : what.substring(0, LONGEST_WARNING - 3) + "...";
    }
}
