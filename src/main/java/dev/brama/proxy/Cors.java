package dev.brama.proxy;

import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import java.util.List;
import java.util.Optional;

/// Answers to browsers' questions about cross-origin requests (Fetch standard, CORS protocol).
///
/// @param origins who may read the responses
/// @param methods Access-Control-Allow-Methods
/// @param headers Access-Control-Allow-Headers
/// @param exposed Access-Control-Expose-Headers
/// @param credentials whether cookies may be sent
/// @param maxAgeSeconds Access-Control-Max-Age
public record Cors(
        Origins origins,
        Text methods,
        Text headers,
        Optional<Text> exposed,
        boolean credentials,
        int maxAgeSeconds) {
    /// Who may read the responses.
    public sealed interface Origins {
        /// Everybody.
        record Any() implements Origins {}

        /// Origins that one of the expressions matches; letters of any case.
        record Matching(List<Regex> expressions) implements Origins {
            public Matching {
                expressions = List.copyOf(expressions);
            }
        }
    }
}
