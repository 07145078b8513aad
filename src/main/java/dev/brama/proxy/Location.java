package dev.brama.proxy;

import dev.brama.syntax.Size;
import java.util.Optional;

/// A part of a virtual host's paths and what happens to requests for it.
///
/// @param match which paths
/// @param action what is done
/// @param origin where it comes from
/// @param httpsRedirect whether http is sent to https first, and how
/// @param access who is let in
/// @param cors answers about cross-origin requests
/// @param limits how much one client may ask
/// @param errorPages pages made by another backend
/// @param body limits on request bodies
/// @param transfer limits and logging of responses
public record Location(
        PathMatch match,
        Action action,
        Origin origin,
        Optional<HttpsRedirect> httpsRedirect,
        Access access,
        Optional<Cors> cors,
        Optional<Limits> limits,
        ErrorPages errorPages,
        Body body,
        Transfer transfer) {
    /// This location with another match.
    public Location withMatch(PathMatch other) {
        return new Location(
                other,
                action,
                origin,
                httpsRedirect,
                access,
                cors,
                limits,
                errorPages,
                body,
                transfer);
    }

    /// A redirect from http to https.
    ///
    /// @param code 301, 302, 307 or 308
    /// @param keepTrailingSlash whether one `/` at the end of the URL stays
    /// @param withPort whether the https port is named
    public record HttpsRedirect(int code, boolean keepTrailingSlash, boolean withPort) {}

    /// Limits on request bodies.
    ///
    /// @param maxSize 0 for no limit
    /// @param bufferSize how much is held in memory
    public record Body(Size maxSize, Size bufferSize) {}

    /// Responses on their way to the client.
    ///
    /// @param rateKilobytes a second, 0 for no limit
    /// @param rateAfterKilobytes how much is sent before the rate counts
    /// @param accessLog whether requests are logged
    /// @param rewriteLog whether rewriting is told in the error log
    /// @param relativeRedirects whether redirects made by the proxy name no host
    /// @param portInRedirects whether they name the proxy's port
    public record Transfer(
            int rateKilobytes,
            int rateAfterKilobytes,
            boolean accessLog,
            boolean rewriteLog,
            boolean relativeRedirects,
            boolean portInRedirects) {}
}
