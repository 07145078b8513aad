package dev.brama.admission;

import dev.brama.cluster.SecretValue;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the webhook is known by: authorities that the API server trusts, and a certificate that the
/// newest of them signed.
///
/// @param authorities the newest first; an older one stays until its certificates are out of use
/// @param authorityKey the key of the newest authority
/// @param certificate what the webhook shows
/// @param key its key
record WebhookIdentity(
        List<X509Certificate> authorities,
        PrivateKey authorityKey,
        X509Certificate certificate,
        PrivateKey key) {
    static final String AUTHORITIES = "ca.crt";
    static final String AUTHORITY_KEY = "ca.key";
    static final String CHAIN = "tls.crt";
    static final String KEY = "tls.key";

    private static final int MOST_AUTHORITIES = 2;

    WebhookIdentity {
        authorities = List.copyOf(authorities);
    }

    /// A new certificate of a new authority.
    ///
    /// @param trusted authorities of before
    static WebhookIdentity make(List<X509Certificate> trusted, List<String> names, Instant now) {
        Issuer issuer = Issuer.make(now);
        List<X509Certificate> authorities = new ArrayList<>();
        authorities.add(issuer.certificate());
        trusted.stream()
                .filter(old -> old.getNotAfter().toInstant().isAfter(now))
                .limit(MOST_AUTHORITIES - 1)
                .forEach(authorities::add);
        return of(issuer, authorities, names, now);
    }

    private static WebhookIdentity of(
            Issuer issuer, List<X509Certificate> authorities, List<String> names, Instant now) {
        Issuer.Issued issued = issuer.issue(names, now);
        return new WebhookIdentity(authorities, issuer.key(), issued.certificate(), issued.key());
    }

    /// The same authorities, and a new certificate.
    WebhookIdentity renewed(List<String> names, Instant now) {
        return of(new Issuer(authorities.getFirst(), authorityKey), authorities, names, now);
    }

    /// Reads what a Secret holds; empty where a part is missing or does not fit another.
    static Optional<WebhookIdentity> read(Map<String, SecretValue> entries) {
        List<X509Certificate> authorities = Pem.certificates(text(entries, AUTHORITIES));
        List<X509Certificate> chain = Pem.certificates(text(entries, CHAIN));
        Optional<PrivateKey> authorityKey = Pem.key(text(entries, AUTHORITY_KEY));
        Optional<PrivateKey> key = Pem.key(text(entries, KEY));
        if (authorities.isEmpty()
                || chain.isEmpty()
                || authorityKey.isEmpty()
                || key.isEmpty()
                || !fits(authorities.getFirst().getPublicKey(), authorityKey.get())
                || !fits(chain.getFirst().getPublicKey(), key.get())
                || !isSignedBy(chain.getFirst(), authorities.getFirst())) {
            return Optional.empty();
        }
        return Optional.of(
                new WebhookIdentity(authorities, authorityKey.get(), chain.getFirst(), key.get()));
    }

    private static String text(Map<String, SecretValue> entries, String key) {
        SecretValue value = entries.get(key);
        return value == null ? "" : value.text();
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// Whether a private key belongs to a public one.
    static boolean fits(PublicKey open, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> key.getAlgorithm();
                };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update((byte) 1);
            byte[] signed = signing.sign();
            signing.initVerify(open);
            signing.update((byte) 1);
            return signing.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// Whether a third of the authority's time, or less, is left.
    boolean isAuthorityAging(Instant now) {
        return isAging(authorities.getFirst(), Issuer.LIFE, now);
    }

    /// Whether the certificate must be renewed: it ages, or lacks a name.
    boolean isCertificateStale(List<String> names, Instant now) {
        return isAging(certificate, Issuer.SERVING_LIFE, now) || !covers(names);
    }

    private static boolean isAging(X509Certificate certificate, Duration life, Instant now) {
        return now.isBefore(certificate.getNotBefore().toInstant())
                || now.plus(life.dividedBy(3)).isAfter(certificate.getNotAfter().toInstant());
    }

    private boolean covers(List<String> names) {
        try {
            Collection<List<?>> own = certificate.getSubjectAlternativeNames();
            List<Object> found = new ArrayList<>();
            if (own != null) {
                own.forEach(name -> found.add(name.get(1)));
            }
            return found.containsAll(names);
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    /// The authorities as the API server takes them.
    String bundle() {
        return Pem.of(authorities);
    }

    /// What the Secret holds.
    SortedMap<String, SecretValue> entries() {
        SortedMap<String, SecretValue> entries = new TreeMap<>();
        entries.put(AUTHORITIES, SecretValue.ofText(bundle()));
        entries.put(AUTHORITY_KEY, SecretValue.ofText(Pem.of(authorityKey)));
        entries.put(CHAIN, SecretValue.ofText(Pem.of(List.of(certificate))));
        entries.put(KEY, SecretValue.ofText(Pem.of(key)));
        return entries;
    }

    @Override
    public String toString() {
        return "WebhookIdentity[" + certificate.getSerialNumber() + "]";
    }
}
