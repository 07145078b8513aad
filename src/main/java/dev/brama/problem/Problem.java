package dev.brama.problem;

import static java.util.Comparator.comparing;

import java.util.Comparator;
import java.util.regex.Pattern;

/// One thing that is wrong with one object, told so that its author can mend it.
///
/// @param object what is wrong
/// @param field where in the object, as a path such as `spec.rules[0].host`; empty for the whole
/// @param severity how much it matters
/// @param reason a stable token
/// @param message what is wrong and what follows from it, one sentence
/// @param fix what to do about it, one sentence
public record Problem(
        ObjectRef object,
        String field,
        Severity severity,
        Reason reason,
        String message,
        String fix)
        implements Comparable<Problem> {
    private static final int MAX_CHARS = 900;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]");
    private static final Comparator<Problem> ORDER =
            comparing(Problem::object)
                    .thenComparing(Problem::field)
                    .thenComparing(Problem::reason)
                    .thenComparing(Problem::message);

    // Names of objects stand in messages as they are; lines of logs must stay lines.
    public Problem {
        field = oneLine(field);
        message = oneLine(message);
        fix = oneLine(fix);
    }

    private static String oneLine(String text) {
        String cut = text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) + "..." : text;
        return CONTROL.matcher(cut).replaceAll("?");
    }

    /// A problem by which a part of the object does not take effect.
    public static Problem error(
            ObjectRef object, String field, Reason reason, String message, String fix) {
        return new Problem(object, field, Severity.ERROR, reason, message, fix);
    }

    /// A problem that leaves the object working.
    public static Problem warning(
            ObjectRef object, String field, Reason reason, String message, String fix) {
        return new Problem(object, field, Severity.WARNING, reason, message, fix);
    }

    /// Whether this is an [Severity#ERROR].
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }
}
