package dev.brama.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The values of one Ingress's annotations.
public final class IngressSettings {
    /// What becomes of the Ingress as a whole.
    public enum Verdict {
        /// Its rules are served.
        SERVE,
        /// Its paths answer 503: a guard could not be built.
        CLOSE,
        /// It asks for a kind of routing that is not carried out, and gets no traffic.
        LEAVE_OUT,
        /// It is not taken; its last accepted version keeps serving.
        REFUSE
    }

    /// No annotations.
    public static final IngressSettings NONE = new IngressSettings(Map.of(), Verdict.SERVE);

    private final Map<Annotation<?>, Object> values;
    private final Verdict verdict;

    IngressSettings(Map<Annotation<?>, Object> values, Verdict verdict) {
        this.values = new HashMap<>(values);
        this.verdict = verdict;
    }

    /// The value of an annotation, where it is set and could be read.
    public <T> Optional<T> get(Annotation<T> annotation) {
        // Only the reader puts values in, each under the annotation that made it.
        @SuppressWarnings("unchecked")
        T typed = (T) values.get(annotation);
        return Optional.ofNullable(typed);
    }

    /// Whether a boolean annotation is set to true.
    public boolean isOn(Annotation<Boolean> annotation) {
        return get(annotation).orElse(false);
    }

    /// What becomes of the Ingress.
    public Verdict verdict() {
        return verdict;
    }
}
