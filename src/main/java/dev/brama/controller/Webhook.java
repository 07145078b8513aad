package dev.brama.controller;

import dev.brama.admission.AdmissionWebhook;
import dev.brama.admission.CertificateFiles;
import dev.brama.admission.CertificateKeeper;
import dev.brama.admission.CertificateSource;
import dev.brama.admission.ReviewDesk;
import dev.brama.admission.Reviewed;
import dev.brama.kube.ApiServer;
import dev.brama.kube.WebhookStore;
import dev.brama.metrics.AdmissionMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/// Starts the webhook, and counts what it does.
final class Webhook {
    private Webhook() {}

    /// @throws IOException naming the address, if it is not free
    static AdmissionWebhook start(
            WebhookOptions options, ApiServer server, AdmissionMetrics metrics) throws IOException {
        CertificateSource source =
                switch (options.certificate()) {
                    case WebhookOptions.Certificate.Files(var chain, var key) ->
                            new CertificateFiles(chain, key);
                    case WebhookOptions.Certificate.Own(
                                    var service,
                                    var configuration,
                                    var secret) ->
                            new CertificateKeeper(
                                    new CertificateKeeper.Place(service, configuration),
                                    new WebhookStore(server, secret),
                                    InstantSource.system());
                };
        try {
            return AdmissionWebhook.start(
                    options.address(),
                    new ReviewDesk(options.policy(), InstantSource.system()),
                    source,
                    AdmissionWebhook.INTERVAL,
                    reviewed -> metrics.reviewed(review(reviewed)));
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on port %d for the webhook: %s; stop what uses it, or name another with --validating-webhook"
                            .formatted(options.address().getPort(), e.getMessage()),
                    e);
        }
    }

    private static AdmissionMetrics.Review review(Reviewed reviewed) {
        return new AdmissionMetrics.Review(
                reviewed.ingresses(),
                reviewed.testing(),
                0,
                Duration.ZERO,
                reviewed.bytes(),
                reviewed.roundtrip());
    }
}
