package dev.brama.admission;

/// What is to be done about the webhook's certificate.
sealed interface CertificateDecision {
    /// It is good.
    record Keep(WebhookIdentity identity) implements CertificateDecision {}

    /// A new one must be stored.
    ///
    /// @param why for the log
    record Store(WebhookIdentity identity, String why) implements CertificateDecision {}

    /// The Secret is not ours to change.
    ///
    /// @param why for the log, with what to do about it
    record Refuse(String why) implements CertificateDecision {}
}
