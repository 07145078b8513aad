package dev.brama.ingress;

import dev.brama.cluster.SecretObject;
import dev.brama.proxy.Certificate;
import dev.brama.proxy.FileId;
import dev.brama.syntax.Parsed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// A certificate read from a Secret, checked against its key.
///
/// @param certificate what the proxy serves
/// @param names the DNS names that it covers, in lower case
/// @param notBefore start of validity
/// @param notAfter end of validity
record CertificateFile(
        Certificate certificate, List<String> names, Instant notBefore, Instant notAfter) {
    private static final int SMALLEST_RSA_BITS = 2048;

    /// Reads `tls.crt` and `tls.key`.
    static Parsed<CertificateFile> read(SecretObject secret) {
        var chainPem = secret.entry("tls.crt");
        var keyPem = secret.entry("tls.key");
        if (chainPem.isEmpty() || keyPem.isEmpty()) {
            String key = chainPem.isEmpty() ? "tls.crt" : "tls.key";
            return Parsed.invalid(
                    "without the key " + key, "put certificate and key into tls.crt and tls.key");
        }
        try {
            List<X509Certificate> chain = certificates(chainPem.get().bytes());
            if (chain.isEmpty()) {
                return Parsed.invalid(
                        "without a certificate in tls.crt", "put the certificate there, in PEM");
            }
            Optional<PrivateKey> key = privateKey(keyPem.get().text());
            if (key.isEmpty()) {
                return Parsed.invalid(
                        "without a usable private key in tls.key",
                        "put the key there, in PEM and without a passphrase");
            }
            return check(secret, chain, key.get(), keyPem.get().text());
        } catch (CertificateException _) {
            return Parsed.invalid("not a certificate in tls.crt", "write it in PEM");
        } catch (IOException | RuntimeException _) {
            // The reader of PEM answers broken input with exceptions of many kinds.
            return Parsed.invalid("not a private key in tls.key", "write it in PEM");
        } catch (GeneralSecurityException _) {
            return Parsed.invalid("of a kind of key that cannot be used", "use RSA or ECDSA");
        }
    }

    private static Parsed<CertificateFile> check(
            SecretObject secret, List<X509Certificate> chain, PrivateKey key, String keyPem)
            throws GeneralSecurityException {
        X509Certificate own = chain.getFirst();
        if (!matches(own.getPublicKey(), key)) {
            boolean later = false;
            for (X509Certificate other : chain.subList(1, chain.size())) {
                later |= matches(other.getPublicKey(), key);
            }
            return later
                    ? Parsed.invalid(
                            "in the wrong order: the host's own certificate is not first",
                            "put the host's certificate first in tls.crt, then its issuers")
                    : Parsed.invalid(
                            "not of this key: tls.crt and tls.key do not belong together",
                            "put the key of this certificate into tls.key");
        }
        if (own.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < SMALLEST_RSA_BITS) {
            return Parsed.invalid(
                    "of an RSA key with fewer than 2048 bits, which OpenSSL refuses",
                    "make a new key of 2048 bits or more");
        }
        FileId id = FileId.of("certificate", secret.id().namespace(), secret.id().name());
        return Parsed.valid(
                new CertificateFile(
                        new Certificate(id, secret.id().toString(), pem(chain), keyPem),
                        namesOf(own),
                        own.getNotBefore().toInstant(),
                        own.getNotAfter().toInstant()));
    }

    /// Whether it covers a host: by name, or by a wildcard for one label (RFC 6125 section 6.4.3).
    boolean covers(String host) {
        int dot = host.indexOf('.');
        String wildcard = dot < 0 ? "" : "*" + host.substring(dot);
        return names.contains(host) || (!wildcard.isEmpty() && names.contains(wildcard));
    }

    private static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        for (var certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(pem))) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        return chain;
    }

    private static Optional<PrivateKey> privateKey(String pem) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                switch (block) {
                    case PEMKeyPair pair -> {
                        return Optional.of(converter.getPrivateKey(pair.getPrivateKeyInfo()));
                    }
                    case PrivateKeyInfo info -> {
                        return Optional.of(converter.getPrivateKey(info));
                    }
                    case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ -> {
                        return Optional.empty();
                    }
                    // EC PARAMETERS and certificates may stand before the key.
                    default -> {}
                }
            }
        }
        return Optional.empty();
    }

    private static boolean matches(PublicKey open, PrivateKey secret)
            throws GeneralSecurityException {
        if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        if (open instanceof RSAPublicKey a && secret instanceof RSAPrivateKey b) {
            return a.getModulus().equals(b.getModulus());
        }
        Signature signature =
                Signature.getInstance(
                        switch (open.getAlgorithm()) {
                            case "EC" -> "SHA256withECDSA";
                            default -> open.getAlgorithm();
                        });
        byte[] probe = {1};
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static List<String> namesOf(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<?> name : alternativeNames(certificate)) {
            // Type 2 is dNSName (RFC 5280 section 4.2.1.6).
            if (name.size() == 2
                    && Integer.valueOf(2).equals(name.get(0))
                    && name.get(1) instanceof String dns) {
                names.add(dns.toLowerCase(Locale.ROOT));
            }
        }
        if (names.isEmpty()) {
            commonName(certificate).ifPresent(name -> names.add(name.toLowerCase(Locale.ROOT)));
        }
        return List.copyOf(names);
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .findFirst();
        } catch (InvalidNameException _) {
            return Optional.empty();
        }
    }

    private static String pem(List<X509Certificate> chain) throws CertificateException {
        StringBuilder pem = new StringBuilder();
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (X509Certificate certificate : chain) {
            pem.append("-----BEGIN CERTIFICATE-----\n")
                    .append(encoder.encodeToString(certificate.getEncoded()))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return pem.toString();
    }
}
