package dev.brama.proxy;

import dev.brama.syntax.SameSite;
import dev.brama.syntax.Text;
import dev.brama.syntax.Word;
import java.util.Optional;

/// The cookie by which a client comes back to the same peer. Scripts never see it, and its path is
/// that of the location.
///
/// @param name its name
/// @param maxAgeSeconds how long it lives; as long as the browser if absent
/// @param domain the hosts that it is sent to; the one it came from if absent
/// @param sameSite whether other sites make it sent
/// @param sparesOldBrowsers whether those get no `SameSite=None` that would misread it
/// @param alwaysSecure whether it is for https only in any case; else where it came by https
public record SessionCookie(
        Word name,
        Optional<Integer> maxAgeSeconds,
        Optional<Text> domain,
        Optional<SameSite> sameSite,
        boolean sparesOldBrowsers,
        boolean alwaysSecure) {
    /// Whether SameSite depends on the browser.
    public boolean looksAtBrowser() {
        return sparesOldBrowsers && sameSite.filter(SameSite.NONE::equals).isPresent();
    }
}
