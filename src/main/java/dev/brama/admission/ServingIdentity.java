package dev.brama.admission;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate that the webhook shows, which may become another while it serves.
///
/// Each handshake takes what is there at that moment. Before the first [#use], handshakes fail.
public final class ServingIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "webhook";

    private volatile @Nullable Shown shown;

    private record Shown(List<X509Certificate> chain, PrivateKey key) {}

    /// Shows this certificate from now on.
    ///
    /// @param chain the certificate, then those that signed it
    void use(List<X509Certificate> chain, PrivateKey key) {
        shown = new Shown(List.copyOf(chain), key);
    }

    /// Whether there is a certificate to show.
    public boolean isReady() {
        return shown != null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
        Shown now = shown;
        return now != null && now.key().getAlgorithm().equals(keyType) ? ALIAS : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Shown now = shown;
        return now == null ? null : now.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Shown now = shown;
        return now == null ? null : now.key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
