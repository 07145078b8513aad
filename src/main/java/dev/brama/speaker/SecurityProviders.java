package dev.brama.speaker;

import java.security.Security;

/// Keeps Java from making every provider of cryptography that there is.
///
/// It looks for those at the end of its list by making one after the other of all on the class path
/// until the name fits; Bouncy Castle, which a speaker has no use for, has thousands of entries:
/// some 8 MB. TLS needs no more than the first five.
final class SecurityProviders {
    private static final String LIST = "security.provider.";
    private static final int NEEDED = 5;

    private SecurityProviders() {}

    /// Leaves the first ones in the list. To be called before anything asks for cryptography.
    static void narrow() {
        String first = Security.getProperty(LIST + 1);
        for (int i = NEEDED + 1; Security.getProperty(LIST + i) != null; i++) {
            // An entry cannot be taken out, but one that stands twice counts once.
            Security.setProperty(LIST + i, first);
        }
    }
}
