package dev.brama.proxy;

import dev.brama.syntax.Expression;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;

/// How requests are passed to a backend.
///
/// @param timeouts times in seconds
/// @param buffers how responses are buffered
/// @param requestBuffering whether bodies are read whole first
/// @param httpVersion `1.0` or `1.1`
/// @param nextUpstream when another peer is tried
/// @param hostHeader Host for the backend in place of the client's
/// @param connectionHeader Connection for the backend in place of the computed one
/// @param rewrites what is replaced in the backend's headers
public record ProxyOptions(
        Timeouts timeouts,
        Buffers buffers,
        boolean requestBuffering,
        Word httpVersion,
        NextUpstream nextUpstream,
        Optional<Expression> hostHeader,
        Optional<Word> connectionHeader,
        HeaderRewrites rewrites) {
    /// These options with other buffers.
    public ProxyOptions withBuffers(Buffers other) {
        return new ProxyOptions(
                timeouts,
                other,
                requestBuffering,
                httpVersion,
                nextUpstream,
                hostHeader,
                connectionHeader,
                rewrites);
    }

    /// Times in seconds.
    ///
    /// @param connect to open a connection
    /// @param send between two writes
    /// @param read between two reads
    public record Timeouts(int connect, int send, int read) {}

    /// Buffering of responses.
    ///
    /// @param on whether a response is read ahead of the client
    /// @param number of buffers
    /// @param size of each
    /// @param busy how much may be on its way to the client; the proxy's default if absent
    /// @param maxTempFile how much may be put on disk
    public record Buffers(
            boolean on, int number, Size size, Optional<Size> busy, Size maxTempFile) {}

    /// Retries.
    ///
    /// @param conditions nginx's words, such as `error`
    /// @param timeoutSeconds 0 for no limit
    /// @param tries 0 for no limit
    public record NextUpstream(List<Word> conditions, int timeoutSeconds, int tries) {
        public NextUpstream {
            conditions = List.copyOf(conditions);
        }
    }

    /// Replacements in the headers of responses.
    ///
    /// @param cookieDomain in Set-Cookie, the domain
    /// @param cookiePath in Set-Cookie, the path
    /// @param location in Location and Refresh, the start of the URL
    public record HeaderRewrites(
            Optional<Replacement> cookieDomain,
            Optional<Replacement> cookiePath,
            LocationHeader location) {
        /// Nothing is replaced.
        public static final HeaderRewrites NONE =
                new HeaderRewrites(Optional.empty(), Optional.empty(), new LocationHeader.Keep());
    }

    /// What is done to Location and Refresh headers of the backend.
    public sealed interface LocationHeader {
        /// Nothing.
        record Keep() implements LocationHeader {}

        /// What nginx does by default.
        record NginxDefault() implements LocationHeader {}

        /// One start of the URL is replaced by another.
        record Replace(Replacement replacement) implements LocationHeader {}
    }

    /// One text in place of another.
    public record Replacement(Text from, Text to) {}
}
