package dev.brama.render;

import dev.brama.proxy.BackendRef;
import dev.brama.proxy.FileId;
import dev.brama.proxy.SessionCookie;
import dev.brama.syntax.Expression;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;

/// Names of the upstreams and variables that keep sessions.
///
/// Where nginx sets the cookie itself, its path and whether it is for https only are fixed in the
/// upstream, so that there is one for each. Elsewhere variables do, one for each name of a cookie
/// and for each cookie.
final class SessionNames {
    /// What the name of an upstream for https ends with.
    private static final String SECURE = "_secure";

    private SessionNames() {}

    /// The upstream whose answers set the cookie for a path.
    static Word upstream(BackendRef backend, Text path) {
        return new Word(UpstreamNames.of(backend).value() + "_session_" + id(path.value()));
    }

    /// The same with a cookie for https only.
    static Word secureUpstream(BackendRef backend, Text path) {
        return new Word(upstream(backend, path).value() + SECURE);
    }

    /// Name of the variable with the value that a client sent.
    static Word given(Word cookie) {
        return new Word("session_given_" + id(cookie.value()));
    }

    /// Name of the part of the header that this is.
    static Word captured(Word cookie) {
        return new Word("session_captured_" + id(cookie.value()));
    }

    /// Name of the variable with what a client is known by.
    static Word key(Word cookie) {
        return new Word("session_key_" + id(cookie.value()));
    }

    /// Name of the variable with the cookie for a client without one.
    static Word variable(SessionCookie cookie, Text path) {
        return new Word("session_cookie_" + id(cookie + path.value()));
    }

    /// What the location prints.
    static Token setCookie(SessionCookie cookie, Text path) {
        return new Expression("$" + variable(cookie, path).value());
    }

    private static String id(String text) {
        return FileId.of(text).value().substring(0, 12);
    }
}
