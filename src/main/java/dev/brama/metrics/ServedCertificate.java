package dev.brama.metrics;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// A certificate as it is shown for a host.
///
/// @param namespace of the Secret
/// @param secret its name
/// @param host for which it is shown; `_` for hosts without one
/// @param identifier what tells it from the one before
/// @param expiry in seconds since 1970
/// @param issuerOrganization empty if the issuer has none
/// @param issuerCommonName empty if the issuer has none
/// @param serialNumber decimal
/// @param publicKeyAlgorithm `RSA`, `ECDSA` or `Ed25519`
public record ServedCertificate(
        String namespace,
        String secret,
        String host,
        String identifier,
        long expiry,
        String issuerOrganization,
        String issuerCommonName,
        String serialNumber,
        String publicKeyAlgorithm) {
    /// What there is to tell of the first certificate of a chain.
    public static ServedCertificate of(
            String namespace, String secret, String host, X509Certificate certificate) {
        String issuer = certificate.getIssuerX500Principal().getName();
        String serial = certificate.getSerialNumber().toString();
        return new ServedCertificate(
                namespace,
                secret,
                host,
                certificate.getSigAlgName() + "-" + serial,
                certificate.getNotAfter().toInstant().getEpochSecond(),
                part(issuer, "O"),
                part(issuer, "CN"),
                serial,
                algorithm(certificate.getPublicKey().getAlgorithm()));
    }

    // The words of Go's library, which dashboards know.
    private static String algorithm(String name) {
        return switch (name) {
            case "EC" -> "ECDSA";
            case "EdDSA" -> "Ed25519";
            default -> name;
        };
    }

    private static String part(String name, String type) {
        try {
            Optional<String> found =
                    new LdapName(name)
                            .getRdns().stream()
                                    .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
                                    .map(rdn ->
                                            rdn.getValue() instanceof byte[] bytes
                                                    ? Arrays.toString(bytes)
                                                    : rdn.getValue().toString())
                                    .findFirst();
            return found.orElse("");
        } catch (InvalidNameException _) {
            return "";
        }
    }
}
