package dev.brama.kube;

import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects what is wrong with one object while it is being read.
final class Findings {
    private final ObjectRef object;
    private final boolean confidential;

    /// A set, since a field that is read twice is wrong only once.
    private final Set<Finding> found;

    private Findings(ObjectRef object, boolean confidential, Set<Finding> found) {
        this.object = object;
        this.confidential = confidential;
        this.found = found;
    }

    static Findings of(ObjectRef object) {
        return new Findings(object, false, new LinkedHashSet<>());
    }

    /// The same collection, but with messages that show nothing of the object's values.
    Findings confidential() {
        return new Findings(object, true, found);
    }

    void error(String field, int line, Reason reason, String message, String fix) {
        found.add(new Finding(Problem.error(object, field, reason, message, fix), line));
    }

    void warning(String field, int line, Reason reason, String message, String fix) {
        found.add(new Finding(Problem.warning(object, field, reason, message, fix), line));
    }

    /// Whether anything was found by which the API server would refuse the object.
    boolean hasErrors() {
        return found.stream().anyMatch(finding -> finding.problem().isError());
    }

    /// How many such things were found so far.
    int errors() {
        return (int) found.stream().filter(finding -> finding.problem().isError()).count();
    }

    List<Finding> found() {
        return List.copyOf(found);
    }

    /// A text of the object as a message may show it.
    String show(String text) {
        return confidential ? "a value that is not shown" : Excerpt.of(text);
    }

    /// Says that something else than expected stands in a field.
    void wrongType(String field, Value value, String expected) {
        String message = describe(value) + " stands here, but the field takes " + expected;
        error(field, value.line(), Reason.INVALID_FIELD, message, fix(value, expected));
    }

    private String describe(Value value) {
        return switch (value) {
            case Fields _ -> "a mapping";
            case Items _ -> "a list";
            case Scalar scalar when scalar.is(ScalarType.NOTHING) -> "nothing";
            case Scalar scalar when confidential -> scalar.type().noun();
            case Scalar scalar -> scalar.type().noun() + ", " + Excerpt.of(scalar.text()) + ",";
        };
    }

    private String fix(Value value, String expected) {
        if (expected.equals(ScalarType.TEXT.noun()) && value instanceof Scalar scalar) {
            return confidential ? "put it in quotes" : "quote it: " + Excerpt.of(scalar.text());
        }
        return "write " + expected;
    }
}
