package dev.brama.kube;

import dev.brama.cluster.NamespacedName;
import dev.brama.problem.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.SortedMap;

/// What every object says of itself.
///
/// @param id its namespace and name
/// @param annotations its annotations
/// @param labels its labels
record Metadata(
        NamespacedName id,
        SortedMap<String, String> annotations,
        SortedMap<String, String> labels) {
    private static final int MAX_ANNOTATIONS = 256 * 1024;

    static Metadata read(Form form, Kind kind) {
        String name =
                form.required(
                        "name",
                        "the " + kind.title() + " near line " + form.line() + " has no name",
                        "add metadata.name");
        if (!name.isEmpty() && !kind.nameRule().test(name)) {
            form.refuse(
                    "name",
                    Reason.INVALID_FIELD,
                    form.show(name) + " is not a name for the kind " + kind.title(),
                    "use " + kind.nameForm());
        }
        return new Metadata(
                new NamespacedName(kind.isNamespaced() ? namespace(form) : "", name),
                annotations(form),
                form.textMap("labels"));
    }

    private static String namespace(Form form) {
        String namespace = form.text("namespace");
        if (namespace.isEmpty()) {
            return "default";
        }
        if (!NameRules.isLabel(namespace)) {
            form.refuse(
                    "namespace",
                    Reason.INVALID_FIELD,
                    form.show(namespace) + " is not the name of a namespace",
                    "use " + Kind.NAMESPACE.nameForm());
        }
        return namespace;
    }

    private static SortedMap<String, String> annotations(Form form) {
        SortedMap<String, String> annotations = form.textMap("annotations");
        long size = 0;
        for (var annotation : annotations.entrySet()) {
            size += annotation.getKey().length() + annotation.getValue().length();
            if (!NameRules.isQualifiedName(annotation.getKey())) {
                form.refuseEntry(
                        "annotations",
                        annotation.getKey(),
                        "the key is not of the form that annotations have",
                        "use NAME or DOMAIN/NAME, the name of at most 63 letters, digits and -_.");
            }
        }
        if (size > MAX_ANNOTATIONS) {
            form.refuse(
                    "annotations",
                    Reason.TOO_LARGE,
                    "the annotations hold more than 256 KiB",
                    "shorten them");
        }
        return annotations;
    }

    /// `metadata.creationTimestamp`; one that cannot be read counts as absent.
    static Optional<Instant> created(Form form) {
        String written = form.anyText("creationTimestamp");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(written));
        } catch (DateTimeParseException _) {
            form.warn(
                    "creationTimestamp",
                    Reason.INVALID_FIELD,
                    form.show(written) + " is not a time; the object counts as one without",
                    "write it as 2026-01-31T12:00:00Z, or remove it");
            return Optional.empty();
        }
    }
}
