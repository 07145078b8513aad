package dev.brama.settings;

import dev.brama.problem.Checked;
import dev.brama.problem.Excerpt;
import dev.brama.problem.ObjectRef;
import dev.brama.problem.Problem;
import dev.brama.problem.Reason;
import dev.brama.problem.Sentence;
import dev.brama.settings.IngressSettings.Verdict;
import dev.brama.syntax.Parsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Reads the annotations of an Ingress.
public final class AnnotationReader {
    /// ingress-nginx's prefix of annotations.
    public static final String DEFAULT_PREFIX = "nginx.ingress.kubernetes.io";

    private static final Map<String, Annotation<?>> BY_NAME = byName();
    private static final Checked<IngressSettings> NOTHING_READ =
            new Checked<>(IngressSettings.NONE, List.of());

    private final String prefix;
    private final GlobalSettings global;

    /// @param prefix what stands before the `/` in the annotations' keys
    /// @param global holds the policy on risks and words
    public AnnotationReader(String prefix, GlobalSettings global) {
        this.prefix = prefix;
        this.global = global;
    }

    /// The values of an Ingress's annotations, and what is wrong with them.
    public Checked<IngressSettings> read(Map<String, String> annotations, ObjectRef object) {
        if (annotations.isEmpty()) {
            return NOTHING_READ;
        }
        Reading reading = new Reading(object);
        annotations.forEach((key, text) -> {
            if (key.startsWith(prefix + "/")) {
                reading.take(key, key.substring(prefix.length() + 1), text);
            } else if (key.startsWith(DEFAULT_PREFIX + "/")) {
                reading.foreignPrefix(key);
            }
        });
        return reading.result();
    }

    private static Map<String, Annotation<?>> byName() {
        Map<String, Annotation<?>> names = new TreeMap<>();
        for (Annotation<?> annotation : Annotations.ALL) {
            names.put(annotation.name(), annotation);
            annotation.aliases().forEach(alias -> names.put(alias, annotation));
        }
        return names;
    }

    /// What has been read so far of one Ingress.
    private final class Reading {
        private final ObjectRef object;
        private final Map<Annotation<?>, Object> values = new HashMap<>();
        private final List<Problem> problems = new ArrayList<>();
        private Verdict verdict = Verdict.SERVE;

        Reading(ObjectRef object) {
            this.object = object;
        }

        void take(String key, String name, String text) {
            if (text.isBlank()) {
                return;
            }
            if (holdsBlockedWord(key, text)) {
                return;
            }
            Annotation<?> annotation = BY_NAME.get(name);
            if (annotation == null) {
                notCarriedOut(key, name, text);
            } else if (annotation.risk().compareTo(riskLevel()) > 0) {
                tooRisky(key, annotation);
            } else if (name.equals(annotation.name()) || !values.containsKey(annotation)) {
                value(key, annotation, text.strip());
            }
        }

        private void value(String key, Annotation<?> annotation, String text) {
            switch (annotation.read(text)) {
                case Parsed.Valid<?>(var value) -> values.put(annotation, value);
                case Parsed.Invalid<?>(String reason, String fix) -> {
                    problems.add(
                            Problem.error(
                                    object,
                                    field(key),
                                    Reason.INVALID_SETTING,
                                    "%s is %s; %s."
                                            .formatted(
                                                    Excerpt.of(text),
                                                    reason,
                                                    annotation.onBadValue().consequence()),
                                    Sentence.of(fix)));
                    switch (annotation.onBadValue()) {
                        case USE_DEFAULT -> {}
                        case REFUSE_INGRESS -> raise(Verdict.REFUSE);
                        case CLOSE_LOCATIONS -> raise(Verdict.CLOSE);
                    }
                }
            }
        }

        private void notCarriedOut(String key, String name, String text) {
            NotCarriedOut.Consequence consequence = NotCarriedOut.ANNOTATIONS.get(name);
            if (consequence == null) {
                problems.add(unknown(key, name));
                return;
            }
            switch (consequence) {
                case IGNORED ->
                        unsupported(
                                key,
                                Problem::warning,
                                "it is ignored",
                                "Remove it, or live" + " without what it does.");
                case CLOSES -> {
                    if (text.strip().equalsIgnoreCase("off") || text.strip().equals("false")) {
                        return;
                    }
                    unsupported(
                            key,
                            Problem::error,
                            "its paths answer 503, for nothing is served without a guard that"
                                    + " was asked for",
                            "Remove it only if the paths may be served without it.");
                    raise(Verdict.CLOSE);
                }
                case LEFT_OUT -> {
                    if (!ValueTypes.BOOL.reader().apply(text.strip()).toOptional().orElse(false)) {
                        return;
                    }
                    unsupported(
                            key,
                            Problem::error,
                            "the Ingress gets no traffic, all of it goes to the main one",
                            "Leave the canary out until it is carried out.");
                    raise(Verdict.LEAVE_OUT);
                }
            }
        }

        private void unsupported(String key, ProblemForm form, String what, String fix) {
            problems.add(
                    form.make(
                            object,
                            field(key),
                            Reason.UNSUPPORTED_SETTING,
                            "This annotation of ingress-nginx is not carried out; " + what + ".",
                            fix));
        }

        private Problem unknown(String key, String name) {
            TreeSet<String> known = new TreeSet<>(BY_NAME.keySet());
            known.addAll(NotCarriedOut.ANNOTATIONS.keySet());
            return Problem.warning(
                    object,
                    field(key),
                    Reason.UNKNOWN_SETTING,
                    "No such annotation; it is ignored.",
                    NearestName.of(name, known)
                            .map(near -> "Did you mean " + prefix + "/" + near + "?")
                            .orElse("Remove it, or correct its name."));
        }

        private boolean holdsBlockedWord(String key, String text) {
            for (String word : global.get(ConfigKeys.ANNOTATION_VALUE_WORD_BLOCKLIST)) {
                if (text.contains(word)) {
                    problems.add(
                            Problem.error(
                                    object,
                                    field(key),
                                    Reason.FORBIDDEN_SETTING,
                                    "The value holds %s, which the ConfigMap forbids; %s."
                                            .formatted(
                                                    Excerpt.of(word),
                                                    BadValue.REFUSE_INGRESS.consequence()),
                                    "Write the value without that word."));
                    raise(Verdict.REFUSE);
                    return true;
                }
            }
            return false;
        }

        private void tooRisky(String key, Annotation<?> annotation) {
            problems.add(
                    Problem.error(
                            object,
                            field(key),
                            Reason.FORBIDDEN_SETTING,
                            "Its risk is %s, the ConfigMap allows up to %s; %s."
                                    .formatted(
                                            annotation.risk(),
                                            riskLevel(),
                                            BadValue.REFUSE_INGRESS.consequence()),
                            "Remove it, or raise annotations-risk-level in the ConfigMap."));
            raise(Verdict.REFUSE);
        }

        void foreignPrefix(String key) {
            problems.add(
                    Problem.warning(
                            object,
                            field(key),
                            Reason.UNKNOWN_SETTING,
                            "The prefix is not the one in use; it is ignored.",
                            "Write " + prefix + "/ before the name."));
        }

        private Risk riskLevel() {
            return global.get(ConfigKeys.ANNOTATIONS_RISK_LEVEL);
        }

        private void raise(Verdict other) {
            if (other.compareTo(verdict) > 0) {
                verdict = other;
            }
        }

        Checked<IngressSettings> result() {
            return new Checked<>(new IngressSettings(values, verdict), problems);
        }

        private static String field(String key) {
            return "metadata.annotations[" + Excerpt.of(key).replace("\"", "") + "]";
        }
    }

    @FunctionalInterface
    private interface ProblemForm {
        Problem make(ObjectRef object, String field, Reason reason, String message, String fix);
    }
}
