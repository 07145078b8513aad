package dev.brama.metrics;

import dev.brama.problem.ObjectRef;

/// An Ingress with a backend that cannot answer.
///
/// @param ingress the Ingress
/// @param lack what is missing
public record Orphan(ObjectRef ingress, Lack lack) {
    /// What a backend can lack.
    public enum Lack {
        /// The Service does not exist.
        NO_SERVICE("no-service"),
        /// The Service has no endpoint that is ready.
        NO_ENDPOINT("no-endpoint");

        private final String token;

        Lack(String token) {
            this.token = token;
        }

        /// The value of the label `type`.
        public String token() {
            return token;
        }
    }
}
