package dev.brama.proxy;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.Expression;
import dev.brama.syntax.HeaderName;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.TimeSpan;
import dev.brama.syntax.Word;
import java.util.List;
import java.util.Optional;

/// What holds for every host.
///
/// @param listening where clients are waited for
/// @param workers processes of the proxy
/// @param client how clients are served
/// @param identity how the client's address and scheme are found
/// @param tls TLS with clients
/// @param log the logs
/// @param keepalive idle connections to peers
/// @param gzip compression, if on
/// @param defaults what locations have unless they say otherwise
/// @param headers headers between client and backend
public record HttpOptions(
        Listening listening,
        Workers workers,
        Client client,
        Identity identity,
        Tls tls,
        Log log,
        Keepalive keepalive,
        Optional<Gzip> gzip,
        Defaults defaults,
        Headers headers) {
    /// @param addresses to listen on; if empty, the process decides
    /// @param ipv6 whether IPv6 is listened on where no addresses are given
    public record Listening(List<Cidr> addresses, boolean ipv6) {
        public Listening {
            addresses = List.copyOf(addresses);
        }
    }

    /// @param processes a number, or `auto`
    /// @param connections of each
    /// @param openFiles of each; 0 for the limit already set
    /// @param shutdownTimeout how long an old one may go on after a reload
    /// @param multiAccept whether all waiting connections are taken at once
    /// @param reusePort whether each has a queue of its own
    public record Workers(
            Word processes,
            int connections,
            int openFiles,
            TimeSpan shutdownTimeout,
            boolean multiAccept,
            boolean reusePort) {}

    /// @param headerBuffer usual size of headers
    /// @param largeHeaderBuffers number and size for large ones, as two words
    /// @param headerTimeoutSeconds to send the headers
    /// @param bodyTimeoutSeconds between two reads of a body
    /// @param keepAliveSeconds how long an idle connection is kept
    /// @param keepAliveRequests requests of a connection
    /// @param underscoresInHeaders whether names with `_` are taken
    /// @param ignoreInvalidHeaders whether headers with odd names are dropped
    /// @param serverTokens whether the version is told
    /// @param blocked addresses kept out everywhere
    /// @param limitStatus status of requests above a rate
    /// @param connectionLimitStatus status of requests above a number of connections
    public record Client(
            Size headerBuffer,
            Text largeHeaderBuffers,
            int headerTimeoutSeconds,
            int bodyTimeoutSeconds,
            int keepAliveSeconds,
            int keepAliveRequests,
            boolean underscoresInHeaders,
            boolean ignoreInvalidHeaders,
            boolean serverTokens,
            List<Cidr> blocked,
            int limitStatus,
            int connectionLimitStatus) {}

    /// @param forwardedHeaders whether X-Forwarded-* of the client are believed
    /// @param realIp whether its address is taken from a header
    /// @param proxyProtocol whether clients come through the PROXY protocol
    /// @param trusted whose word counts
    /// @param addressHeader the header with the address
    /// @param appendForwardedFor whether X-Forwarded-For is appended to
    /// @param requestIds whether requests without an id get one
    public record Identity(
            boolean forwardedHeaders,
            boolean realIp,
            boolean proxyProtocol,
            List<Cidr> trusted,
            HeaderName addressHeader,
            boolean appendForwardedFor,
            boolean requestIds) {}

    /// @param protocols versions, separated by spaces
    /// @param ciphers OpenSSL's list
    /// @param sessionCacheSize memory for sessions
    /// @param sessionTimeout how long one may be resumed
    /// @param sessionTickets whether tickets are given
    /// @param bufferSize of a record
    /// @param earlyData whether TLS 1.3 early data is taken
    /// @param rejectUnknownHosts whether handshakes for unknown hosts are refused
    /// @param defaultCertificate for hosts without one
    /// @param http2 whether HTTP/2 is spoken
    /// @param http2Streams of a connection
    public record Tls(
            Text protocols,
            Text ciphers,
            Word sessionCacheSize,
            TimeSpan sessionTimeout,
            boolean sessionTickets,
            Size bufferSize,
            boolean earlyData,
            boolean rejectUnknownHosts,
            FileId defaultCertificate,
            boolean http2,
            int http2Streams) {}

    /// @param format of a line, in pieces that follow one another
    /// @param escape `default`, `json` or `none`
    /// @param path of the access log; the layout's own if absent
    /// @param accessLog whether there is one
    /// @param skipped URLs not logged
    /// @param errorLevel what the error log tells
    public record Log(
            List<Expression> format,
            Word escape,
            Optional<Text> path,
            boolean accessLog,
            List<SkippedUrl> skipped,
            Word errorLevel) {
        public Log {
            format = List.copyOf(format);
            skipped = List.copyOf(skipped);
        }
    }

    /// A URL that is not logged.
    public sealed interface SkippedUrl {
        /// This URL.
        record ThisUrl(Text url) implements SkippedUrl {}

        /// URLs that the expression matches.
        record UrlsMatching(Regex expression) implements SkippedUrl {}
    }

    /// @param connections idle ones a worker keeps for an upstream; 0 for none
    /// @param time greatest age of one
    /// @param timeoutSeconds how long it may be idle
    /// @param requests on one
    public record Keepalive(int connections, TimeSpan time, int timeoutSeconds, int requests) {}

    /// @param level 1 to 9
    /// @param minLength smallest response
    /// @param types MIME types, separated by spaces
    public record Gzip(int level, int minLength, Text types) {}

    /// @param options how requests are passed to backends
    /// @param body limits on request bodies
    /// @param transfer limits and logging of responses
    public record Defaults(ProxyOptions options, Location.Body body, Location.Transfer transfer) {}

    /// @param hsts value of Strict-Transport-Security, if sent
    /// @param hidden headers of backends not passed on
    /// @param passServer whether the backend's Server header is passed on
    /// @param originalUri whether backends get X-Original-URI
    public record Headers(
            Optional<Text> hsts, List<HeaderName> hidden, boolean passServer, boolean originalUri) {
        public Headers {
            hidden = List.copyOf(hidden);
        }
    }
}
