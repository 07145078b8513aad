package dev.brama.admission;

import dev.brama.admission.CertificateDecision.Keep;
import dev.brama.admission.CertificateDecision.Refuse;
import dev.brama.admission.CertificateDecision.Store;
import dev.brama.cluster.NamespacedName;
import dev.brama.kube.StoredSecret;
import dev.brama.kube.WebhookStore;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the webhook's own certificate good, and the API server trusting it.
///
/// Several replicas do this side by side: they share one Secret, and who comes second with a change
/// takes over what the first stored.
public final class CertificateKeeper implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
    private static final int TRIES = 5;

    private final Place place;
    private final WebhookStore store;
    private final WebhookCertificates certificates;
    private final InstantSource clock;
    private Optional<WebhookIdentity> known = Optional.empty();
    private @Nullable X509Certificate shown;

    /// Where the webhook is found.
    ///
    /// @param service the Service by which the API server calls it
    /// @param configuration the ValidatingWebhookConfiguration that says so
    public record Place(NamespacedName service, String configuration) {}

    /// @param place where the webhook is found
    /// @param store where the certificate is kept
    /// @param clock tells the time
    public CertificateKeeper(Place place, WebhookStore store, InstantSource clock) {
        this.place = place;
        this.store = store;
        this.certificates = new WebhookCertificates(place.service());
        this.clock = clock;
    }

    @Override
    public void refresh(ServingIdentity serving) throws IOException {
        WebhookIdentity identity = current();
        boolean settled =
                !serving.isReady()
                        || known.map(WebhookIdentity::certificate)
                                .filter(identity.certificate()::equals)
                                .isPresent();
        known = Optional.of(identity);
        try {
            List<String> mended =
                    store.trust(place.configuration(), place.service(), identity.bundle());
            if (!mended.isEmpty()) {
                LOG.info("the API server now trusts the certificate of the webhook: {}", mended);
            }
        } finally {
            // The API server learns whom to trust a moment after it was told, so a certificate
            // that takes the place of another is shown one round later.
            if (settled && !identity.certificate().equals(shown)) {
                serving.use(List.of(identity.certificate()), identity.key());
                shown = identity.certificate();
            }
        }
    }

    private WebhookIdentity current() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredSecret> stored = store.read();
            switch (certificates.decide(stored, known, clock.instant())) {
                case Keep(WebhookIdentity identity) -> {
                    return identity;
                }
                case Refuse(String why) -> throw new IOException(why);
                case Store(WebhookIdentity identity, String why) -> {
                    WebhookStore.Change change =
                            stored.isPresent()
                                    ? store.replace(stored.get(), identity.entries())
                                    : store.create(identity.entries());
                    if (change == WebhookStore.Change.MADE) {
                        LOG.info("made a certificate for the webhook: {}", why);
                        return identity;
                    }
                }
            }
        }
        throw new IOException("others keep changing the Secret of the webhook's certificate");
    }
}
