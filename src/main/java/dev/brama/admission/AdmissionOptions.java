package dev.brama.admission;

import dev.brama.ingress.IngressOptions;
import dev.brama.syntax.Capabilities;
import java.util.function.Predicate;

/// What decides about Ingresses beside the objects. Names and defaults of flags are those of
/// ingress-nginx.
///
/// @param ingress the flags on the meaning of Ingresses
/// @param capabilities what the nginx at hand understands
/// @param catchAll whether an Ingress may take all requests that no rule is for
/// @param inspection whether texts are searched for pieces of configuration
/// @param watched the namespaces whose Ingresses are ours
public record AdmissionOptions(
        IngressOptions ingress,
        Capabilities capabilities,
        CatchAll catchAll,
        Inspection inspection,
        Predicate<String> watched) {
    /// `--disable-catch-all`.
    public enum CatchAll {
        ALLOWED,
        DISABLED
    }

    /// `--deep-inspect`.
    public enum Inspection {
        DEEP,
        NONE
    }

    /// What ingress-nginx does without flags.
    public static AdmissionOptions of(IngressOptions ingress, Capabilities capabilities) {
        return new AdmissionOptions(
                ingress, capabilities, CatchAll.ALLOWED, Inspection.DEEP, _ -> true);
    }
}
