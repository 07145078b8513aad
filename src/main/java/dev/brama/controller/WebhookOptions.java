package dev.brama.controller;

import dev.brama.admission.AdmissionOptions;
import dev.brama.cluster.NamespacedName;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// The webhook that judges Ingresses before they are stored.
///
/// @param address where the API server calls it
/// @param policy what decides about Ingresses
/// @param certificate where its certificate comes from
public record WebhookOptions(
        InetSocketAddress address, AdmissionOptions policy, Certificate certificate) {
    /// Where the certificate comes from.
    public sealed interface Certificate {
        /// Somebody else keeps it in files.
        ///
        /// @param chain certificates in PEM
        /// @param key the private key in PEM
        record Files(Path chain, Path key) implements Certificate {}

        /// Brama makes it, and tells the API server whom to trust.
        ///
        /// @param service by which the API server calls
        /// @param configuration the ValidatingWebhookConfiguration
        /// @param secret where the certificate is kept
        record Own(NamespacedName service, String configuration, NamespacedName secret)
                implements Certificate {}
    }
}
