package dev.brama.render;

import dev.brama.proxy.ProxyConfig;
import dev.brama.proxy.SessionCookie;
import dev.brama.proxy.Upstream;
import dev.brama.proxy.Upstream.Balancing;
import dev.brama.syntax.Capabilities;
import dev.brama.syntax.Expression;
import dev.brama.syntax.Regex;
import dev.brama.syntax.Text;
import dev.brama.syntax.Token;
import dev.brama.syntax.Word;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The maps behind session cookies, as the template prints them.
///
/// @param looksAtBrowser whether SameSite depends on it
/// @param sameSite what most browsers get then
/// @param names of cookies, where nginx does not know sessions itself
/// @param cookies that are set, where nginx does not set them itself
record SessionsView(boolean looksAtBrowser, Text sameSite, List<Name> names, List<Cookie> cookies) {
    // Values of other makers' cookies are taken too, ingress-nginx's among them.
    private static final String VALUE = "[0-9A-Za-z._|+/=-]{1,200}";

    /// A cookie's name, and the variables that hold what clients sent under it.
    record Name(Regex expression, Word captured, Word given, Word key) {
        static Name of(Word cookie) {
            Word captured = SessionNames.captured(cookie);
            String literal = cookie.value().replace(".", "\\.");
            return new Name(
                    new Regex(
                            "~(?:^|; ?)%s=(?<%s>%s)(?:;|$)"
                                    .formatted(literal, captured.value(), VALUE)),
                    captured,
                    SessionNames.given(cookie),
                    SessionNames.key(cookie));
        }
    }

    /// A cookie that is set.
    record Cookie(Word given, Word variable, Token value) {}

    /// None where no backend keeps sessions.
    static Optional<SessionsView> of(ProxyConfig config, Capabilities can) {
        boolean bySticky = can.hasStickyCookie();
        boolean any = false;
        boolean looks = false;
        Map<String, Name> names = new TreeMap<>();
        Map<Word, Cookie> cookies = new LinkedHashMap<>();
        for (Upstream upstream : config.upstreams()) {
            if (!(upstream.balancing() instanceof Balancing.Sticky(var cookie, var paths))) {
                continue;
            }
            any = true;
            looks |= cookie.looksAtBrowser();
            if (!bySticky) {
                names.computeIfAbsent(cookie.name().value(), _ -> Name.of(cookie.name()));
                for (Text path : paths) {
                    Word variable = SessionNames.variable(cookie, path);
                    cookies.putIfAbsent(
                            variable,
                            new Cookie(
                                    SessionNames.given(cookie.name()),
                                    variable,
                                    value(cookie, path)));
                }
            }
        }
        return any
                ? Optional.of(
                        new SessionsView(
                                looks,
                                new Text(bySticky ? "None" : "; SameSite=None"),
                                List.copyOf(names.values()),
                                List.copyOf(cookies.values())))
                : Optional.empty();
    }

    private static Token value(SessionCookie cookie, Text path) {
        StringBuilder text = new StringBuilder(cookie.name().value()).append("=$request_id");
        // nginx computes no dates, and every browser of this age knows Max-Age.
        cookie.maxAgeSeconds().ifPresent(seconds -> text.append("; Max-Age=").append(seconds));
        cookie.domain().ifPresent(domain -> text.append("; Domain=").append(domain.value()));
        text.append("; Path=").append(path.value()).append("; HttpOnly");
        text.append(cookie.alwaysSecure() ? "; Secure" : "$session_secure");
        if (cookie.looksAtBrowser()) {
            text.append("$session_samesite");
        } else {
            cookie.sameSite().ifPresent(word -> text.append("; SameSite=").append(word.word()));
        }
        return new Expression(text.toString());
    }
}
