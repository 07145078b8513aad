package dev.brama.admission;

import dev.brama.admission.CertificateDecision.Keep;
import dev.brama.admission.CertificateDecision.Refuse;
import dev.brama.admission.CertificateDecision.Store;
import dev.brama.cluster.NamespacedName;
import dev.brama.cluster.SecretValue;
import dev.brama.kube.StoredSecret;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides about the webhook's certificate from what is stored and the time.
final class WebhookCertificates {
    private final List<String> names;

    /// @param service the Service by which the API server finds the webhook
    WebhookCertificates(NamespacedName service) {
        String name = service.name() + "." + service.namespace();
        this.names = List.of(name + ".svc", name + ".svc.cluster.local", name);
    }

    /// @param stored the Secret, where there is one
    /// @param inUse the certificate of before, which somebody's deletion of the Secret does not end
    CertificateDecision decide(
            Optional<StoredSecret> stored, Optional<WebhookIdentity> inUse, Instant now) {
        if (stored.isEmpty() && inUse.isPresent()) {
            return new Store(inUse.get(), "somebody deleted it; the same one is stored again");
        }
        if (stored.isEmpty()) {
            return new Store(WebhookIdentity.make(List.of(), names, now), "there is none yet");
        }
        Map<String, SecretValue> entries = stored.get().entries();
        if (stored.get().keeper() == StoredSecret.Keeper.OTHER && !entries.isEmpty()) {
            return new Refuse(
                    "the Secret holds keys that Brama did not put there; name another Secret for"
                            + " the webhook's certificate, or delete this one");
        }
        Optional<WebhookIdentity> known = WebhookIdentity.read(entries);
        if (known.isEmpty()) {
            String why = entries.isEmpty() ? "the Secret is empty" : "the stored one is broken";
            return new Store(WebhookIdentity.make(oldAuthorities(entries), names, now), why);
        }
        WebhookIdentity identity = known.get();
        if (identity.isAuthorityAging(now)) {
            return new Store(
                    WebhookIdentity.make(identity.authorities(), names, now),
                    "the authority has a third of its time left");
        }
        if (identity.isCertificateStale(names, now)) {
            return new Store(
                    identity.renewed(names, now),
                    "the old one has a third of its time left, or other names");
        }
        return new Keep(identity);
    }

    private static List<X509Certificate> oldAuthorities(Map<String, SecretValue> entries) {
        SecretValue known = entries.get(WebhookIdentity.AUTHORITIES);
        return known == null ? List.of() : Pem.certificates(known.text());
    }
}
