package dev.brama.ingress;

import dev.brama.cluster.IngressBackend;
import dev.brama.syntax.LocationPath;
import java.util.Optional;

/// A path of a host, as its Ingress has it.
///
/// @param ingress the Ingress
/// @param field where in the Ingress it stands
/// @param path the path, `/` where the Ingress has none
/// @param kind how the path matches
/// @param backend where requests go; empty means the default backend
record DraftLocation(
        AcceptedIngress ingress,
        String field,
        LocationPath path,
        Kind kind,
        Optional<IngressBackend> backend) {
    /// Whether it belongs to an Ingress with a default backend only: no redirects, no rewrites.
    boolean isCatchAll() {
        return kind == Kind.IMPLICIT && ingress.object().rules().isEmpty();
    }

    /// How a path matches. `ImplementationSpecific` means Prefix, as in ingress-nginx.
    enum Kind {
        EXACT("Exact"),
        PREFIX("Prefix"),
        SPECIFIC("ImplementationSpecific"),
        /// The `/` of a host that no rule claims.
        IMPLICIT("");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean isExact() {
            return this == EXACT;
        }
    }
}
