package dev.brama.proxy;

import dev.brama.syntax.Expression;
import dev.brama.syntax.Text;
import java.util.List;
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

        /// The peer that a cookie names; one after the other for clients without it.
        ///
        /// @param cookie what clients are given
        /// @param paths the paths for which they are given it, sorted
        record Sticky(SessionCookie cookie, List<Text> paths) implements Balancing {
            public Sticky {
                paths = List.copyOf(paths);
            }
        }

        /// The cookie that it goes by, if any.
        default Optional<SessionCookie> sessionCookie() {
            return this instanceof Sticky sticky ? Optional.of(sticky.cookie()) : Optional.empty();
        }

        /// A balancing with a key of its own text, if any.
        default Optional<Expression> hashKey() {
            return this instanceof ConsistentHash(Expression key)
                    ? Optional.of(key)
                    : Optional.empty();
        }
    }
}
