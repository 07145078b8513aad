package dev.brama.render;

import dev.brama.syntax.Cidr;
import dev.brama.syntax.CommentText;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Size;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A location as the templates print it. What is null is not printed.
///
/// @param exact whether only this path matches
/// @param regex whether the path is an expression
/// @param setCookie the session cookie that is set, where nginx's upstreams set none themselves
record LocationView(
        Source source,
        boolean exact,
        boolean regex,
        Token path,
        @Nullable CorsView cors,
        @Nullable Token setCookie,
        @Nullable RedirectView redirect,
        @Nullable RedirectView https,
        @Nullable Word respond,
        AccessView access,
        List<LimitView> limits,
        @Nullable ErrorPageView errorPages,
        TransferView transfer,
        @Nullable ProxyView proxy) {

    /// Where it comes from: for the comment, and for the variables that logs use.
    record Source(
            @Nullable CommentText ingress,
            CommentText shownPath,
            @Nullable CommentText pathType,
            Text namespace,
            Text name,
            Text service,
            Text port,
            Text path,
            Text upstream) {}

    record RedirectView(int code, Token url) {}

    record AccessView(
            List<Cidr> denied,
            List<Cidr> allowed,
            @Nullable Text realm,
            @Nullable Word passwords,
            boolean any) {}

    /// A line of `limit_req` or `limit_conn`.
    record LimitView(Word zone, @Nullable Long burst, @Nullable Integer connections) {}

    record ErrorPageView(List<ErrorTarget> targets, boolean intercept) {
        record ErrorTarget(int status, Word location) {}
    }

    /// Answers about cross-origin requests.
    ///
    /// @param preflight the method, or the name of the variable, by which a question is known
    /// @param byMethod whether it is the method
    record CorsView(
            Word preflight,
            boolean byMethod,
            Token origin,
            Token methods,
            Token headers,
            @Nullable Token exposed,
            @Nullable Token credentials,
            Token maxAge) {}

    /// @param silent whether requests are not logged
    /// @param counted whether the metrics count them all the same
    record TransferView(
            @Nullable Size maxBody,
            @Nullable Size bodyBuffer,
            @Nullable Word rate,
            @Nullable Word rateAfter,
            boolean silent,
            boolean counted,
            boolean rewriteLog,
            @Nullable Boolean absoluteRedirects,
            @Nullable Boolean portInRedirects) {}

    /// How requests are passed on.
    ///
    /// @param module `proxy`, `grpc` or `fastcgi`
    /// @param scheme what stands before the upstream's name, such as `http://`
    /// @param clientScheme whether the scheme is that of the client's request
    /// @param bySecurity whether requests by https go to an upstream of their own
    /// @param external the peer to look up while serving, for names outside the cluster
    /// @param resolvers who is asked for it, where that are not those for all
    /// @param again where a request is passed on once more, if it may be
    record ProxyView(
            Word module,
            @Nullable Word scheme,
            boolean clientScheme,
            Word upstream,
            boolean bySecurity,
            @Nullable Text external,
            List<Word> resolvers,
            @Nullable Word again,
            @Nullable RewriteView rewrite,
            @Nullable HeadersView headers,
            OptionsView options) {}

    record RewriteView(Regex match, Token target) {}

    /// Headers to the backend, where they differ from those of all locations.
    record HeadersView(
            Token host, Token connection, @Nullable Token prefix, boolean dropAuthorization) {}

    /// Options that differ from those of all locations.
    record OptionsView(
            @Nullable Word connectTimeout,
            @Nullable Word sendTimeout,
            @Nullable Word readTimeout,
            @Nullable Boolean buffering,
            @Nullable Boolean requestBuffering,
            @Nullable Size bufferSize,
            @Nullable Integer buffersNumber,
            @Nullable Size busyBuffers,
            @Nullable Size maxTempFile,
            @Nullable Word httpVersion,
            @Nullable List<Word> nextUpstream,
            @Nullable Word nextUpstreamTimeout,
            @Nullable Integer nextUpstreamTries,
            @Nullable PairView cookieDomain,
            @Nullable PairView cookiePath,
            @Nullable PairView redirect,
            boolean redirectByDefault) {
        /// That nothing differs.
        static final OptionsView NONE =
                new OptionsView(
                        null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null, false);
    }

    record PairView(Text from, Text to) {}
}
