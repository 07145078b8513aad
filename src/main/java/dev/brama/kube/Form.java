package dev.brama.kube;

import dev.brama.kube.Value.Fields;
import dev.brama.kube.Value.Items;
import dev.brama.kube.Value.Scalar;
import dev.brama.problem.Excerpt;
import dev.brama.problem.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// A mapping of an object under reading, and the path that leads to it.
///
/// Reading a field checks its type. What is wrong goes to the findings, and reading goes on with an
/// empty value, so that one reading finds all there is; who reads asks the findings in the end.
final class Form {
    private static final String MAPPING = "a mapping";
    private static final String LIST = "a list";
    private static final String NUMBER = "a whole number";

    private final Findings findings;
    private final String path;
    private final Fields fields;

    private Form(Findings findings, String path, Fields fields) {
        this.findings = findings;
        this.path = path;
        this.fields = fields;
        fields.repeated().forEach(key -> reportRepeated(path(key), line(key)));
    }

    static Form of(Findings findings, Fields root) {
        return new Form(findings, "", root);
    }

    /// A mapping that stands at a path of its own within an object.
    static Form of(Findings findings, String path, Fields root) {
        return new Form(findings, path, root);
    }

    /// The same mapping, but with messages that show nothing of its values.
    Form confidential() {
        return new Form(findings.confidential(), path, fields);
    }

    private void reportRepeated(String place, int line) {
        findings.warning(
                place,
                line,
                Reason.INVALID_FIELD,
                "the field is written more than once; the last value counts",
                "keep one of them");
    }

    /// The mapping in this field; an empty one where there is none.
    Form child(String key) {
        return optionalChild(key)
                .orElseGet(() ->
                        new Form(findings, path(key), new Fields(Map.of(), List.of(), line(key))));
    }

    /// The mapping in this field, where there is one.
    Optional<Form> optionalChild(String key) {
        return at(key).flatMap(value -> asMapping(path(key), value))
                .map(mapping -> new Form(findings, path(key), mapping));
    }

    /// The mappings in the list in this field.
    List<Form> children(String key) {
        List<Form> children = new ArrayList<>();
        List<Value> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            String place = path(key) + "[" + i + "]";
            asMapping(place, items.get(i))
                    .ifPresent(mapping -> children.add(new Form(findings, place, mapping)));
        }
        return children;
    }

    private Optional<Fields> asMapping(String place, Value value) {
        if (value instanceof Fields mapping) {
            return Optional.of(mapping);
        }
        findings.wrongType(place, value, MAPPING);
        return Optional.empty();
    }

    private List<Value> items(String key) {
        Optional<Value> value = at(key);
        if (value.isPresent() && value.get() instanceof Items items) {
            return items.values();
        }
        value.ifPresent(other -> findings.wrongType(path(key), other, LIST));
        return List.of();
    }

    /// The text in this field; empty where there is none.
    String text(String key) {
        return at(key).map(value -> asText(path(key), value)).orElse("");
    }

    /// The text in this field, which must be there.
    String required(String key, String message, String fix) {
        String text = text(key);
        boolean absent = at(key).map(Form::isText).orElse(true);
        if (text.isEmpty() && absent) {
            missing(key, message, fix);
        }
        return text;
    }

    /// What is written in this field, whatever its type; empty where there is nothing.
    String anyText(String key) {
        return at(key).map(value -> value instanceof Scalar scalar ? scalar.text() : "{}")
                .orElse("");
    }

    /// The texts in the list in this field.
    List<String> texts(String key) {
        List<Value> items = items(key);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            texts.add(asText(path(key) + "[" + i + "]", items.get(i)));
        }
        return texts;
    }

    /// The texts by key in the mapping in this field.
    SortedMap<String, String> textMap(String key) {
        SortedMap<String, String> texts = new TreeMap<>();
        at(key).flatMap(value -> asMapping(path(key), value))
                .ifPresent(mapping -> {
                    for (String k : mapping.repeated()) {
                        reportRepeated(entryPath(key, k), mapping.line());
                    }
                    mapping.values().forEach((k, v) -> texts.put(k, mapText(key, k, v)));
                });
        return Collections.unmodifiableSortedMap(texts);
    }

    /// A key without a value holds the empty text, as Go reads it.
    private String mapText(String key, String entry, Value value) {
        return isNothing(value) ? "" : asText(entryPath(key, entry), value);
    }

    private String asText(String place, Value value) {
        if (isText(value) && value instanceof Scalar scalar) {
            return scalar.text();
        }
        findings.wrongType(place, value, ScalarType.TEXT.noun());
        return "";
    }

    /// The whole number in this field, where there is one that fits 32 bits.
    Optional<Integer> number(String key) {
        return at(key).flatMap(value -> asNumber(key, value));
    }

    private Optional<Integer> asNumber(String key, Value value) {
        if (value instanceof Scalar scalar && scalar.is(ScalarType.NUMBER)) {
            var whole = ScalarResolver.wholeNumber(scalar.text());
            if (whole.isPresent() && whole.getAsLong() == (int) whole.getAsLong()) {
                return Optional.of((int) whole.getAsLong());
            }
        }
        findings.wrongType(path(key), value, NUMBER);
        return Optional.empty();
    }

    /// Whether this field holds a number rather than text.
    boolean holdsNumber(String key) {
        return at(key).filter(value -> value instanceof Scalar s && s.is(ScalarType.NUMBER))
                .isPresent();
    }

    /// The truth value in this field, where there is one.
    Optional<Boolean> truth(String key) {
        Optional<Value> value = at(key);
        if (value.isPresent()
                && value.get() instanceof Scalar scalar
                && scalar.is(ScalarType.TRUTH)) {
            return Optional.of(ScalarResolver.isTrue(scalar.text()));
        }
        value.ifPresent(other -> findings.wrongType(path(key), other, "true or false"));
        return Optional.empty();
    }

    /// The line in which this mapping starts.
    int line() {
        return fields.line();
    }

    /// The path that leads to this mapping.
    String path() {
        return path;
    }

    /// Whether this field holds something else than a list of mappings.
    boolean isNoListOfMappings(String key) {
        return at(key).filter(value ->
                        !(value instanceof Items items
                                && items.values().stream().allMatch(Fields.class::isInstance)))
                .isPresent();
    }

    /// The fields that are written.
    Set<String> keys() {
        return fields.values().keySet();
    }

    /// Whether the field is there and not null.
    boolean has(String key) {
        return at(key).isPresent();
    }

    /// Whether there is nothing in this field: no value, null or an empty list.
    boolean lacks(String key) {
        return at(key).map(value -> value instanceof Items items && items.values().isEmpty())
                .orElse(true);
    }

    /// Warns of fields that nobody reads, such as one that is misspelt.
    ///
    /// @param known those that are meant to be here
    /// @param more those, too
    void warnOfOthers(Set<String> known, Set<String> more) {
        for (String key : keys()) {
            if (!known.contains(key) && !more.contains(key)) {
                warn(
                        key,
                        Reason.UNKNOWN_SETTING,
                        "nobody knows this field; it has no effect",
                        "write one of "
                                + String.join(", ", new TreeSet<>(known))
                                + ", or remove it");
            }
        }
    }

    /// Says what is wrong with this field; the object is left out.
    void refuse(String key, Reason reason, String message, String fix) {
        findings.error(path(key), line(key), reason, message, fix);
    }

    /// Says what is odd about this field; the object counts.
    void warn(String key, Reason reason, String message, String fix) {
        findings.warning(path(key), line(key), reason, message, fix);
    }

    /// Says that this field must be there.
    void missing(String key, String message, String fix) {
        refuse(key, Reason.MISSING_FIELD, message, fix);
    }

    /// Says what is wrong with one entry of the mapping in this field.
    void refuseEntry(String key, String entry, String message, String fix) {
        int line =
                at(key).orElse(fields) instanceof Fields mapping
                        ? mapping.values().getOrDefault(entry, mapping).line()
                        : line(key);
        findings.error(entryPath(key, entry), line, Reason.INVALID_FIELD, message, fix);
    }

    /// A text of this object as a message may show it.
    String show(String text) {
        return findings.show(text);
    }

    private Optional<Value> at(String key) {
        return Optional.ofNullable(fields.values().get(key)).filter(value -> !isNothing(value));
    }

    private static boolean isText(Value value) {
        return value instanceof Scalar scalar && scalar.is(ScalarType.TEXT);
    }

    private static boolean isNothing(Value value) {
        return value instanceof Scalar scalar && scalar.is(ScalarType.NOTHING);
    }

    private int line(String key) {
        return fields.values().getOrDefault(key, fields).line();
    }

    /// The path that leads to a field; to this mapping where the key is empty.
    String path(String key) {
        return key.isEmpty() ? path : join(path, key);
    }

    private String entryPath(String key, String entry) {
        return path(key) + "[" + shortKey(entry) + "]";
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? shortKey(key) : path + "." + shortKey(key);
    }

    /// Keys are the author's text too: one that is long or odd is shown as an excerpt.
    private static String shortKey(String key) {
        boolean plain = key.length() <= 253 && key.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return plain ? key : Excerpt.of(key);
    }
}
