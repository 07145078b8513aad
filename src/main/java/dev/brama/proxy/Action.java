package dev.brama.proxy;

import dev.brama.syntax.BackendProtocol;
import dev.brama.syntax.Expression;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import java.util.Optional;

/// What a location does with a request.
public sealed interface Action {
    /// Passes it to a backend.
    ///
    /// @param backend where to
    /// @param protocol what the backend speaks
    /// @param rewrite how the path is changed on the way
    /// @param options how it is passed
    /// @param sessionPath the path of the session cookie that is set, if one is
    record ProxyTo(
            BackendRef backend,
            BackendProtocol protocol,
            Optional<Rewrite> rewrite,
            ProxyOptions options,
            Optional<Text> sessionPath)
            implements Action {}

    /// Sends the client elsewhere.
    ///
    /// @param code 300 to 308
    /// @param url where to
    record RedirectTo(int code, Expression url) implements Action {}

    /// Answers at once, without a body of its own.
    ///
    /// @param status 200, 404, 503 and the like
    record Respond(int status) implements Action {}

    /// A change of the path.
    ///
    /// @param match what of the path is replaced; letters of any case, found anywhere
    /// @param target what the path becomes
    /// @param forwardedPrefix value of the header X-Forwarded-Prefix, if any
    record Rewrite(Regex match, Expression target, Optional<Expression> forwardedPrefix) {}
}
