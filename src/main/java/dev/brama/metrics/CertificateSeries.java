package dev.brama.metrics;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The certificates that are shown.
final class CertificateSeries {
    private final String controllerClass;
    private final Family expiry;
    private final Family certificate;

    CertificateSeries(Families known, String controllerClass) {
        this.controllerClass = controllerClass;
        expiry =
                known.gauge(
                        "ssl_expire_time_seconds",
                        "When a certificate expires, in seconds since 1970.",
                        "namespace",
                        "class",
                        "host",
                        "secret_name",
                        "identifier");
        certificate =
                known.gauge(
                        "ssl_certificate_info",
                        "What a certificate says of itself; always 1.",
                        "namespace",
                        "class",
                        "host",
                        "secret_name",
                        "identifier",
                        "issuer_organization",
                        "issuer_common_name",
                        "serial_number",
                        "public_key_algorithm");
    }

    void replace(Collection<ServedCertificate> now) {
        Map<List<String>, Double> expiries = new HashMap<>();
        Map<List<String>, Double> details = new HashMap<>();
        for (ServedCertificate one : now) {
            expiries.put(
                    List.of(
                            one.namespace(),
                            controllerClass,
                            one.host(),
                            one.secret(),
                            one.identifier()),
                    (double) one.expiry());
            details.put(
                    List.of(
                            one.namespace(),
                            controllerClass,
                            one.host(),
                            one.secret(),
                            one.identifier(),
                            one.issuerOrganization(),
                            one.issuerCommonName(),
                            one.serialNumber(),
                            one.publicKeyAlgorithm()),
                    1.0);
        }
        expiry.replace(expiries);
        certificate.replace(details);
    }
}
