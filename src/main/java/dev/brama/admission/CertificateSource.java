package dev.brama.admission;

import java.io.IOException;

/// Where the webhook's certificate comes from.
public sealed interface CertificateSource permits CertificateKeeper, CertificateFiles {
    /// Looks whether there is another certificate, and shows it. For one thread at a time.
    ///
    /// @throws IOException if there is none, or it cannot be used; what was shown stays
    void refresh(ServingIdentity serving) throws IOException;
}
