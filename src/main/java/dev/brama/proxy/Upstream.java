package dev.brama.proxy;

import dev.brama.syntax.Expression;
import java.util.Optional;

/// A backend with its peers.
///
/// @param backend its name
/// @param peers who answers
/// @param balancing how one of them is chosen
public record Upstream(BackendRef backend, Peers peers, Balancing balancing) {
    /// How a peer is chosen.
    public sealed interface Balancing {
        /// One after the other.
        record RoundRobin() implements Balancing {}

        /// The less busy of two drawn at random; the nearest to ingress-nginx's `ewma`.
        record LessBusyOfTwo() implements Balancing {}

        /// The same peer for an equal key, with few moves when peers change.
        record ConsistentHash(Expression key) implements Balancing {}

        /// A balancing with a key of its own text, if any.
        default Optional<Expression> hashKey() {
            return this instanceof ConsistentHash(Expression key)
                    ? Optional.of(key)
                    : Optional.empty();
        }
    }
}
